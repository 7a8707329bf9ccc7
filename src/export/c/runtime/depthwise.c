/* Convolution of each channel by a kernel of its own: as many channels at a time as there are lanes. */
#include <stddef.h>
#include "lanes.h"

struct depthwise {
  int height, width, channels;  /* of the map that it reads */
  int kernel, stride, padding;
  int rows, columns;            /* of the map that it makes */
  const float *weights;         /* [kernel][kernel][channels] */
  const float *bias;            /* [channels] */
};

static inline lanes depthwise_lanes(const float *x, ptrdiff_t row_step, const float *weights, int kernel,
                                  int rows, int columns, int channels, lanes sum) {
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++) {
      const ptrdiff_t at = (ptrdiff_t)j * channels;
      sum += load(x + at) * load(weights + at);
    }
    x += row_step;
    weights += (ptrdiff_t)kernel * channels;
  }
  return sum;
}

static inline float depthwise_float(const float *x, ptrdiff_t row_step, const float *weights, int kernel,
                                  int rows, int columns, int channels, float sum) {
  for (int i = 0; i < rows; i++) {
    for (int j = 0; j < columns; j++) {
      const ptrdiff_t at = (ptrdiff_t)j * channels;
      sum += *(x + at) * *(weights + at);
    }
    x += row_step;
    weights += (ptrdiff_t)kernel * channels;
  }
  return sum;
}

static void depthwise(const struct depthwise *layer, const float *x, float *y) {
  const int kernel = layer->kernel, channels = layer->channels;
  const ptrdiff_t row_step = (ptrdiff_t)layer->width * channels;
  for (int row = 0; row < layer->rows; row++) {
    const int top = row * layer->stride - layer->padding;
    const int i0 = top < 0 ? -top : 0;
    const int i1 = top + kernel > layer->height ? layer->height - top : kernel;
    for (int column = 0; column < layer->columns; column++, y += channels) {
      const int left = column * layer->stride - layer->padding;
      const int j0 = left < 0 ? -left : 0;
      const int j1 = left + kernel > layer->width ? layer->width - left : kernel;
      const float *from = x + (top + i0) * row_step + (ptrdiff_t)(left + j0) * channels;
      const float *weights = layer->weights + ((ptrdiff_t)i0 * kernel + j0) * channels;
      int c = 0;
      for (; c + LANES <= channels; c += LANES)
        store(y + c, depthwise_lanes(from + c, row_step, weights + c, kernel, i1 - i0, j1 - j0, channels,
                                     load(layer->bias + c)));
      for (; c < channels; c++)
        y[c] = depthwise_float(from + c, row_step, weights + c, kernel, i1 - i0, j1 - j0, channels,
                               layer->bias[c]);
    }
  }
}
