/* From a frame to cells, as in all ways to run a network: exact area averages in whole numbers (a source pixel spans as
   many units as there are cells, a cell as many as there are pixels). */
#include <stddef.h>
#include <stdint.h>
#include "given/settings.h"

/* Adds share x (R, G, B clipped at white; 1) of pixels that are not masked; black comes off the sums, so that noise below it
   averages out. 65535 pixels of 65535 fit. */
static void add_pixels(const uint16_t *rgb, uint32_t count, uint32_t white, uint32_t share, uint32_t *sums) {
  uint32_t r = 0, g = 0, b = 0, seen = 0;
  for (uint32_t i = 0; i < count; i++, rgb += 3) {
    /* A masked pixel is 0, 0, 0, which adds no colour either. */
    r += rgb[0] < white ? rgb[0] : white;
    g += rgb[1] < white ? rgb[1] : white;
    b += rgb[2] < white ? rgb[2] : white;
    seen += (rgb[0] | rgb[1] | rgb[2]) != 0;
  }
  sums[0] += share * r;
  sums[1] += share * g;
  sums[2] += share * b;
  sums[3] += share * seen;
}

/* Sums of one source row for each column of cells. */
static void sum_row(const uint16_t *row, uint32_t width, uint32_t white, uint32_t *sums) {
  for (uint32_t column = 0; column < WIDTH; column++, sums += 4) {
    const uint32_t left = column * width, right = left + width;
    const uint32_t first = left / WIDTH, last = (right - 1) / WIDTH;
    sums[0] = sums[1] = sums[2] = sums[3] = 0;
    if (first == last) {
      add_pixels(row + 3 * first, 1, white, width, sums);
      continue;
    }
    /* Only the two border pixels of a cell can lie partly outside it. */
    add_pixels(row + 3 * first, 1, white, (first + 1) * WIDTH - left, sums);
    add_pixels(row + 3 * (first + 1), last - first - 1, white, WIDTH, sums);
    add_pixels(row + 3 * last, 1, white, right - last * WIDTH, sums);
  }
}

/* Cells of [R, G, B, coverage]: linear means over the unmasked part, clipped at 0; 0 where there is none. */
static void make_thumbnail(const uint16_t *rgb, uint32_t width, uint32_t height, uint32_t black, uint32_t white,
                           float *cells) {
  static uint32_t row_sums[4 * WIDTH];
  static uint64_t cell_sums[4 * WIDTH];
  const uint32_t range = white - black;
  for (uint32_t line = 0; line < HEIGHT; line++, cells += 4 * WIDTH) {
    const uint32_t top = line * height, bottom = top + height;
    const uint32_t last = (bottom - 1) / HEIGHT;
    for (int i = 0; i < 4 * WIDTH; i++) cell_sums[i] = 0;
    for (uint32_t y = top / HEIGHT; y <= last; y++) {
      const uint32_t above = y * HEIGHT > top ? y * HEIGHT : top;
      const uint32_t below = (y + 1) * HEIGHT < bottom ? (y + 1) * HEIGHT : bottom;
      sum_row(rgb + (size_t)y * width * 3, width, white, row_sums);
      for (int i = 0; i < 4 * WIDTH; i++) cell_sums[i] += (uint64_t)(below - above) * row_sums[i];
    }
    for (int i = 0; i < 4 * WIDTH; i += 4) {
      const double units = (double)cell_sums[i + 3];
      const double scale = cell_sums[i + 3] == 0 ? 0.0 : 1.0 / (units * range);
      const uint64_t nothing = cell_sums[i + 3] * black;
      for (int c = 0; c < 3; c++) {
        const uint64_t sum = cell_sums[i + c];
        cells[i + c] = sum > nothing ? (float)((double)(sum - nothing) * scale) : 0.0f;
      }
      cells[i + 3] = (float)(units / ((double)width * height));
    }
  }
}
