/* Zone statistics spread over cells by area and count, with the operations and the order of src/infer/zones.ts. */
#include <stddef.h>
#include <stdint.h>
#include "given/frames.h"
#include "given/settings.h"
#include "given/status.h"

/* DEEPAWB_OK, or what is wrong with zones; means are looked at as cells. */
static int examine_zones(const struct deepawb_zones *zones) {
  if (zones == NULL || (zones->means == NULL) == (zones->sums == NULL)) return DEEPAWB_BAD_ARGUMENT;
  if (zones->sums != NULL && zones->counts == NULL) return DEEPAWB_BAD_ARGUMENT;
  if (zones->rows < 1 || zones->rows > 4096 || zones->columns < 1 || zones->columns > 4096)
    return DEEPAWB_BAD_ARGUMENT;
  /* A number minus itself is 0 unless it is NaN or infinite. */
  if (!(zones->white > 0.0f && zones->white - zones->white == 0.0f)) return DEEPAWB_BAD_ARGUMENT;
  if (zones->counts == NULL) return DEEPAWB_OK;
  for (size_t i = 0; i < zones->rows * zones->columns; i++) {
    const float count = zones->counts[i];
    if (!(count >= 0.0f && count - count == 0.0f)) return DEEPAWB_BAD_VALUE;
  }
  return DEEPAWB_OK;
}

/* Of the counts; 1 where all are alike. */
static double largest_count(const struct deepawb_zones *zones) {
  float most = 0.0f;
  if (zones->counts == NULL) return 1.0;
  for (size_t i = 0; i < zones->rows * zones->columns; i++)
    if (zones->counts[i] > most) most = zones->counts[i];
  return (double)most;
}

/* Adds a zone that lies beneath a cell with so many steps. */
static void add_zone(const struct deepawb_zones *zones, size_t zone, double steps, double most, double *sums) {
  const double count = zones->counts == NULL ? 1.0 : (double)zones->counts[zone];
  const double weight = most == 0.0 ? 0.0 : steps * (count / most);
  const double white = (double)zones->white;
  if (weight == 0.0) return;
  for (int c = 0; c < 3; c++) {
    const double mean = zones->means != NULL ? (double)zones->means[3 * zone + (size_t)c]
                                             : (double)zones->sums[3 * zone + (size_t)c] / count;
    /* What is no number stays none, for the check of cells to find. */
    sums[c] += weight * (mean > white ? white : mean);
  }
  sums[3] += weight;
}

/* Steps of a zone along an axis that lie in a cell: of `zones` zones under `cells` cells. */
static uint32_t steps_beneath(uint32_t zone, uint32_t cell, uint32_t zones, uint32_t cells) {
  const uint32_t start = zone * cells > cell * zones ? zone * cells : cell * zones;
  const uint32_t zone_end = (zone + 1) * cells, cell_end = (cell + 1) * zones;
  return (zone_end < cell_end ? zone_end : cell_end) - start;
}

/* A cell [R, G, B, coverage]. */
static void average_beneath(const struct deepawb_zones *zones, uint32_t line, uint32_t column, double most, float *cell) {
  const uint32_t rows = (uint32_t)zones->rows, columns = (uint32_t)zones->columns;
  const uint32_t last_row = ((line + 1) * rows - 1) / HEIGHT, last_column = ((column + 1) * columns - 1) / WIDTH;
  double sums[4] = {0.0, 0.0, 0.0, 0.0}, scale, coverage;
  for (uint32_t y = line * rows / HEIGHT; y <= last_row; y++) {
    const uint32_t down = steps_beneath(y, line, rows, HEIGHT);
    for (uint32_t x = column * columns / WIDTH; x <= last_column; x++) {
      const uint32_t across = steps_beneath(x, column, columns, WIDTH);
      add_zone(zones, (size_t)y * columns + x, (double)down * (double)across, most, sums);
    }
  }
  scale = sums[3] == 0.0 ? 0.0 : 1.0 / (sums[3] * (double)zones->white);
  for (int c = 0; c < 3; c++) {
    const double mean = sums[c] * scale;
    cell[c] = mean < 0.0 ? 0.0f : (float)mean;
  }
  coverage = sums[3] / ((double)rows * (double)columns);
  cell[3] = coverage > 1.0 ? 1.0f : (float)coverage;
}

/* Cells of zones that are right. */
static void average_zones(const struct deepawb_zones *zones, float *cells) {
  const double most = largest_count(zones);
  for (uint32_t line = 0; line < HEIGHT; line++)
    for (uint32_t column = 0; column < WIDTH; column++, cells += 4)
      average_beneath(zones, line, column, most, cells);
}
