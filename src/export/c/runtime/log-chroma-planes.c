/* Planes from cells of [R, G, B, coverage]: scale (log R/G - centre r), scale (log B/G - centre b), log luminance less
   its mean where that is taken off, and the mask; all 0 where less than half of a cell is visible. Relative: of cells
   divided by the mean luminance of the visible ones, so that exposure has no effect. */
#include <stddef.h>
#include "light-of-cell.h"
#include "logarithms.h"

struct log_chroma {
  float epsilon, centre_r, centre_b, scale;
  int centre_luminance, relative;
  /* By which cells are read; none where it is null. */
  const float *matrix;
};

/* 1 / mean luminance of the visible cells, 0 where there is no light. */
static float inverse_brightness(const float *matrix, const float *x, ptrdiff_t cells) {
  double sum = 0.0;
  ptrdiff_t visible = 0;
  for (ptrdiff_t i = 0; i < cells; i++, x += 4) {
    if (!(x[3] >= 0.5f)) continue;
    float light[3];
    light_of_cell(matrix, x, light);
    sum += (double)(light[0] + light[1] + light[2]);
    visible++;
  }
  return sum > 1e-30 ? (float)(3.0 * (double)visible / sum) : 0.0f;
}

/* Planes of up to 16 cells times gain; luminance is added to sum. Returns how many are visible. */
static int log_chroma_cells(const struct log_chroma *s, float gain, const float *x, int cells, float *y, float *sum) {
  float logs[64];
  int visible = 0;
  for (int i = 0; i < 64; i++) logs[i] = 1.0f;
  for (int i = 0; i < cells; i++) {
    /* A masked cell may hold any finite colour: times a gain it would be none. */
    const float times = x[4 * i + 3] >= 0.5f ? gain : 0.0f;
    float light[3];
    light_of_cell(s->matrix, x + 4 * i, light);
    const float r = light[0] * times, g = light[1] * times, b = light[2] * times;
    logs[i] = r;
    logs[16 + i] = g;
    logs[32 + i] = b;
    logs[48 + i] = (r + g + b) * (1.0f / 3.0f);
  }
  logarithms(logs, 64, s->epsilon);
  for (int i = 0; i < cells; i++, y += 4) {
    const float mask = x[4 * i + 3] >= 0.5f ? 1.0f : 0.0f;
    y[0] = mask * s->scale * (logs[i] - logs[16 + i] - s->centre_r);
    y[1] = mask * s->scale * (logs[32 + i] - logs[16 + i] - s->centre_b);
    y[2] = mask * logs[48 + i];
    y[3] = mask;
    *sum += y[2];
    visible += mask > 0.0f;
  }
  return visible;
}

/* Planes may take the place of their cells. */
static void log_chroma_planes(const struct log_chroma *s, const float *x, ptrdiff_t cells, float *y) {
  const float gain = s->relative ? inverse_brightness(s->matrix, x, cells) : 1.0f;
  float total = 0.0f;
  ptrdiff_t visible = 0;
  for (ptrdiff_t i = 0; i < cells; i += 16) {
    float sum = 0.0f;
    visible += log_chroma_cells(s, gain, x + 4 * i, cells - i < 16 ? (int)(cells - i) : 16, y + 4 * i, &sum);
    total += sum;
  }
  if (!s->centre_luminance || visible == 0) return;
  const float mean = total / (float)visible;
  for (ptrdiff_t i = 0; i < cells; i++) y[4 * i + 2] -= y[4 * i + 3] * mean;
}
