/* The twin of mixtureSpreadDegrees in infer/light-mixture.ts. */
#pragma once
#include <math.h>
#include "given/mixture.h"

/* Root mean square angle between the lights that the network mixes and its answer. */
static float spread_degrees(float r, float b) {
  const float length = sqrtf(r * r + 1.0f + b * b);
  const float *light = directions, *shares = SHARES;
  float sum = 0.0f;
  for (int i = 0; i < LIGHTS; i++, light += 3) {
    const float x = light[0] - r / length, y = light[1] - 1.0f / length, z = light[2] - b / length;
    const float half_chord = 0.5f * sqrtf(x * x + y * y + z * z);
    const float angle = 2.0f * asinf(half_chord < 1.0f ? half_chord : 1.0f);
    sum += shares[i] * angle * angle;
  }
  return 57.2957795f * sqrtf(sum);
}
