/* Frames with a stride and mosaics averaged to cells by exact area, with the operations and the order of
   src/engine/assembly/frame.ts, so that cells are the same to the bit where the compiler fuses none of them. A unit is a
   pixel, or a cell of 2x2 values of a mosaic; on an axis it spans as many steps as there are cells, a cell as many as units. */
#include <stddef.h>
#include <stdint.h>
#include "given/frames.h"
#include "given/settings.h"

/* What a unit is made with: R, G, B and, of a mosaic, the other green. */
struct frame_levels {
  int values;             /* 3 or 4 */
  float black[4];
  float range[4];         /* white minus black */
  float scale[4];         /* of values above black; both greens count half */
  float cell_range[3];    /* what sums over a cell are divided by, beside their steps */
  unsigned char place[4]; /* of a mosaic: which of a cell's four values */
};

/* One row of units. */
struct frame_row {
  const uint16_t *values[4]; /* where R, G, B and the other green begin */
  size_t step;               /* from one unit to the next */
  const uint8_t *mask, *second_mask;
};

static int is_bayer(const struct deepawb_frame *frame) { return frame->layout != DEEPAWB_RGB; }

static int has_right_levels(const struct deepawb_frame *frame) {
  const int values = is_bayer(frame) ? 4 : 3;
  if (!(frame->white - frame->white == 0.0f)) return 0;
  for (int i = 0; i < values; i++) {
    /* NaN compares as neither. */
    if (!(frame->black[i] >= 0.0f && frame->black[i] < frame->white)) return 0;
  }
  return 1;
}

/* Whether a frame can be what it says. */
static int is_right_frame(const struct deepawb_frame *frame) {
  size_t least, row;
  if (frame == NULL || frame->data == NULL) return 0;
  if ((int)frame->layout < (int)DEEPAWB_RGB || (int)frame->layout > (int)DEEPAWB_GBRG) return 0;
  least = is_bayer(frame) ? 2 : 1;
  if (frame->width < least || frame->width > 65535 || frame->height < least || frame->height > 65535) return 0;
  row = is_bayer(frame) ? frame->width : 3 * frame->width;
  if (frame->stride != 0 && frame->stride < row) return 0;
  return has_right_levels(frame);
}

static void set_levels(const struct deepawb_frame *frame, struct frame_levels *levels) {
  static const unsigned char plain[4] = {0, 1, 2, 0};
  /* Of RGGB, BGGR, GRBG and GBRG: where red, green, blue and the other green lie in a cell. */
  static const unsigned char patterns[4][4] = {{0, 1, 3, 2}, {3, 1, 0, 2}, {1, 0, 2, 3}, {2, 0, 1, 3}};
  const unsigned char *place = is_bayer(frame) ? patterns[(int)frame->layout - (int)DEEPAWB_RGGB] : plain;
  levels->values = is_bayer(frame) ? 4 : 3;
  for (int i = 0; i < levels->values; i++) {
    const double range = (double)frame->white - (double)frame->black[place[i]];
    const float scale = (float)(1.0 / range);
    levels->place[i] = place[i];
    levels->black[i] = frame->black[place[i]];
    levels->range[i] = (float)range;
    levels->scale[i] = !is_bayer(frame) ? 1.0f : i % 2 == 1 ? scale / 2.0f : scale;
  }
  for (int c = 0; c < 3; c++) levels->cell_range[c] = is_bayer(frame) ? 1.0f : levels->range[c];
}

static void find_row(const struct deepawb_frame *frame, const struct frame_levels *levels, size_t y,
                     struct frame_row *row) {
  const size_t width = is_bayer(frame) ? frame->width : 3 * frame->width;
  const size_t stride = frame->stride != 0 ? frame->stride : width;
  const size_t lines = is_bayer(frame) ? 2 : 1;
  const uint16_t *line = frame->data + y * lines * stride;
  row->step = is_bayer(frame) ? 2 : 3;
  for (int i = 0; i < levels->values; i++) {
    const unsigned char place = levels->place[i];
    row->values[i] = is_bayer(frame) ? line + place / 2 * stride + place % 2 : line + place;
  }
  row->mask = frame->mask == NULL ? NULL : frame->mask + y * lines * frame->width;
  row->second_mask = row->mask != NULL && is_bayer(frame) ? row->mask + frame->width : NULL;
}

static int is_masked_unit(const struct frame_row *row, size_t x) {
  if (row->mask == NULL) return 0;
  if (row->second_mask == NULL) return row->mask[x] != 0;
  return (row->mask[2 * x] | row->mask[2 * x + 1] | row->second_mask[2 * x] | row->second_mask[2 * x + 1]) != 0;
}

