/* How much an estimate counts beside those before it, by the errors that are expected of them: the twin of doubt.ts. */
#pragma once
#include "log-gains.h"

static double weigh_doubt(struct deepawb_filter *f, double expected_degrees) {
  const struct deepawb_filter_settings *s = &f->settings;
  double weight, degrees;
  if (expected_degrees < 0.0) return 1.0;
  degrees = log(more_of(LEAST_DEGREES, expected_degrees));
  if (!f->doubt.is_known) f->doubt.usual = degrees;
  f->doubt.is_known = 1;
  weight = exp(2.0 * less_of(0.0, f->doubt.usual + log(s->usual_doubt) - degrees));
  f->doubt.usual += s->doubt_rate * (degrees - f->doubt.usual);
  return more_of(s->least_weight, weight);
}
