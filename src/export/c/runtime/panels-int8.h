/* Weights unpacked, two panels at a time. */
#pragma once
#include <stddef.h>
#include "given/settings.h"
#include "layer-int8.h"

/* Weights of two panels as floats, the second at *size floats; the same twice at the end. */
static const float *panels_at(const struct convolution *layer, int channel, ptrdiff_t *size) {
  static float panels[PANELS_FLOATS];
  const ptrdiff_t taps = (ptrdiff_t)layer->kernel * layer->kernel * layer->inputs;
  const int count = LANES == 8 && channel + 8 < layer->channels ? 2 : 1;
  const int8_t *codes = layer->weights + channel / 8 * 8 * taps;
  const float *scales = layer->scales + channel / 8 * 8;
  float *to = panels;
  for (int panel = 0; panel < count; panel++, scales += 8) {
    for (ptrdiff_t tap = 0; tap < taps; tap++, codes += 8, to += 8) {
      for (int i = 0; i < 8; i++) to[i] = (float)codes[i] * scales[i];
    }
  }
  *size = count == 2 ? 8 * taps : 0;
  return panels;
}
