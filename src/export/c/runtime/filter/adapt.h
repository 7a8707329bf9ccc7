/* When the answer goes over to another light: the second half of the twin of adaptive-filter.ts. */
#pragma once
#include "alternation.h"
#include "doubt.h"
#include "follow.h"

/* A break that would have been a cut in calm says that the light is not still. */
static void end_challenge(struct deepawb_filter *f) {
  if (f->challenger.frames >= f->settings.cut_frames) f->restlessness.still_frames = 0.0;
  f->challenger.frames = 0.0;
  f->challenger.weight = 0.0;
}

/* Holds what lies between two lights that take turns. */
static void go_between(struct deepawb_filter *f, log_gains between) {
  f->answer = between;
  f->age = f->settings.young_frames + 1.0;
  f->challenger.frames = 0.0;
  f->challenger.weight = 0.0;
  f->restlessness.turns++;
  f->restlessness.still_frames = 0.0;
  cut_drift(f, NO_DIFFERENCE);
}

static void cut(struct deepawb_filter *f, log_gains way) {
  f->is_cut = degrees_between(f->challenger.light, f->answer) > f->settings.cut_degrees;
  f->answer = f->challenger.light;
  f->age = f->challenger.frames;
  f->averaged = f->challenger.frames;
  f->challenger.frames = 0.0;
  f->challenger.weight = 0.0;
  note_move(f, way);
  cut_drift(f, way);
}

/* Whether an estimate is of the light that the last ones spoke for. */
static int is_challenger(const struct deepawb_filter *f, log_gains estimate, double near) {
  const double apart = length_of(difference(f->challenger.light, f->answer));
  return f->challenger.frames > 0.0 && length_of(difference(estimate, f->challenger.light)) <=
                                           more_of(near, f->settings.agreement * apart);
}

static void challenge(struct deepawb_filter *f, log_gains estimate, double near, double confidence,
                      double weight) {
  const struct deepawb_filter_settings *s = &f->settings;
  double share = 1.0;
  log_gains way;
  int is_same, recedes;
  if (confidence < s->least_confidence) return;
  is_same = is_challenger(f, estimate, near);
  if (!is_same) end_challenge(f);
  f->challenger.frames++;
  f->challenger.weight += weight;
  if (is_same) share = 1.0 / less_of(f->challenger.frames, s->challenger_frames);
  f->challenger.light =
      step_along(f->challenger.light, difference(estimate, f->challenger.light), share);
  way = difference(f->challenger.light, f->answer);
  if (!is_same) f->challenger.first_distance = length_of(way);
  recedes = f->challenger.frames >= s->receding_frames &&
            length_of(way) >= s->receding_factor * f->challenger.first_distance;
  if (!recedes && !is_believed(f, way, f->challenger.frames, s->cut_frames)) return;
  if (f->challenger.weight >= less_of(f->challenger.frames, s->cut_frames)) cut(f, way);
}

static void adapt(struct deepawb_filter *f, log_gains estimate, double confidence, double expected_degrees) {
  const struct deepawb_filter_settings *s = &f->settings;
  const double weight = weigh_doubt(f, expected_degrees);
  double near;
  log_gains between, way, expected;
  f->frame++;
  f->age++;
  see(f, estimate);
  if (f->frame > 1.0) learn_noise(f, estimate);
  f->last = estimate;
  if (f->frame <= s->startup_frames) {
    f->answer = estimate;
    f->averaged = 1.0;
    return;
  }
  near = more_of(s->near_difference, s->near_sigma * sqrt(f->noise));
  if (update_alternation(f, estimate, near, &between)) {
    go_between(f, between);
    return;
  }
  way = difference(estimate, f->answer);
  expected = f->is_drifting ? difference(way, f->drift.mean) : way;
  if (length_of(expected) > near) {
    if (dot(way, f->drift.side) < 0.0) f->drift.frames = 0.0;
    challenge(f, estimate, near, confidence, weight);
    return;
  }
  end_challenge(f);
  follow(f, way, weight * less_of(1.0, confidence / s->full_confidence));
}
