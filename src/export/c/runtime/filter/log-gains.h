/* Both gains as logarithms, where a ratio is a distance, whatever the light: the twin of log-gains.ts. */
#pragma once
#include <math.h>
#include "../given/filter-constants.h"
#include "deepawb_filter.h"

typedef struct deepawb_log_gains log_gains;

static const log_gains NO_DIFFERENCE = {0.0, 0.0};

/* Of two numbers, or NaN where one is none. */
static double more_of(double a, double b) { return a != a || a > b ? a : b; }

static double less_of(double a, double b) { return a != a || a < b ? a : b; }

static log_gains difference(log_gains to, log_gains from) {
  const log_gains way = {to.red - from.red, to.blue - from.blue};
  return way;
}

static double length_of(log_gains way) { return hypot(way.red, way.blue); }

static double dot(log_gains one, log_gains other) { return one.red * other.red + one.blue * other.blue; }

static log_gains step_along(log_gains start, log_gains way, double share) {
  const log_gains end = {start.red + share * way.red, start.blue + share * way.blue};
  return end;
}

/* But no further than `longest`. */
static log_gains step_along_up_to(log_gains start, log_gains way, double share, double longest) {
  const double wanted = share * length_of(way);
  return step_along(start, way, wanted > longest ? share * longest / wanted : share);
}

/* Angle between the lights of two pairs of gains: by the arc tangent, which keeps its digits near 0. */
static double degrees_between(log_gains one, log_gains other) {
  const double ax = exp(-one.red), az = exp(-one.blue), bx = exp(-other.red), bz = exp(-other.blue);
  const double cx = bz - az, cy = az * bx - ax * bz, cz = ax - bx;
  return atan2(sqrt(cx * cx + cy * cy + cz * cz), ax * bx + 1.0 + az * bz) * DEGREES_PER_RADIAN;
}
