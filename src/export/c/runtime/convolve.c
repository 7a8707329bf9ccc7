/* convolve(layer, x, y): also dense layers, as convolutions of one pixel. */
#include "convolve-rows.h"

static void convolve(const struct convolution *layer, const float *x, float *y) {
  convolve_rows(layer, x, 0, layer->rows, y);
}
