/* Bilinear interpolation between pixel centres, edges held. */
#include <stddef.h>

static void resize_bilinear(const float *restrict x, int rows, int columns, int channels, int out_rows, int out_columns,
                            float *restrict y) {
  for (int i = 0; i < out_rows; i++) {
    const double v = (i + 0.5) * ((double)rows / out_rows) - 0.5, down = v > 0.0 ? v : 0.0;
    const int top = (int)down, bottom = top + 1 < rows ? top + 1 : rows - 1;
    const float below = (float)(down - top);
    for (int j = 0; j < out_columns; j++) {
      const double u = (j + 0.5) * ((double)columns / out_columns) - 0.5, across = u > 0.0 ? u : 0.0;
      const int left = (int)across, right = left + 1 < columns ? left + 1 : columns - 1;
      const float beside = (float)(across - left);
      const float *a = x + ((ptrdiff_t)top * columns + left) * channels;
      const float *b = x + ((ptrdiff_t)top * columns + right) * channels;
      const float *c = x + ((ptrdiff_t)bottom * columns + left) * channels;
      const float *d = x + ((ptrdiff_t)bottom * columns + right) * channels;
      for (int k = 0; k < channels; k++) {
        const float upper = a[k] + (b[k] - a[k]) * beside;
        const float lower = c[k] + (d[k] - c[k]) * beside;
        *y++ = upper + (lower - upper) * below;
      }
    }
  }
}
