/* R, G, B of a cell, 0 where noise took its average below, and by a 3x3, row by row, where there is one. */
#pragma once
#include <stddef.h>

static inline float at_least_0(float v) { return v > 0.0f ? v : 0.0f; }

static inline void light_of_cell(const float *matrix, const float *x, float *light) {
  const float r = at_least_0(x[0]), g = at_least_0(x[1]), b = at_least_0(x[2]);
  light[0] = r;
  light[1] = g;
  light[2] = b;
  if (!matrix) return;
  for (int c = 0; c < 3; c++, matrix += 3) light[c] = at_least_0(matrix[0] * r + matrix[1] * g + matrix[2] * b);
}
