/* convolve_int16(layer, x, step, target): codes of 16 bits, whose step was found with them. */
#include "convolve-codes.h"

static void convolve_int16(const struct code_convolution *layer, const uint8_t *x, float step,
                           const struct code_target *target) {
  convolve_codes(0, layer, x, step, target);
}
