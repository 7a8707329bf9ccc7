/* convolve_pooled(layer, x, lines, y). */
#include "convolve-rows.h"
#include "larger.h"

/* 2x2 maxima of two lines, [column][channel]. */
static void pool_lines(const float *upper, ptrdiff_t step, int columns, int channels, float *y) {
  const float *lower = upper + step;
  for (int column = 0; column < columns; column++) {
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      const lanes above = larger(load(upper + c), load(upper + channels + c));
      const lanes below = larger(load(lower + c), load(lower + channels + c));
      store(y + c, larger(above, below));
    }
    for (; c < channels; c++) {
      float most = upper[c];
      if (upper[channels + c] > most) most = upper[channels + c];
      if (lower[c] > most) most = lower[c];
      if (lower[channels + c] > most) most = lower[channels + c];
      y[c] = most;
    }
    upper += 2 * channels;
    lower += 2 * channels;
    y += channels;
  }
}

/* A convolution and a 2x2 max pool of stride 2 behind it; lines holds two rows. */
static void convolve_pooled(const struct convolution *layer, const float *x, float *lines, float *y) {
  const ptrdiff_t step = (ptrdiff_t)layer->columns * layer->channels;
  const int columns = layer->columns / 2;
  for (int row = 0; row < layer->rows / 2; row++) {
    convolve_rows(layer, x, 2 * row, 2, lines);
    pool_lines(lines, step, columns, layer->channels, y + (ptrdiff_t)row * columns * layer->channels);
  }
}
