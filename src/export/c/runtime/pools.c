/* KIND_pool(x, height, width, channels, size, stride, rows, columns, y). */
#include <stddef.h>

/* piece: max_pool */
/* Windows are cut where a map is smaller than they are. */
static void max_pool(const float *x, int height, int width, int channels, int size, int stride, int rows,
                    int columns, float *y) {
  const int tall = size < height ? size : height, wide = size < width ? size : width;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++, y += channels) {
      const float *from = x + ((ptrdiff_t)row * stride * width + (ptrdiff_t)column * stride) * channels;
      for (int c = 0; c < channels; c++) {
        float sum = from[c];
        for (int i = 0; i < tall; i++) {
          for (int j = 0; j < wide; j++) {
            const float v = from[((ptrdiff_t)i * width + j) * channels + c];
            if (v > sum) sum = v;
          }
        }
        y[c] = sum;
      }
    }
  }
}

/* piece: average_pool */
/* Windows are cut where a map is smaller than they are. */
static void average_pool(const float *x, int height, int width, int channels, int size, int stride, int rows,
                    int columns, float *y) {
  const int tall = size < height ? size : height, wide = size < width ? size : width;
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++, y += channels) {
      const float *from = x + ((ptrdiff_t)row * stride * width + (ptrdiff_t)column * stride) * channels;
      for (int c = 0; c < channels; c++) {
        float sum = 0.0f;
        for (int i = 0; i < tall; i++) {
          for (int j = 0; j < wide; j++) {
            const float v = from[((ptrdiff_t)i * width + j) * channels + c];
            sum += v;
          }
        }
        y[c] = sum / (float)(tall * wide);
      }
    }
  }
}
