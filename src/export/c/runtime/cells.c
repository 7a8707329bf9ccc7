/* Cells with the operations and the order of src/engine/assembly/cells.ts, so that they are the same to the bit where the
   compiler fuses none of them. */
#include <math.h>
#include <stddef.h>
#include "cells.h"
#include "light-of-cell.h"

/* piece: cell_means */
/* Adds the light of a row of pixels times their coverage, and the coverage. */
static void add_lights(const struct cells *s, int columns, const float *x, float *sums) {
  for (int i = 0; i < columns; i++, sums += 4) {
    float sum[4] = {sums[0], sums[1], sums[2], sums[3]};
    for (int k = 0; k < s->size; k++, x += 4) {
      float light[3];
      /* A masked pixel may hold any finite colour: by a matrix it could be none. */
      if (!(x[3] > 0.0f)) continue;
      light_of_cell(s->matrix, x, light);
      for (int c = 0; c < 3; c++) sum[c] += light[c] * x[3];
      sum[3] += x[3];
    }
    for (int c = 0; c < 4; c++) sums[c] = sum[c];
  }
}

/* Mean light of the pixels of each cell, weighted by their coverage. */
static void cell_means(const struct cells *s, const float *x, float *y) {
  const int size = s->size, rows = s->height / size, columns = s->width / size;
  for (int row = 0; row < rows; row++, y += 4 * columns) {
    for (int i = 0; i < 4 * columns; i++) y[i] = 0.0f;
    for (int i = row * size; i < (row + 1) * size; i++)
      add_lights(s, columns, x + (ptrdiff_t)4 * i * s->width, y);
    divide_cells(columns, (float)(size * size), y);
  }
}

/* piece: cell_edges */
/* Light of a row of pixels and 1; 0 of those less than half covered, and of one more to their right. */
static void visible_lights(const struct cells *s, const float *x, float *lights) {
  for (int i = 0; i < s->width; i++, x += 4, lights += 4) {
    const int visible = x[3] >= 0.5f;
    const float seen[3] = {visible ? x[0] : 0.0f, visible ? x[1] : 0.0f, visible ? x[2] : 0.0f};
    light_of_cell(s->matrix, seen, lights);
    lights[3] = visible ? 1.0f : 0.0f;
  }
  for (int c = 0; c < 4; c++) lights[c] = 0.0f;
}

/* Adds how pixels of a row differ from those to their right and below, and how many pairs are visible. */
static void add_edges(int size, int columns, const float *own, const float *below, float *sums) {
  static const float one[4] = {0.0f, 0.0f, 0.0f, 1.0f};
  for (int i = 0; i < columns; i++, sums += 4) {
    float sum[4] = {sums[0], sums[1], sums[2], sums[3]};
    for (int k = 0; k < size; k++, own += 4, below += 4) {
      const float beside = own[3] * own[7], under = own[3] * below[3];
      for (int c = 0; c < 4; c++) sum[c] += beside * (fabsf(own[4 + c] - own[c]) + one[c]);
      for (int c = 0; c < 4; c++) sum[c] += under * (fabsf(below[c] - own[c]) + one[c]);
    }
    for (int c = 0; c < 4; c++) sums[c] = sum[c];
  }
}

/* Mean absolute difference of the light of each cell's pixels from that of their right and lower neighbours, over pairs at
   least half covered. `lines` holds two rows of pixels, each with one more. */
static void cell_edges(const struct cells *s, const float *x, float *lines, float *y) {
  const int size = s->size, rows = s->height / size, columns = s->width / size;
  const int line = 4 * (s->width + 1), end = rows * size;
  visible_lights(s, x, lines);
  for (int i = 0; i < end; i++) {
    const float *own = lines + i % 2 * line;
    float *below = lines + (i + 1) % 2 * line, *sums = y + (ptrdiff_t)4 * (i / size) * columns;
    if (i + 1 < s->height) visible_lights(s, x + (ptrdiff_t)4 * (i + 1) * s->width, below);
    else
      for (int k = 0; k < line; k++) below[k] = 0.0f;
    if (i % size == 0)
      for (int k = 0; k < 4 * columns; k++) sums[k] = 0.0f;
    add_edges(size, columns, own, below, sums);
    if ((i + 1) % size == 0) divide_cells(columns, (float)(2 * size * size), sums);
  }
}
