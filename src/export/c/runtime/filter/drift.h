/* Whether a light moves: the running mean of differences to the answer, beyond what noise explains. Twin of drift.ts. */
#pragma once
#include "log-gains.h"

static void update_drift(struct deepawb_filter *f, log_gains way, double sigma) {
  const double rate = f->settings.mean_rate;
  const double threshold = f->settings.drift_sigma * sigma * sqrt(rate / (2.0 - rate));
  f->drift.mean = step_along(f->drift.mean, difference(way, f->drift.mean), rate);
  f->drift.excess = more_of(0.0, length_of(f->drift.mean) / threshold - 1.0);
  if (f->drift.excess == 0.0)
    f->drift.frames = 0.0;
  else if (f->drift.frames > 0.0 && dot(f->drift.mean, f->drift.side) > 0.0)
    f->drift.frames++;
  else
    f->drift.frames = 1.0;
  f->drift.side = f->drift.mean;
}

/* The answer has gone over to another light; what goes on the same way needs no further evidence. */
static void cut_drift(struct deepawb_filter *f, log_gains way) {
  f->drift.mean = NO_DIFFERENCE;
  f->drift.side = way;
  f->drift.frames = f->settings.drift_frames;
  f->drift.excess = 0.0;
}
