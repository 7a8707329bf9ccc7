/* Weights as they are. */
#pragma once
#include <stddef.h>
#include "layer-float32.h"

/* Weights of two panels, the second at *size floats; the same twice at the end. */
static const float *panels_at(const struct convolution *layer, int channel, ptrdiff_t *size) {
  const ptrdiff_t taps = (ptrdiff_t)layer->kernel * layer->kernel * layer->inputs;
  *size = channel / 8 * 8 + 8 < layer->channels ? 8 * taps : 0;
  return layer->weights + channel / 8 * 8 * taps;
}
