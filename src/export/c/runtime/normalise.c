/* Normalisation that no convolution takes in, and the activation behind it. */
#include <stddef.h>

static void normalise(const float *restrict x, const float *restrict scale, const float *restrict shift,
                      float slope, ptrdiff_t pixels, int channels, float *restrict y) {
  for (ptrdiff_t p = 0; p < pixels; p++, x += channels, y += channels) {
    for (int c = 0; c < channels; c++) {
      const float v = x[c] * scale[c] + shift[c];
      y[c] = v > 0.0f ? v : v * slope;
    }
  }
}
