/* How far the last estimate may be trusted: the twin of confidenceOf in infer/confidence.ts. */
#pragma once
#include "given/settings.h"
#include "given/spread.h"

/* What the last estimate saw and answered. */
static struct {
  int has_light;
  float usable, luminance; /* share of the frame, and mean linear (R + G + B) / 3 of what is not clipped */
  float r, b;
} last;

static float confidence(void) {
  if (!last.has_light) return 0.0f;
  const float evidence = last.usable < ENOUGH_USABLE ? last.usable / ENOUGH_USABLE : 1.0f;
  const float ratio = spread_degrees(last.r, last.b) / HALF_SPREAD_DEGREES;
  const float light = last.luminance > 0.0f ? last.luminance : 0.0f;
  return evidence / (1.0f + ratio * ratio) * light / (light + HALF_LUMINANCE);
}
