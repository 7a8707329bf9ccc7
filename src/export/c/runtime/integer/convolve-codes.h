/* A convolution of a map of codes: sums of products, the largest of each 2x2 where a pool follows, scale, bias and activation,
   and the result as floats or as bytes for the next. */
#pragma once
#include "quantise.h"
#include "tile.h"

struct code_convolution {
  int kernel, steps;           /* rows of the kernel; four bytes of codes each */
  int row, pixel, line;        /* bytes of the map from row to row of the output, from column to column, from line to line */
  int rows, columns, channels; /* of the output, before any pooling */
  int pooled;                  /* whether the largest of each 2x2 is taken */
  float slope;                 /* max(v, slope v) follows; 1 where nothing does */
  int zero;                    /* the code of 0, for bytes */
  const void *weights;         /* [panel of 16 channels][kernel][steps][16][4 bytes] */
  const int32_t *totals;       /* [channels] sums of the weights, for bytes */
  const float *scales, *bias;  /* [channels]; all zeroes up to a multiple of 16 */
};

/* Where a result goes: floats, [row][column][channel], or bytes of a map whose first pixel is given. */
struct code_target {
  float *values;
  uint8_t *codes;
  ptrdiff_t line;
  const struct byte_codes *as;
};

/* Scale, bias and activation of sums that are those of channels from c on, to a place of the target. */
ALWAYS void finish(const struct code_convolution *layer, const int32_t *found, int window, float step, int c, int offset,
                   float *values, uint8_t *codes, const struct byte_codes *as) {
  const sum_floats zero = {0.0f};
  sums s = *(const sums *)found;
  for (int i = 1; i < window; i++) s = larger_sums(s, *(const sums *)(found + 2 * SUMS * i));
  if (layer->totals) s += *(const sums *)(layer->totals + c) * offset;
  sum_floats v = TO_FLOATS(s) * (load_floats(layer->scales + c) * step) + load_floats(layer->bias + c);
  v = PICK(v > zero, v, v * layer->slope);
  const int left = layer->channels - c;
  if (codes) {
    uint8_t bytes[FINISHED];
    const sums rounded = byte_codes_of(as, v);
    if (left >= FINISHED) {
      store_bytes(codes + c, rounded);
    } else {
      store_bytes(bytes, rounded);
      memcpy(codes + c, bytes, (size_t)left);
    }
  } else if (left >= FINISHED) {
    *(sum_floats *)(values + c) = v;
  } else {
    memcpy(values + c, &v, (size_t)left * sizeof *values);
  }
}

/* One line of a result, for channels from c on: column by column, TILE pixels at a time. */
ALWAYS void convolve_line(int bytes, int vectors, const struct code_convolution *layer, const uint8_t *x, float step,
                          int c, int row, const struct code_target *target) {
  const struct integer_window window = {layer->kernel, layer->steps, layer->line};
  const ptrdiff_t panel = 64 * (ptrdiff_t)layer->kernel * layer->steps;
  const uint8_t *p = (const uint8_t *)layer->weights + c / 16 * panel + 4 * (c % 16);
  const uint8_t *q = c % 16 + SUMS < 16 ? p + 4 * SUMS : p + panel;
  const int pooled = layer->pooled, side = pooled ? 4 : 1, at_once = TILE / side;
  const int columns = pooled ? layer->columns / 2 : layer->columns, offset = CODE_SHIFT - layer->zero;
  x += (ptrdiff_t)(pooled ? 2 * row : row) * layer->row;
  for (int column = 0; column < columns; column += at_once) {
    const uint8_t *from[TILE];
    int32_t found[2 * SUMS * TILE] ALIGNED;
    for (int i = 0; i < at_once; i++) {
      /* Past a line's end its last pixel is repeated. */
      const int at = column + i < columns ? column + i : columns - 1;
      const uint8_t *corner = x + (ptrdiff_t)(pooled ? 2 * at : at) * layer->pixel;
      from[i * side] = corner;
      if (!pooled) continue;
      from[4 * i + 1] = corner + layer->pixel;
      from[4 * i + 2] = corner + layer->row;
      from[4 * i + 3] = corner + layer->row + layer->pixel;
    }
    multiply_tile(bytes, vectors, &window, from, p, vectors == 2 ? q : p, found);
    const int last = columns - column < at_once ? columns - column : at_once;
    for (int i = 0; i < last; i++) {
      const ptrdiff_t at = ((ptrdiff_t)row * columns + column + i) * layer->channels;
      float *values = target->values ? target->values + at : NULL;
      uint8_t *codes = target->codes ? target->codes + row * target->line + (ptrdiff_t)(column + i) * layer->channels : NULL;
      for (int j = 0; j < vectors * SUMS && c + j < layer->channels; j += FINISHED)
        finish(layer, found + 2 * SUMS * side * i + j, side, step, c + j, offset, values, codes, target->as);
    }
  }
}

ALWAYS void convolve_codes(int bytes, const struct code_convolution *layer, const uint8_t *x, float step,
                           const struct code_target *target) {
  const int rows = layer->pooled ? layer->rows / 2 : layer->rows;
  for (int row = 0; row < rows; row++) {
    for (int c = 0; c < layer->channels; c += 2 * SUMS) {
      if (c + SUMS < layer->channels) convolve_line(bytes, 2, layer, x, step, c, row, target);
      else convolve_line(bytes, 1, layer, x, step, c, row, target);
    }
  }
}
