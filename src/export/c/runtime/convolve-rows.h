/* Convolution without a copy of its input: a row of taps is a run of kernel x inputs floats that lie side by side in
   a map [row][column][channel], each of them multiplied into as many output channels as two vectors hold. Pixels whose
   window leaves the map take the part of it that lies inside. */
#pragma once
#include <stddef.h>
#include "tiles.h"
#include "given/panels.h"

/* Columns for which the whole window lies inside the map, first to last. */
static void inner_columns(const struct convolution *layer, int *first, int *last) {
  const int room = layer->width - layer->kernel + layer->padding;
  *first = (layer->padding + layer->stride - 1) / layer->stride;
  *last = room < 0 ? -1 : room / layer->stride;
  if (*last > layer->columns - 1) *last = layer->columns - 1;
}

/* One row of a convolution's output, [column][channel], for channels from c on, whose weights are p and q. */
static void convolve_row(const struct convolution *layer, const float *x, int row, int c, const float *p,
                         const float *q, float *y) {
  const int kernel = layer->kernel, inputs = layer->inputs, channels = layer->channels;
  const int top = row * layer->stride - layer->padding;
  const int i0 = top < 0 ? -top : 0;
  const int i1 = top + kernel > layer->height ? layer->height - top : kernel;
  struct window window = {i1 - i0, 0, (ptrdiff_t)layer->width * inputs, (ptrdiff_t)kernel * inputs * 8,
                          (ptrdiff_t)layer->stride * inputs};
  const float *bias = layer->bias + c;
  int first, last;
  inner_columns(layer, &first, &last);
  x += (top + i0) * window.x_step;
  p += i0 * window.weight_step;
  q += i0 * window.weight_step;
  for (int column = 0; column < layer->columns;) {
    float *out = y + (ptrdiff_t)column * channels + c;
    const int left = column * layer->stride - layer->padding;
    if (column >= first && column + 3 <= last) {
      window.length = kernel * inputs;
      multiply_4(&window, x + (ptrdiff_t)left * inputs, p, q, bias, layer->slope, out, channels, channels - c);
      column += 4;
    } else {
      const int j0 = left < 0 ? -left : 0;
      const int j1 = left + kernel > layer->width ? layer->width - left : kernel;
      const ptrdiff_t skipped = (ptrdiff_t)j0 * inputs;
      window.length = (j1 - j0) * inputs;
      multiply_1(&window, x + (ptrdiff_t)left * inputs + skipped, p + 8 * skipped, q + 8 * skipped, bias,
                 layer->slope, out, channels, channels - c);
      column++;
    }
  }
}

/* Rows of a convolution's output: weights are fetched once for all of them. */
static void convolve_rows(const struct convolution *layer, const float *x, int row, int rows, float *y) {
  const ptrdiff_t step = (ptrdiff_t)layer->columns * layer->channels;
  for (int c = 0; c < layer->channels; c += 2 * LANES) {
    ptrdiff_t size;
    const float *panels = panels_at(layer, c, &size);
    const float *p = panels + c % 8;
    const float *q = c % 8 + LANES < 8 ? p + LANES : panels + size;
    for (int i = 0; i < rows; i++) convolve_row(layer, x, row + i, c, p, q, y + i * step);
  }
}
