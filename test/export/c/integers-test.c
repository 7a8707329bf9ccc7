/*
 * Convolutions in integers of the exported C against their definition, on random maps of random sizes, with all codes at the
 * ends of their range in some. Prints what fails and how often, and a digest of all results: the same for every machine that
 * does not fuse multiplications with additions. Exit code 1 where something fails.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "integer/convolve-int16.c"
#include "integer/convolve-int8.c"
#include "integer/quantise-int16.c"
#include "integer/quantise-int8.c"

static int failures = 0, checks = 0;
static uint32_t state = 1, digest = 2166136261u;

static uint32_t random_below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)state * n) >> 32);
}

static void expect_near(const char *what, double value, double expected, double tolerance) {
  checks++;
  if (fabs(value - expected) <= tolerance) return;
  if (failures++ < 20) printf("failed: %s: expected %.9g, got %.9g\n", what, expected, value);
}

static void digest_bytes(const void *from, size_t count) {
  const unsigned char *bytes = from;
  for (size_t i = 0; i < count; i++) digest = (digest ^ bytes[i]) * 16777619u;
}

/* Just as long as it is, so that the address sanitiser sees what reads beyond. */
static void *room(size_t count, size_t size) {
  void *made = malloc((count > 0 ? count : 1) * size);
  if (made == NULL) exit(2);
  return made;
}

static size_t rounded_up(size_t count) { return (count + 15) / 16 * 16; }

/* Padded with zeros up to a multiple of 16. */
static float *padded_floats(size_t count, float least, float span) {
  float *made = room(rounded_up(count), sizeof *made);
  for (size_t i = 0; i < rounded_up(count); i++)
    made[i] = i < count ? least + span * (float)random_below(10001) / 10000.0f : 0.0f;
  return made;
}

struct problem {
  int bytes; /* of a code */
  int height, width, inputs, kernel, stride, padding, rows, columns, channels, pooled;
  struct code_map map;
  struct byte_codes codes_as;
  int *weights; /* [kernel][kernel][inputs][channels] */
  float *x, *scales, *bias;
};

static struct problem random_problem(int bytes) {
  struct problem p = {.bytes = bytes};
  p.kernel = 1 + (int)random_below(5), p.stride = 1 + (int)random_below(3);
  p.padding = (int)random_below((uint32_t)p.kernel), p.inputs = 1 + (int)random_below(37);
  p.height = p.kernel + (int)random_below(9), p.width = p.kernel + (int)random_below(21);
  p.rows = (p.height + 2 * p.padding - p.kernel) / p.stride + 1;
  p.columns = (p.width + 2 * p.padding - p.kernel) / p.stride + 1;
  p.channels = 1 + (int)random_below(70), p.pooled = (int)random_below(2);
  const int border = p.padding + (int)random_below(2);
  p.map = (struct code_map){p.height, p.width, p.inputs, border};
  const int is_signed = (int)random_below(2), at_ends = random_below(4) == 0;
  const float high = is_signed ? 127.0f : 255.0f;
  p.codes_as = (struct byte_codes){high / 2.0f, is_signed ? -128.0f : 0.0f, high, is_signed ? 128 : 0};
  const int count = p.height * p.width * p.inputs, taps = p.kernel * p.kernel * p.inputs;
  p.x = room((size_t)count, sizeof *p.x);
  for (int i = 0; i < count; i++)
    p.x[i] = at_ends ? 2.0f : (float)random_below(50001) / 10000.0f - (is_signed ? 2.5f : 0.5f);
  p.weights = room((size_t)(taps * p.channels), sizeof *p.weights);
  const int most = bytes == 1 ? 127 : 524287 / taps < 32767 ? 524287 / taps : 32767;
  for (int i = 0; i < taps * p.channels; i++)
    p.weights[i] = at_ends ? (i % p.channels % 2 ? most : -most) : (int)random_below(2u * (uint32_t)most + 1) - most;
  p.scales = padded_floats((size_t)p.channels, 1e-6f, 1e-5f);
  p.bias = padded_floats((size_t)p.channels, -0.5f, 1.0f);
  return p;
}

/* Weights in panels, and what they add up to by channel. */
static uint8_t *panels_of(const struct problem *p, int steps, int32_t *totals) {
  const int run = p->kernel * p->inputs, panels = (p->channels + 15) / 16, per_step = 4 / p->bytes;
  const size_t length = (size_t)panels * (size_t)p->kernel * (size_t)steps * 64;
  uint8_t *packed = room(length, 1);
  memset(packed, 0, length);
  for (int i = 0; i < p->kernel * run * p->channels; i++) {
    const int c = i % p->channels, row = i / p->channels / run, place = i / p->channels % run;
    const int step = (c / 16 * p->kernel + row) * steps + place / per_step;
    uint8_t *to = packed + (size_t)step * 64 + (size_t)(c % 16 * 4 + place % per_step * p->bytes);
    const int8_t narrow = (int8_t)p->weights[i];
    const int16_t wide = (int16_t)p->weights[i];
    if (p->bytes == 1) memcpy(to, &narrow, 1);
    else memcpy(to, &wide, 2);
    totals[c] += p->weights[i];
  }
  return packed;
}

static int code_at(const struct problem *p, const uint8_t *codes, int row, int column, int k) {
  const ptrdiff_t line = code_line(&p->map, p->bytes);
  const uint8_t *at = codes + (row + p->map.border) * line + (ptrdiff_t)((column + p->map.border) * p->inputs + k) * p->bytes;
  int16_t wide;
  if (p->bytes == 1) return ((*at + CODE_SHIFT) & 255) - p->codes_as.zero;
  memcpy(&wide, at, 2);
  return wide;
}

