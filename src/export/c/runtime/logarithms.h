/* logarithms(values, count, epsilon) in place, of max(v + epsilon, 1e-30); count a multiple of 8. */
#pragma once
#include "lanes.h"

/* After Cephes' logf (Moshier): v = m 2^e with m in [sqrt 1/2, sqrt 2), a polynomial in m - 1. */
static inline lanes logarithm(lanes v) {
  const lane_bits bits = BITS_OF(v);
  const lanes half_to_one = FROM_BITS((bits & 0x007fffff) | 0x3f000000);
  const lanes zero = {0.0f}, one = zero + 1.0f;
  const lane_bits small = half_to_one < zero + 0.707106781f;
  /* The exponent's bits as the last digits of 2^23 are its value without a conversion. */
  const lanes power = FROM_BITS((bits >> 23) | 0x4b000000) - 8388734.0f;
  const lanes e = power - CHOOSE(small, one, zero);
  const lanes m = half_to_one - 1.0f + CHOOSE(small, half_to_one, zero);
  const lanes z = m * m;
  lanes y = m * 7.0376836292e-2f - 1.151461031e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * z;
  y = y - e * 2.12194440e-4f - z * 0.5f;
  return m + y + e * 0.693359375f;
}

static void logarithms(float *values, int count, float epsilon) {
  const lanes zero = {0.0f}, least = zero + 1e-30f;
  for (int i = 0; i < count; i += LANES) {
    const lanes v = load(values + i) + epsilon;
    const lane_bits above = v > least;
    store(values + i, logarithm(CHOOSE(above, v, least)));
  }
}
