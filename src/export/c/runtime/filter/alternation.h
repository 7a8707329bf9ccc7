/* Whether two lights take turns from frame to frame, and the mean over whole cycles: the twin of alternation.ts. */
#pragma once
#include "log-gains.h"

static void begin_alternation(struct deepawb_filter *f, log_gains estimate, double near, double age) {
  const double most = f->settings.alternation_frames;
  const log_gains way = difference(estimate, f->answer);
  if (length_of(way) <= near) return;
  f->alternation.frames = 1.0;
  f->alternation.longest = age < most ? most - age : most;
  f->alternation.calm_frames = 0.0;
  f->alternation.base = f->answer;
  f->alternation.way = way;
  f->alternation.is_there = 1;
  f->alternation.cycles = 0.0;
  f->alternation.mean = estimate;
}

static int has_alternated(const struct deepawb_filter *f) {
  return f->alternation.cycles >= f->settings.alternation_cycles &&
         f->alternation.frames >= f->settings.alternation_least_frames &&
         f->alternation.frames < f->alternation.longest;
}

/* 1, and the light between, where the estimate begins one more cycle and there have been enough of them. */
static int update_alternation(struct deepawb_filter *f, log_gains estimate, double near, log_gains *between) {
  log_gains way;
  int is_there, departs, is_over;
  if (f->alternation.frames == 0.0) {
    begin_alternation(f, estimate, near, f->frame - 1.0);
    return 0;
  }
  way = difference(estimate, f->alternation.base);
  is_there = dot(way, f->alternation.way) > dot(f->alternation.way, f->alternation.way) / 2.0;
  departs = is_there && !f->alternation.is_there;
  f->alternation.is_there = is_there;
  if (departs) f->alternation.cycles++;
  is_over = departs && has_alternated(f);
  *between = f->alternation.mean;
  f->alternation.frames++;
  f->alternation.mean = step_along(f->alternation.mean, difference(estimate, f->alternation.mean),
                                   1.0 / f->alternation.frames);
  f->alternation.calm_frames = is_there ? 0.0 : f->alternation.calm_frames + 1.0;
  if (is_over)
    f->alternation.longest = 0.0;
  else if (f->alternation.frames > f->alternation.longest &&
           f->alternation.calm_frames >= f->settings.alternation_frames)
    f->alternation.frames = 0.0;
  return is_over;
}
