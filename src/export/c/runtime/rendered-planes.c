/* Planes of a picture as it would be shown: matrix, clipped to 0..1, power, rounded down to levels where there are any, less
   the mean and over the deviation. A masked cell is black. Numbers in double precision: 9 of the matrix, 3 means, 3 inverse
   deviations, exponent, levels, and the least value of each level above 0. */
#include <math.h>
#include <stddef.h>

static double rendered_value(const double *numbers, double value) {
  const int levels = (int)numbers[16];
  int low = 0, high = levels;
  value = value > 0.0 ? (value < 1.0 ? value : 1.0) : 0.0;
  if (levels == 0) return value > 0.0 ? pow(value, numbers[15]) : 0.0;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (numbers[17 + middle] <= value) low = middle + 1;
    else high = middle;
  }
  return (double)low / levels;
}

static void rendered_planes(const double *numbers, const float *restrict x, ptrdiff_t cells, float *restrict y) {
  for (ptrdiff_t i = 0; i < cells; i++, x += 4, y += 3) {
    double light[3];
    for (int c = 0; c < 3; c++) light[c] = x[3] > 0.0f && x[c] > 0.0f ? (double)x[c] : 0.0;
    for (int c = 0; c < 3; c++) {
      const double *row = numbers + 3 * c;
      const double value = rendered_value(numbers, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]);
      y[c] = (float)((value - numbers[9 + c]) * numbers[12 + c]);
    }
  }
}
