/* The larger of two, lane by lane. */
#pragma once
#include "lanes.h"

static inline lanes larger(lanes a, lanes b) {
  const lane_bits above = a > b;
  return CHOOSE(above, a, b);
}
