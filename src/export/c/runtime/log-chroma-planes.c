/* Planes from cells of [R, G, B, coverage]: scale (log R/G - centre r), scale (log B/G - centre b), log luminance less
   its mean where that is taken off, and the mask; all 0 where less than half of a cell is visible. */
#include <stddef.h>
#include "logarithms.h"

struct log_chroma {
  float epsilon, centre_r, centre_b, scale;
  int centre_luminance;
};

/* Planes of up to 16 cells; luminance is added to sum. Returns how many are visible. */
static int log_chroma_cells(const struct log_chroma *s, const float *x, int cells, float *y, float *sum) {
  float logs[64];
  int visible = 0;
  for (int i = 0; i < 64; i++) logs[i] = 1.0f;
  for (int i = 0; i < cells; i++) {
    /* Noise takes averages of dark cells below 0. */
    const float r = x[4 * i] > 0.0f ? x[4 * i] : 0.0f;
    const float g = x[4 * i + 1] > 0.0f ? x[4 * i + 1] : 0.0f;
    const float b = x[4 * i + 2] > 0.0f ? x[4 * i + 2] : 0.0f;
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

static void log_chroma_planes(const struct log_chroma *s, const float *x, ptrdiff_t cells, float *y) {
  float total = 0.0f;
  ptrdiff_t visible = 0;
  for (ptrdiff_t i = 0; i < cells; i += 16) {
    float sum = 0.0f;
    visible += log_chroma_cells(s, x + 4 * i, cells - i < 16 ? (int)(cells - i) : 16, y + 4 * i, &sum);
    total += sum;
  }
  if (!s->centre_luminance || visible == 0) return;
  const float mean = total / (float)visible;
  for (ptrdiff_t i = 0; i < cells; i++) y[4 * i + 2] -= y[4 * i + 3] * mean;
}
