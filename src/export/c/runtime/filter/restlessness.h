/* For how many frames another light must last before it is believed: the twin of restlessness.ts. */
#pragma once
#include "recent-estimates.h"

static void see(struct deepawb_filter *f, log_gains estimate) {
  remember(f, estimate);
  f->restlessness.still_frames++;
  f->restlessness.rest_frames++;
  if (f->restlessness.still_frames < f->settings.restless_frames) return;
  f->restlessness.turns = 0.0;
  f->restlessness.has_way = 0;
}

/* Whether a way takes back enough of the last one to be a return. */
static int undoes(const struct deepawb_filter *f, log_gains way) {
  const log_gains last = f->restlessness.way;
  return -dot(way, last) > f->settings.turn_share * dot(last, last);
}

/* The answer goes this way. */
static void note_move(struct deepawb_filter *f, log_gains way) {
  const int has_way = f->restlessness.has_way;
  const int turned = has_way && undoes(f, way);
  if (turned) f->restlessness.turns++;
  if (turned || !has_way) f->restlessness.still_frames = 0.0;
  f->restlessness.way = !has_way || turned ? way : step_along(f->restlessness.way, way, 1.0);
  f->restlessness.has_way = 1;
  f->restlessness.rest_frames = 0.0;
}

/* Of an estimate under the present light, whose deviation in each gain is sigma / sqrt(2): the normal law, nearly. */
static double chance_beyond_half(log_gains way, double sigma) {
  return 1.0 / (1.0 + exp(LOGISTIC_SLOPE * SQRT_HALF * length_of(way) / sigma));
}

static double needed_frames(const struct deepawb_filter *f, log_gains way, double frames, double calm,
                            double sigma) {
  const struct deepawb_filter_settings *s = &f->settings;
  double chance, stood;
  if (f->restlessness.turns > 0.0) return more_of(calm, s->restless_cut_frames);
  if (f->restlessness.has_way && f->restlessness.rest_frames <= s->onward_frames && !undoes(f, way))
    return dot(way, f->restlessness.way) > 0.0 ? less_of(calm, s->on_frames) : calm;
  chance = s->beyond_chance * chance_beyond_half(way, sigma);
  stood = steady_frames(f, way, frames, chance);
  if (!f->restlessness.has_way && stood > s->brief_frames) return calm;
  return more_of(calm, s->restless_cut_frames + 1.0 - stood);
}

/* Whether a light that lies this way from the answer has lasted for long enough; `calm` frames are where all was still. */
static int is_believed(const struct deepawb_filter *f, log_gains way, double frames, double calm) {
  double needed;
  if (f->frame <= f->settings.settling_frames) return frames >= calm;
  needed = needed_frames(f, way, frames, calm, sqrt(f->noise));
  if (frames < needed) return 0;
  return needed <= calm || stay_frames(f, way, 0.0) >= needed;
}
