/* What follows a sum: its activation, and storing it. */
#pragma once
#include "lanes.h"

/* max(v, slope v) of slopes from 0 to 1. */
static inline lanes activated(lanes v, float slope) {
  const lanes zero = {0.0f};
  const lane_bits positive = v > zero;
  return CHOOSE(positive, v, v * slope);
}

/* Stores as many channels as there are left. */
static void store_part(float *y, lanes v, int left) {
  float values[LANES];
  store(values, v);
  for (int i = 0; i < left && i < LANES; i++) y[i] = values[i];
}
