/* 3 linear planes from cells of [R, G, B, coverage], 0 where masked or below 0. */
#include <stddef.h>

static void rgb_planes(const float *restrict x, ptrdiff_t cells, float *restrict y) {
  for (ptrdiff_t i = 0; i < cells; i++, x += 4, y += 3) {
    for (int c = 0; c < 3; c++) y[c] = x[3] > 0.0f && x[c] > 0.0f ? x[c] : 0.0f;
  }
}
