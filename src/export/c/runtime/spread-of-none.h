/* Networks that mix no lights. */
#pragma once

/* Nothing disagrees. */
static float spread_degrees(float r, float b) {
  (void)r;
  (void)b;
  return 0.0f;
}
