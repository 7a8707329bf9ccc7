/* How the answer moves under a light that stays or drifts: the first half of the twin of adaptive-filter.ts. */
#pragma once
#include "drift.h"
#include "restlessness.h"

static void learn_noise(struct deepawb_filter *f, log_gains estimate) {
  const struct deepawb_filter_settings *s = &f->settings;
  const double length = length_of(difference(estimate, f->last));
  const double seen = less_of(length * length / 2.0, s->noise_clip * f->noise);
  const double rate = more_of(s->noise_rate, 1.0 / f->frame);
  f->noise = more_of(s->least_noise * s->least_noise, f->noise + rate * (seen - f->noise));
}

static int is_drift(struct deepawb_filter *f, log_gains way) {
  const double frames = f->drift.frames, needed = f->settings.drift_frames;
  f->is_drifting =
      frames > 0.0 && dot(way, f->drift.mean) > 0.0 && is_believed(f, f->drift.mean, frames, needed);
  if (f->is_drifting)
    note_move(f, f->drift.mean);
  else if (frames >= needed)
    f->restlessness.still_frames = 0.0;
  return f->is_drifting;
}

static void follow(struct deepawb_filter *f, log_gains way, double trust) {
  const struct deepawb_filter_settings *s = &f->settings;
  const log_gains from = f->answer;
  double share;
  update_drift(f, way, sqrt(f->noise));
  f->averaged++;
  share = more_of(1.0 / f->averaged, s->speed);
  if (f->age <= s->averaged_frames) {
    f->answer = step_along(from, way, trust * share);
  } else if (is_drift(f, way)) {
    const double speed = less_of(1.0, share + s->drift_speed * f->drift.excess);
    f->answer = step_along(from, f->drift.mean, trust * speed);
  } else {
    const double longest = f->age <= s->young_frames ? s->young_step : s->held_step;
    f->answer = step_along_up_to(from, way, trust * share, trust * longest);
  }
  f->drift.mean = difference(f->drift.mean, difference(f->answer, from));
}
