/* Channels taken out of maps and put into others; steps from pixel to pixel. */
#include <stddef.h>

static void copy_channels(const float *restrict x, int x_step, ptrdiff_t pixels, int channels,
                          float *restrict y, int y_step) {
  for (ptrdiff_t p = 0; p < pixels; p++, x += x_step, y += y_step) {
    for (int c = 0; c < channels; c++) y[c] = x[c];
  }
}
