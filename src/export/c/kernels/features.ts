/** Planes from the thumbnail, cells of [R, G, B, coverage]. */
import type { CFunction } from '../c-function.js';
import { LANES } from './lanes.js';

/** `rgb_planes(x, cells, y)`: 3 linear planes, 0 where masked or below 0. */
export const RGB_PLANES: CFunction = {
  needs: [],
  source: `\
static void rgb_planes(const float *restrict x, ptrdiff_t cells, float *restrict y) {
  for (ptrdiff_t i = 0; i < cells; i++, x += 4, y += 3) {
    for (int c = 0; c < 3; c++) y[c] = x[3] > 0.0f && x[c] > 0.0f ? x[c] : 0.0f;
  }
}`,
};

/** `logarithms(values, count, epsilon)` in place, of max(v + epsilon, 1e-30); `count` a multiple of 8. */
const LOGARITHMS: CFunction = {
  needs: [LANES],
  source: `\
#if LANES > 1
/* Several at once, after Cephes' logf (Moshier): v = m 2^e with m in [sqrt 1/2, sqrt 2), a polynomial in m - 1. */
static inline lanes logarithm(lanes v) {
  const lane_bits bits = (lane_bits)v;
  const lanes half_to_one = (lanes)((bits & 0x007fffff) | 0x3f000000);
  const lanes zero = {0.0f};
  const lane_bits small = half_to_one < zero + 0.707106781f;
  /* The exponent's bits as the last digits of 2^23 are its value without a conversion. */
  const lanes power = (lanes)((bits >> 23) | 0x4b000000) - 8388734.0f;
  const lanes e = power - (lanes)(small & (lane_bits)(zero + 1.0f));
  const lanes m = half_to_one - 1.0f + (lanes)((lane_bits)half_to_one & small);
  const lanes z = m * m;
  lanes y = m * 7.0376836292e-2f - 1.151461031e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * z;
  y = y - e * 2.12194440e-4f - z * 0.5f;
  return m + y + e * 0.693359375f;
}
#else
static inline lanes logarithm(lanes v) { return logf(v); }
#endif

static void logarithms(float *values, int count, float epsilon) {
  const lanes zero = {0.0f}, least = zero + 1e-30f;
  for (int i = 0; i < count; i += LANES) {
    const lanes v = load(values + i) + epsilon;
    const lane_bits above = v > least;
    store(values + i, logarithm(CHOOSE(above, v, least)));
  }
}`,
};

/**
 * `log_chroma_planes(settings, x, cells, y)`: scale (log R/G - centre r), scale (log B/G - centre b), log luminance less
 * its mean where that is taken off, and the mask; all 0 where less than half of a cell is visible.
 */
export const LOG_CHROMA_PLANES: CFunction = {
  needs: [LOGARITHMS],
  source: `\
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
}`,
};