/* Above black and clipped at white; below black the sign stays, so that noise averages out. */
static float value_of_unit(const struct frame_row *row, const struct frame_levels *levels, int i, size_t x) {
  const float above = (float)row->values[i][x * row->step] - levels->black[i];
  return (above < levels->range[i] ? above : levels->range[i]) * levels->scale[i];
}

static void read_unit(const struct frame_row *row, const struct frame_levels *levels, size_t x, float *unit) {
  unit[0] = value_of_unit(row, levels, 0, x);
  unit[1] = value_of_unit(row, levels, 1, x);
  unit[2] = value_of_unit(row, levels, 2, x);
  if (levels->values == 4) unit[1] += value_of_unit(row, levels, 3, x);
}

/* Adds share x (R, G, B; 1) of a unit at the border of a cell. */
static void add_border(const struct frame_row *row, const struct frame_levels *levels, size_t x, uint32_t share,
                       double *sums) {
  float unit[3];
  if (is_masked_unit(row, x)) return;
  read_unit(row, levels, x, unit);
  for (int c = 0; c < 3; c++) sums[c] += (double)share * (double)unit[c];
  sums[3] += share;
}

/* Adds WIDTH x (R, G, B; 1) of all units from `first` to before `end`. */
static void add_inside(const struct frame_row *row, const struct frame_levels *levels, size_t first, size_t end,
                       double *sums) {
  float r = 0.0f, g = 0.0f, b = 0.0f, unit[3];
  uint32_t seen = 0;
  for (size_t x = first; x < end; x++) {
    if (is_masked_unit(row, x)) continue;
    read_unit(row, levels, x, unit);
    r += unit[0];
    g += unit[1];
    b += unit[2];
    seen++;
  }
  sums[0] += (double)WIDTH * (double)r;
  sums[1] += (double)WIDTH * (double)g;
  sums[2] += (double)WIDTH * (double)b;
  sums[3] += (double)WIDTH * (double)seen;
}

/* Sums of one row of units for each column of cells. */
static void sum_units(const struct frame_row *row, const struct frame_levels *levels, uint32_t columns, double *sums) {
  for (uint32_t column = 0; column < WIDTH; column++, sums += 4) {
    const uint32_t left = column * columns, right = left + columns;
    const uint32_t first = left / WIDTH, last = (right - 1) / WIDTH;
    sums[0] = sums[1] = sums[2] = sums[3] = 0.0;
    if (first == last) {
      add_border(row, levels, first, columns, sums);
      continue;
    }
    /* Only the two border units of a cell can lie partly outside it. */
    add_border(row, levels, first, (first + 1) * WIDTH - left, sums);
    add_border(row, levels, last, right - last * WIDTH, sums);
    add_inside(row, levels, first + 1, last, sums);
  }
}

/* A row of cells [R, G, B, coverage] from its sums, means clipped at 0; the sums are zeroed. */
static void write_cells(double *sums, double whole, const struct frame_levels *levels, float *cells) {
  for (int i = 0; i < 4 * WIDTH; i += 4) {
    const double steps = sums[i + 3];
    for (int c = 0; c < 3; c++) {
      const double scale = steps == 0.0 ? 0.0 : 1.0 / (steps * (double)levels->cell_range[c]);
      const float mean = (float)(sums[i + c] * scale);
      cells[i + c] = mean < 0.0f ? 0.0f : mean;
    }
    cells[i + 3] = (float)(steps / whole);
    sums[i] = sums[i + 1] = sums[i + 2] = sums[i + 3] = 0.0;
  }
}

/* Cells of a frame that is right. Its rows are read once, in order. */
static void average_frame(const struct deepawb_frame *frame, float *cells) {
  static double row_sums[4 * WIDTH], cell_sums[4 * WIDTH];
  const uint32_t rows = (uint32_t)(is_bayer(frame) ? frame->height / 2 : frame->height);
  const uint32_t columns = (uint32_t)(is_bayer(frame) ? frame->width / 2 : frame->width);
  struct frame_levels levels;
  struct frame_row row;
  set_levels(frame, &levels);
  for (int i = 0; i < 4 * WIDTH; i++) cell_sums[i] = 0.0;
  for (uint32_t y = 0; y < rows; y++) {
    const uint32_t top = y * HEIGHT, bottom = top + HEIGHT;
    find_row(frame, &levels, y, &row);
    sum_units(&row, &levels, columns, row_sums);
    for (uint32_t line = top / rows; line * rows < bottom; line++) {
      const uint32_t start = line * rows, end = start + rows;
      const double share = (double)((bottom < end ? bottom : end) - (top > start ? top : start));
      for (int i = 0; i < 4 * WIDTH; i++) cell_sums[i] += share * row_sums[i];
      if (bottom < end) break;
      write_cells(cell_sums, (double)rows * (double)columns, &levels, cells + (size_t)line * 4 * WIDTH);
    }
  }
}
