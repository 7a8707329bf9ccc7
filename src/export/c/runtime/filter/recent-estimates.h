/* The last estimates: which lights have been seen lately, whatever the answer was. The twin of recent-estimates.ts. */
#pragma once
#include "log-gains.h"

static void remember(struct deepawb_filter *f, log_gains estimate) {
  if (f->recent.capacity == 0) return;
  f->recent.red[f->recent.next] = estimate.red;
  f->recent.blue[f->recent.next] = estimate.blue;
  f->recent.next = (f->recent.next + 1) % f->recent.capacity;
  if (f->recent.known < f->recent.capacity) f->recent.known++;
}

/* Of the estimate of `age` frames ago, 1 to the number that is known; none lies between two frames. */
static int is_beyond_half(const struct deepawb_filter *f, log_gains way, double age) {
  const size_t back = (size_t)age;
  size_t slot;
  log_gains here;
  if ((double)back != age) return 0;
  slot = (f->recent.next + f->recent.capacity - back) % f->recent.capacity;
  here.red = f->recent.red[slot] - f->answer.red;
  here.blue = f->recent.blue[slot] - f->answer.blue;
  return dot(here, way) > (way.red * way.red + way.blue * way.blue) / 2.0;
}

/* How many frames before the last `frames` belong to the present stay: most of them lie beyond half of the way. */
static double stay_frames(const struct deepawb_filter *f, log_gains way, double frames) {
  const double known = (double)f->recent.known;
  double age = frames + 1.0, away = 0.0, in_a_row = 0.0;
  for (; age <= known; age++) {
    in_a_row = is_beyond_half(f, way, age) ? 0.0 : in_a_row + 1.0;
    if (in_a_row > 0.0) away++;
    if (in_a_row == f->settings.away_frames || away > 1.0 + f->settings.away_share * age) break;
  }
  return age - 1.0 - frames;
}

/* For how many frames the light had kept still before it went this way, some `frames` ago. */
static double steady_frames(const struct deepawb_filter *f, log_gains way, double frames, double chance) {
  const double known = (double)f->recent.known;
  const double first = frames + stay_frames(f, way, frames) + 1.0;
  double beyond = 0.0, first_visit = known;
  for (double age = first; age <= known; age++) {
    if (!is_beyond_half(f, way, age)) continue;
    if (beyond == 0.0) first_visit = age;
    beyond++;
    if (beyond > f->settings.stray_frames + chance * (age - first)) return first_visit - first;
  }
  return known - first + 1.0;
}
