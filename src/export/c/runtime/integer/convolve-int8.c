/* convolve_int8(layer, x, target): codes of 8 bits, whose step is part of the layer's scales. */
#include "convolve-codes.h"

static void convolve_int8(const struct code_convolution *layer, const uint8_t *x, const struct code_target *target) {
  convolve_codes(1, layer, x, 1.0f, target);
}