static void check_codes(const struct problem *p, const uint8_t *codes, float step) {
  const int border = p->map.border;
  for (int row = -border; row < p->height + border; row++) {
    for (int column = -border; column < p->width + border; column++) {
      const int inside = row >= 0 && row < p->height && column >= 0 && column < p->width;
      for (int k = 0; k < p->inputs; k++) {
        double exact = inside ? p->x[(row * p->width + column) * p->inputs + k] / (double)step : 0.0;
        if (p->bytes == 1) exact = fmin(fmax(exact, p->codes_as.low), p->codes_as.high);
        expect_near("code", code_at(p, codes, row, column, k), exact, 0.501);
      }
    }
  }
}

/* The sum of a pixel, from the codes as they are. */
static int64_t sum_of(const struct problem *p, const uint8_t *codes, int row, int column, int c) {
  int64_t sum = 0;
  for (int i = 0; i < p->kernel; i++) {
    for (int j = 0; j < p->kernel; j++) {
      for (int k = 0; k < p->inputs; k++)
        sum += (int64_t)code_at(p, codes, row * p->stride - p->padding + i, column * p->stride - p->padding + j, k) *
               p->weights[((i * p->kernel + j) * p->inputs + k) * p->channels + c];
    }
  }
  return sum;
}

static double expected_at(const struct problem *p, const uint8_t *codes, double step, float slope, int row, int column,
                          int c) {
  int64_t sum = sum_of(p, codes, p->pooled ? 2 * row : row, p->pooled ? 2 * column : column, c);
  for (int i = 1; p->pooled && i < 4; i++) {
    const int64_t other = sum_of(p, codes, 2 * row + i / 2, 2 * column + i % 2, c);
    if (other > sum) sum = other;
  }
  const double v = (double)sum * p->scales[c] * step + p->bias[c];
  return v > 0.0 ? v : v * slope;
}

static void check_results(const struct problem *p, struct code_convolution *layer, const uint8_t *codes, float step) {
  const int rows = p->pooled ? p->rows / 2 : p->rows, columns = p->pooled ? p->columns / 2 : p->columns;
  const size_t count = (size_t)(rows * columns * p->channels);
  const ptrdiff_t line = (ptrdiff_t)columns * p->channels;
  const struct byte_codes as = {100.0f, -128.0f, 127.0f, 128};
  float *values = room(count, sizeof *values);
  uint8_t *made = room(count, 1);
  const struct code_target floats = {values, NULL, 0, NULL}, bytes = {NULL, made, line, &as};
  const uint8_t *x = codes + (p->map.border - p->padding) * (code_line(&p->map, p->bytes) + (ptrdiff_t)p->inputs * p->bytes);
  if (p->bytes == 1) convolve_int8(layer, x, &floats), convolve_int8(layer, x, &bytes);
  else convolve_int16(layer, x, step, &floats), convolve_int16(layer, x, step, &bytes);
  for (int at = 0; at < (int)count; at++) {
    const int c = at % p->channels, row = at / p->channels / columns, column = at / p->channels % columns;
    const double own = p->bytes == 1 ? 1.0 : step;
    const double expected = expected_at(p, codes, own, layer->slope, row, column, c);
    expect_near("value", values[at], expected, 1e-5 * (0.1 + fabs(expected)));
    const double code = fmin(fmax(values[at] * 100.0, -128.0), 127.0);
    expect_near("code of a value", ((made[at] + CODE_SHIFT) & 255) - 128, code, 0.501);
    made[at] = (uint8_t)(made[at] + CODE_SHIFT);
  }
  digest_bytes(values, count * sizeof *values);
  digest_bytes(made, count);
  free(values), free(made);
}

static void test_convolution(int bytes) {
  const float slopes[] = {0.0f, 0.01f, 1.0f};
  struct problem p = random_problem(bytes);
  const int steps = (p.kernel * p.inputs * bytes + 3) / 4;
  const ptrdiff_t line = code_line(&p.map, bytes);
  int32_t *totals = room(rounded_up((size_t)p.channels), sizeof *totals);
  memset(totals, 0, rounded_up((size_t)p.channels) * sizeof *totals);
  uint8_t *packed = panels_of(&p, steps, totals);
  uint8_t *codes = room((size_t)((p.height + 2 * p.map.border) * line) + 4, 1);
  memset(codes, 0x5a, (size_t)((p.height + 2 * p.map.border) * line) + 4);
  float step = 2.0f / p.codes_as.high;
  if (bytes == 1) quantise_int8(&p.map, p.x, &p.codes_as, codes);
  else quantise_int16(&p.map, p.x, codes, &step);
  check_codes(&p, codes, step);
  struct code_convolution layer = {p.kernel, steps, (int)line * p.stride, p.inputs * bytes * p.stride, (int)line, p.rows,
                                   p.columns, p.channels, p.pooled, slopes[random_below(3)], p.codes_as.zero, packed,
                                   bytes == 1 ? totals : NULL, p.scales, p.bias};
  check_results(&p, &layer, codes, step);
  free(totals), free(packed), free(codes), free(p.weights), free(p.x), free(p.scales), free(p.bias);
}

int main(void) {
  for (int i = 0; i < 24; i++) {
    test_convolution(1);
    test_convolution(2);
  }
  printf("%d of %d checks failed; digest %08lx\n", failures, checks, (unsigned long)digest);
  return failures > 0;
}
