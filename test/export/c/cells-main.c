/* Reads a thumbnail of HEIGHT x WIDTH pixels, and writes its cells of SIZE pixels on a side: means, then edges, without a matrix
   and then by one. */
#include <stdio.h>

#include "cells.c"

#define CELLS ((HEIGHT / SIZE) * (WIDTH / SIZE))

int main(void) {
  static const float matrix[9] = {1.5f, -0.4f, 0.1f, -0.2f, 1.3f, -0.3f, 0.1f, -0.5f, 1.4f};
  static float pixels[4 * HEIGHT * WIDTH], lines[8 * (WIDTH + 1)], cells[2][4 * CELLS];
  if (fread(pixels, sizeof pixels, 1, stdin) != 1) return 2;
  for (int i = 0; i < 2; i++) {
    const struct cells s = {HEIGHT, WIDTH, SIZE, i ? matrix : NULL};
    cell_means(&s, pixels, cells[0]);
    cell_edges(&s, pixels, lines, cells[1]);
    if (fwrite(cells, sizeof cells, 1, stdout) != 1) return 2;
  }
  return 0;
}
