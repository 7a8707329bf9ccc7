/* Cells of several pixels of a thumbnail, each in the form of a pixel itself [R, G, B, coverage]. */
#pragma once
#include <stddef.h>

struct cells {
  int height, width, size; /* of the thumbnail in pixels, of a cell on a side */
  /* By which pixels are read; none where it is null. */
  const float *matrix;
};

/* A row of cells from its sums, the last of which is a weight: means, and as coverage the weight's share of the most there is. */
static void divide_cells(int columns, float most, float *y) {
  for (int i = 0; i < columns; i++, y += 4) {
    const float weight = y[3], least = weight > 0.0f ? weight : 1.0f;
    for (int c = 0; c < 3; c++) y[c] /= least;
    y[3] = weight / most;
  }
}
