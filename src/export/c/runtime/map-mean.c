/* map_mean(x, weights or NULL, epsilon, rows, columns, channels, y): sum of w x / (sum of w + epsilon). */
#include <stddef.h>
#include "lanes.h"

/* Sums go by rows, because one float that adds up all pixels loses digits. */
static inline lanes map_sum_lanes(const float *x, const float *weights, int rows, int columns, int channels) {
  lanes total = {0.0f};
  for (int row = 0; row < rows; row++) {
    lanes sum = {0.0f};
    for (int column = 0; column < columns; column++, x += channels)
      sum += load(x) * (weights ? *weights++ : 1.0f);
    total += sum;
  }
  return total;
}

static inline float map_sum_float(const float *x, const float *weights, int rows, int columns, int channels) {
  float total = {0.0f};
  for (int row = 0; row < rows; row++) {
    float sum = {0.0f};
    for (int column = 0; column < columns; column++, x += channels)
      sum += *x * (weights ? *weights++ : 1.0f);
    total += sum;
  }
  return total;
}

static void map_mean(const float *x, const float *weights, float epsilon, int rows, int columns, int channels,
                     float *y) {
  float total = (float)rows * (float)columns;
  if (weights) total = epsilon + map_sum_float(weights, NULL, rows, columns, 1);
  int c = 0;
  for (; c + LANES <= channels; c += LANES)
    store(y + c, map_sum_lanes(x + c, weights, rows, columns, channels) / total);
  for (; c < channels; c++) y[c] = map_sum_float(x + c, weights, rows, columns, channels) / total;
}
