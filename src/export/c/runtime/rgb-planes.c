/* 3 linear planes from cells of [R, G, B, coverage], 0 where masked or below 0; read by a 3x3 where one is given. */
#include <stddef.h>
#include "light-of-cell.h"

static void rgb_planes(const float *matrix, const float *restrict x, ptrdiff_t cells, float *restrict y) {
  for (ptrdiff_t i = 0; i < cells; i++, x += 4, y += 3) {
    float light[3];
    light_of_cell(matrix, x, light);
    for (int c = 0; c < 3; c++) y[c] = x[3] > 0.0f ? light[c] : 0.0f;
  }
}
