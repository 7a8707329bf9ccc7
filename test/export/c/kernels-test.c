/*
 * Kernels of the exported C against their definitions in double precision, on random maps of random sizes. Prints what fails
 * and how often; exit code 1 then. Compiled with INT8_WEIGHTS it tests weights as bytes. Float is the compiler's vectors, or
 * with DEEPAWB_PLAIN_C one at a time.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activations.c"
#include "arithmetic.c"
#include "cells.c"
#include "convolve-pooled.c"
#include "convolve.c"
#include "copy-channels.c"
#include "depthwise.c"
#include "log-chroma-planes.c"
#include "map-mean.c"
#include "model/estimate.c"
#include "normalise.c"
#include "pools.c"
#include "rendered-planes.c"
#include "resize-bilinear.c"
#include "rgb-planes.c"
#include "softmax.c"

static int failures = 0, checks = 0;
static uint32_t state = 1;

static uint32_t random_below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)state * n) >> 32);
}

static float random_value(void) { return (float)random_below(200001) / 100000.0f - 1.0f; }

static void expect(const char *what, int is_true) {
  checks++;
  if (is_true) return;
  if (failures++ < 20) printf("failed: %s\n", what);
}

static void expect_near(const char *what, double value, double expected) {
  checks++;
  if (fabs(value - expected) <= 2e-5 * (1.0 + fabs(expected))) return;
  if (failures++ < 20) printf("failed: %s: expected %.9g, got %.9g\n", what, expected, value);
}

/* Just as long as they are, so that the address sanitiser sees what reads beyond; random values in them. */
static float *values(size_t count) {
  float *made = malloc((count > 0 ? count : 1) * sizeof *made);
  if (made == NULL) exit(2);
  for (size_t i = 0; i < count; i++) made[i] = random_value();
  return made;
}

static float *padded_values(size_t count, size_t multiple) {
  const size_t length = (count + multiple - 1) / multiple * multiple;
  float *made = values(length);
  for (size_t i = count; i < length; i++) made[i] = 0.0f;
  return made;
}

static int size_for(int length, int kernel, int stride, int padding) {
  return (length + 2 * padding - kernel) / stride + 1;
}

/* A convolution's weights, as the layer holds them and as numbers. */
static double weight_of(const struct convolution *layer, int tap, int c) {
  const int taps = layer->kernel * layer->kernel * layer->inputs;
  const size_t at = ((size_t)(c / 8) * (size_t)taps + (size_t)tap) * 8 + (size_t)(c % 8);
#ifdef INT8_WEIGHTS
  return (double)layer->weights[at] * (double)layer->scales[c];
#else
  return (double)layer->weights[at];
#endif
}

static double convolved(const struct convolution *layer, const float *x, int row, int column, int c) {
  double sum = layer->bias[c];
  for (int i = 0; i < layer->kernel; i++) {
    for (int j = 0; j < layer->kernel; j++) {
      const int y = row * layer->stride - layer->padding + i, z = column * layer->stride - layer->padding + j;
      if (y < 0 || y >= layer->height || z < 0 || z >= layer->width) continue;
      for (int k = 0; k < layer->inputs; k++)
        sum += (double)x[(y * layer->width + z) * layer->inputs + k] *
               weight_of(layer, (i * layer->kernel + j) * layer->inputs + k, c);
    }
  }
  return sum > sum * layer->slope ? sum : sum * layer->slope;
}

static void test_convolution(void) {
  const float slopes[] = {0.0f, 0.01f, 1.0f};
  const int kernel = 1 + (int)random_below(4), stride = 1 + (int)random_below(3);
  const int padding = (int)random_below((uint32_t)kernel), inputs = 1 + (int)random_below(9);
  const int height = kernel + (int)random_below(9), width = kernel + (int)random_below(15);
  const int rows = size_for(height, kernel, stride, padding), columns = size_for(width, kernel, stride, padding);
  const int channels = 1 + (int)random_below(25), taps = kernel * kernel * inputs;
  const size_t panels = (size_t)(channels + 7) / 8;
  float *x = values((size_t)(height * width * inputs)), *bias = padded_values((size_t)channels, 16);
  float *y = values((size_t)(rows * columns * channels)), *lines = values((size_t)(2 * columns * channels));
  float *pooled = values((size_t)((rows / 2) * (columns / 2) * channels));
#ifdef INT8_WEIGHTS
  int8_t *weights = malloc(panels * (size_t)taps * 8);
  float *scales = padded_values((size_t)channels, 8);
  for (size_t i = 0; i < panels * (size_t)taps * 8; i++) weights[i] = (int8_t)((int)random_below(255) - 127);
  for (int c = 0; c < channels; c++) scales[c] = fabsf(scales[c]) / 127.0f;
  const struct convolution layer = {height, width, inputs, kernel, stride, padding, rows, columns, channels,
                                    slopes[random_below(3)], weights, scales, bias};
#else
  float *weights = values(panels * (size_t)taps * 8);
  const struct convolution layer = {height, width, inputs, kernel, stride, padding, rows, columns, channels,
                                    slopes[random_below(3)], weights, bias};
#endif
  convolve(&layer, x, y);
  for (int i = 0; i < rows * columns * channels; i++)
    expect_near("convolve", y[i], convolved(&layer, x, i / channels / columns, i / channels % columns, i % channels));
  convolve_pooled(&layer, x, lines, pooled);
  for (int row = 0; row < rows / 2; row++) {
    for (int column = 0; column < columns / 2; column++) {
      for (int c = 0; c < channels; c++) {
        const float *at = y + (2 * row * columns + 2 * column) * channels + c;
        const float above = fmaxf(at[0], at[channels]);
        const float below = fmaxf(at[columns * channels], at[(columns + 1) * channels]);
        expect_near("convolve_pooled", pooled[(row * (columns / 2) + column) * channels + c], fmaxf(above, below));
      }
    }
  }
#ifdef INT8_WEIGHTS
  free(scales);
#endif
  free(weights), free(bias), free(x), free(y), free(lines), free(pooled);
}

static void test_depthwise(void) {
  const int kernel = 1 + (int)random_below(5), stride = 1 + (int)random_below(2), padding = kernel / 2;
  const int height = kernel + (int)random_below(7), width = kernel + (int)random_below(7);
  const int rows = size_for(height, kernel, stride, padding), columns = size_for(width, kernel, stride, padding);
  const int channels = 1 + (int)random_below(19);
  float *x = values((size_t)(height * width * channels)), *y = values((size_t)(rows * columns * channels));
  float *weights = values((size_t)(kernel * kernel * channels)), *bias = values((size_t)channels);
  const struct depthwise layer = {height, width, channels, kernel, stride, padding, rows, columns, weights, bias};
  depthwise(&layer, x, y);
  for (int at = 0; at < rows * columns * channels; at++) {
    const int c = at % channels, row = at / channels / columns, column = at / channels % columns;
    double sum = bias[c];
    for (int i = 0; i < kernel; i++) {
      for (int j = 0; j < kernel; j++) {
        const int v = row * stride - padding + i, u = column * stride - padding + j;
        if (v >= 0 && v < height && u >= 0 && u < width)
          sum += (double)x[(v * width + u) * channels + c] * (double)weights[(i * kernel + j) * channels + c];
      }
    }
    expect_near("depthwise", y[at], sum);
  }
  free(x), free(y), free(weights), free(bias);
}

static void test_pools(void) {
  const int size = 1 + (int)random_below(4), stride = 1 + (int)random_below(3);
  const int height = 1 + (int)random_below(9), width = 1 + (int)random_below(9), channels = 1 + (int)random_below(11);
  const int tall = size < height ? size : height, wide = size < width ? size : width;
  const int rows = (height - tall) / stride + 1, columns = (width - wide) / stride + 1;
  float *x = values((size_t)(height * width * channels)), *weights = values((size_t)(height * width));
  float *most = values((size_t)(rows * columns * channels)), *mean = values((size_t)(rows * columns * channels));
  max_pool(x, height, width, channels, size, stride, rows, columns, most);
  average_pool(x, height, width, channels, size, stride, rows, columns, mean);
  for (int at = 0; at < rows * columns * channels; at++) {
    const float *from = x + (at / channels / columns * stride * width + at / channels % columns * stride) * channels;
    double sum = 0.0, largest = -2.0;
    for (int i = 0; i < tall * wide; i++) {
      const double v = from[(i / wide * width + i % wide) * channels + at % channels];
      sum += v;
      if (v > largest) largest = v;
    }
    expect_near("max_pool", most[at], largest);
    expect_near("average_pool", mean[at], sum / (tall * wide));
  }
  for (int i = 0; i < height * width; i++) weights[i] = fabsf(weights[i]);
  map_mean(x, weights, 0.125f, height, width, channels, most);
  map_mean(x, NULL, 0.0f, height, width, channels, mean);
  for (int c = 0; c < channels; c++) {
    double sum = 0.0, weighted = 0.0, total = 0.125;
    for (int i = 0; i < height * width; i++) {
      sum += x[i * channels + c];
      weighted += (double)x[i * channels + c] * weights[i];
      total += weights[i];
    }
    expect_near("map_mean, weighted", most[c], weighted / total);
    expect_near("map_mean", mean[c], sum / (height * width));
  }
  free(x), free(weights), free(most), free(mean);
}

static void test_elementwise(void) {
  const float x[] = {-7.0f, -3.0f, -0.5f, 0.0f, 1e-31f, 0.5f, 3.0f, 6.0f, 7.0f};
  const int count = sizeof x / sizeof *x;
  float y[sizeof x / sizeof *x];
#define EACH(call, expected)                                   \
  do {                                                         \
    call;                                                      \
    for (int i = 0; i < count; i++) {                          \
      const double v = x[i];                                   \
      expect_near(#call, y[i], expected);                      \
    }                                                          \
  } while (0)
  EACH(apply_relu(x, count, y), fmax(v, 0.0));
  EACH(apply_leaky_relu(x, count, y, 0.25f, 0.0f), fmax(v, 0.25 * v));
  EACH(apply_relu6(x, count, y), fmin(fmax(v, 0.0), 6.0));
  EACH(apply_hard_swish(x, count, y), v * fmin(fmax(v + 3.0, 0.0), 6.0) / 6.0);
  EACH(apply_sigmoid(x, count, y), 1.0 / (1.0 + exp(-v)));
  EACH(apply_scaled_tanh(x, count, y, 2.0f, -1.0f), 2.0 * tanh(v) - 1.0);
  EACH(apply_silu(x, count, y), v / (1.0 + exp(-v)));
  EACH(apply_log(x, count, y), log(fmax(v, 1e-30)));
  EACH(apply_exp(x, count, y), exp(v));
  EACH(apply_affine(x, count, y, 2.0f, -1.0f), 2.0 * v - 1.0);
  EACH(apply_clamp(x, count, y, -0.5f, 0.75f), fmin(fmax(v, -0.5), 0.75));
  EACH(apply_reciprocal(x, count, y, 3.0f, 0.0f), v == 0.0 ? 0.0 : 3.0 / v);
  const float a[] = {1.0f, 2.0f, 3.0f, 4.0f, -5.0f, 6.0f}, b[] = {2.0f, 0.0f, -4.0f};
#define ARITHMETIC(kind, expected)                             \
  kind(a, 6, b, 3, y);                                         \
  for (int i = 0; i < 6; i++) expect_near(#kind, y[i], expected)
  ARITHMETIC(add, a[i] + b[i % 3]);
  ARITHMETIC(subtract, a[i] - b[i % 3]);
  ARITHMETIC(multiply, a[i] * b[i % 3]);
  ARITHMETIC(divide, b[i % 3] == 0.0f ? 0.0f : a[i] / b[i % 3]);
  const float scale[] = {2.0f, -1.0f}, shift[] = {0.5f, 0.25f};
  normalise(a, scale, shift, 0.1f, 3, 2, y);
  for (int i = 0; i < 6; i++) {
    const double v = (double)a[i] * scale[i % 2] + shift[i % 2];
    expect_near("normalise", y[i], v > 0.0 ? v : 0.1f * v);
  }
}

static void test_softmax_and_copies(void) {
  const int pixels = 1 + (int)random_below(200), channels = 1 + (int)random_below(9);
  const int start = (int)random_below((uint32_t)channels), count = channels - start;
  float *x = values((size_t)(pixels * channels)), *y = values((size_t)(pixels * channels));
  softmax(x, channels, 1, pixels, channels, y);
  for (int c = 0; c < channels; c++) {
    double total = 0.0;
    for (int p = 0; p < pixels; p++) total += exp((double)x[p * channels + c]);
    for (int p = 0; p < pixels; p++)
      expect_near("softmax", y[p * channels + c], exp((double)x[p * channels + c]) / total);
  }
  copy_channels(x + start, channels, pixels, count, y, count);
  for (int i = 0; i < pixels * count; i++)
    expect("copy_channels", y[i] == x[i / count * channels + start + i % count]);
  free(x), free(y);
}

/* The light of a cell by the definition: nothing below 0, before and behind the matrix. */
static void light_in_double(const float *m, const float *cell, double *light) {
  for (int c = 0; c < 3; c++) light[c] = fmax(cell[c], 0.0);
  if (!m) return;
  const double r = light[0], g = light[1], b = light[2];
  for (int c = 0; c < 3; c++) light[c] = fmax(m[3 * c] * r + m[3 * c + 1] * g + m[3 * c + 2] * b, 0.0);
}

static void test_features(void) {
  const int cells = 1 + (int)random_below(40);
  const float colours[9] = {1.25f, -0.25f, 0.0f, 0.125f, 0.75f, 0.125f, -0.125f, -0.375f, 1.5f};
  const float *matrix = random_below(2) ? colours : NULL;
  const struct log_chroma settings = {0.002f, -0.5f, -0.25f, 2.0f, (int)random_below(2), (int)random_below(2), matrix};
  float *x = values((size_t)(4 * cells)), *y = values((size_t)(4 * cells)), *rgb = values((size_t)(3 * cells));
  double mean = 0.0, gain = 0.0;
  int visible = 0;
  for (int i = 0; i < cells; i++) x[4 * i + 3] = (float)random_below(5) / 4.0f;
  for (int i = 0; i < cells; i++) {
    const float *cell = x + 4 * i;
    double light[3];
    light_in_double(matrix, cell, light);
    if (cell[3] >= 0.5f) gain += (light[0] + light[1] + light[2]) / 3.0, visible++;
  }
  gain = !settings.relative ? 1.0 : gain > 0.0 ? visible / gain : 0.0;
  visible = 0;
  log_chroma_planes(&settings, x, cells, y);
  rgb_planes(matrix, x, cells, rgb);
  for (int i = 0; i < cells; i++) {
    const float *cell = x + 4 * i;
    double own[3];
    light_in_double(matrix, cell, own);
    const double r = gain * own[0], g = gain * own[1], b = gain * own[2];
    if (cell[3] < 0.5f) continue;
    mean += log((r + g + b) / 3.0 + 0.002);
    visible++;
  }
  if (visible > 0) mean /= visible;
  for (int i = 0; i < cells; i++) {
    const float *cell = x + 4 * i;
    double own[3];
    light_in_double(matrix, cell, own);
    const double r = gain * own[0], g = gain * own[1], b = gain * own[2];
    const int seen = cell[3] >= 0.5f;
    const double light = log((r + g + b) / 3.0 + 0.002) - (settings.centre_luminance ? mean : 0.0);
    expect_near("log R/G", y[4 * i], seen ? 2.0 * (log(r + 0.002) - log(g + 0.002) + 0.5) : 0.0);
    expect_near("log B/G", y[4 * i + 1], seen ? 2.0 * (log(b + 0.002) - log(g + 0.002) + 0.25) : 0.0);
    expect_near("luminance", y[4 * i + 2], seen ? light : 0.0);
    expect("mask", y[4 * i + 3] == (seen ? 1.0f : 0.0f));
    for (int c = 0; c < 3; c++) expect_near("rgb_planes", rgb[3 * i + c], cell[3] > 0.0f ? own[c] : 0.0);
  }
  log_chroma_planes(&settings, x, cells, x);
  expect("planes in the place of their cells", memcmp(x, y, (size_t)(4 * cells) * sizeof *x) == 0);
  free(x), free(y), free(rgb);
}

/* Sums of a cell by the definition: of light by coverage, or of the edges of pixels at least half covered; a weight at the end. */
static void sum_in_double(const struct cells *s, const float *x, int row, int column, int edges, double *sums) {
  for (int c = 0; c < 4; c++) sums[c] = 0.0;
  for (int i = row * s->size; i < (row + 1) * s->size; i++) {
    for (int k = column * s->size; k < (column + 1) * s->size; k++) {
      const float *own = x + 4 * (i * s->width + k);
      double light[3], other[3];
      light_in_double(s->matrix, own, light);
      if (!edges) {
        for (int c = 0; c < 3; c++) sums[c] += light[c] * own[3];
        sums[3] += own[3];
        continue;
      }
      for (int way = 0; way < 2; way++) {
        const int y = i + (way == 1), z = k + (way == 0);
        const float *to = x + 4 * (y * s->width + z);
        if (y >= s->height || z >= s->width || own[3] < 0.5f || to[3] < 0.5f) continue;
        light_in_double(s->matrix, to, other);
        for (int c = 0; c < 3; c++) sums[c] += fabs(other[c] - light[c]);
        sums[3] += 1.0;
      }
    }
  }
}

/* Sides that are no multiple of a cell's, every coverage, and masked pixels of colours that no sum could hold. */
static void test_cells(void) {
  const int size = 1 + (int)random_below(12);
  const int height = size + (int)random_below(9), width = size + (int)random_below(9);
  const float colours[9] = {1.25f, -0.25f, 0.0f, 0.125f, 0.75f, 0.125f, -0.125f, -0.375f, 1.5f};
  const struct cells s = {height, width, size, random_below(2) ? colours : NULL};
  const int rows = height / size, columns = width / size;
  float *x = values((size_t)(4 * height * width)), *lines = values((size_t)(8 * (width + 1)));
  float *y = values((size_t)(4 * rows * columns));
  for (int i = 0; i < height * width; i++) {
    x[4 * i + 3] = (float)random_below(5) / 4.0f;
    if (x[4 * i + 3] == 0.0f) x[4 * i] = x[4 * i + 2] = 3e38f;
  }
  for (int edges = 0; edges < 2; edges++) {
    const double most = (edges ? 2.0 : 1.0) * size * size;
    if (edges) cell_edges(&s, x, lines, y);
    else cell_means(&s, x, y);
    for (int i = 0; i < rows * columns; i++) {
      double sums[4];
      sum_in_double(&s, x, i / columns, i % columns, edges, sums);
      for (int c = 0; c < 3; c++)
        expect_near(edges ? "cell_edges" : "cell_means", y[4 * i + c], sums[3] > 0.0 ? sums[c] / sums[3] : 0.0);
      /* Quarters and whole numbers are summed exactly: what is half covered is so here too. */
      expect(edges ? "pairs of cell_edges" : "coverage of cell_means", y[4 * i + 3] == (float)(sums[3] / most));
    }
  }
  free(x), free(lines), free(y);
}

/* Steps are those of the power itself, unless it lies on one to within rounding. */
static void test_rendered(void) {
  const int levels = (int)random_below(3) * 100, cells = 1 + (int)random_below(40);
  double numbers[17 + 200] = {1.5, -0.4, 0.1, -0.2, 1.4, -0.3, 0.0, -0.5, 1.6, 0.4, 0.3, 0.2, 4.0, 5.0, 3.0, 0.45, 0.0};
  float *x = values((size_t)(4 * cells)), *y = values((size_t)(3 * cells));
  numbers[16] = levels;
  for (int k = 1; k <= levels; k++) numbers[16 + k] = pow((double)k / levels, 1.0 / 0.45);
  for (int i = 0; i < cells; i++) x[4 * i + 3] = (float)random_below(3) / 2.0f;
  rendered_planes(numbers, x, cells, y);
  for (int i = 0; i < cells; i++) {
    const float *cell = x + 4 * i;
    for (int c = 0; c < 3; c++) {
      double v = 0.0;
      for (int k = 0; k < 3; k++) v += numbers[3 * c + k] * (cell[3] > 0.0f ? fmax(cell[k], 0.0) : 0.0);
      v = pow(fmin(fmax(v, 0.0), 1.0), 0.45);
      if (levels > 0) v = floor(v * levels + 1e-12) / levels;
      expect_near("rendered_planes", y[3 * i + c], (v - numbers[9 + c]) * numbers[12 + c]);
    }
  }
  free(x), free(y);
}

static double clamped(double v, double low, double high) { return v < low ? low : v > high ? high : v; }

static void test_resize(void) {
  const int rows = 1 + (int)random_below(9), columns = 1 + (int)random_below(9), channels = 1 + (int)random_below(5);
  const int to_rows = 1 + (int)random_below(12), to_columns = 1 + (int)random_below(12);
  float *x = values((size_t)(rows * columns * channels)), *y = values((size_t)(to_rows * to_columns * channels));
  resize_bilinear(x, rows, columns, channels, to_rows, to_columns, y);
  for (int i = 0; i < to_rows; i++)
    for (int j = 0; j < to_columns; j++)
      for (int k = 0; k < channels; k++) {
        const double v = clamped((i + 0.5) * rows / to_rows - 0.5, 0.0, rows - 1.0);
        const double u = clamped((j + 0.5) * columns / to_columns - 0.5, 0.0, columns - 1.0);
        double sum = 0.0;
        for (int a = 0; a < rows; a++)
          for (int b = 0; b < columns; b++)
            sum += fmax(0.0, 1.0 - fabs(a - v)) * fmax(0.0, 1.0 - fabs(b - u)) * x[(a * columns + b) * channels + k];
        expect_near("resize_bilinear", y[(i * to_columns + j) * channels + k], sum);
      }
  free(x), free(y);
}

/* Areas in double precision, pixel by pixel. */
static void test_thumbnail(void) {
  const uint32_t width = 1 + random_below(30), height = 1 + random_below(30), black = random_below(3000);
  const uint32_t white = black + 1 + random_below(60000 - black);
  uint16_t *rgb = malloc(width * height * 3 * sizeof *rgb);
  float cells[4 * HEIGHT * WIDTH];
  if (rgb == NULL) exit(2);
  for (uint32_t i = 0; i < width * height * 3; i++) rgb[i] = (uint16_t)random_below(65536);
  for (uint32_t i = 0; i < width * height; i++)
    if (random_below(4) == 0) memset(rgb + 3 * i, 0, 3 * sizeof *rgb);
  make_thumbnail(rgb, width, height, black, white, cells);
  for (int cell = 0; cell < HEIGHT * WIDTH; cell++) {
    double sums[4] = {0.0, 0.0, 0.0, 0.0};
    for (uint32_t i = 0; i < width * height; i++) {
      const double top = (double)(i / width) * HEIGHT / height, left = (double)(i % width) * WIDTH / width;
      const double tall = fmin(top + (double)HEIGHT / height, cell / WIDTH + 1) - fmax(top, cell / WIDTH);
      const double wide = fmin(left + (double)WIDTH / width, cell % WIDTH + 1) - fmax(left, cell % WIDTH);
      const uint16_t *pixel = rgb + 3 * i;
      if (tall <= 0.0 || wide <= 0.0 || (pixel[0] | pixel[1] | pixel[2]) == 0) continue;
      for (int c = 0; c < 3; c++)
        sums[c] += tall * wide * ((double)(pixel[c] < white ? pixel[c] : white) - black) / (white - black);
      sums[3] += tall * wide;
    }
    expect_near("coverage", cells[4 * cell + 3], sums[3]);
    for (int c = 0; c < 3; c++)
      if (sums[3] == 0.0 || sums[3] > 1e-9)
        expect_near("cell", cells[4 * cell + c], sums[3] > 0.0 ? fmax(sums[c] / sums[3], 0.0) : 0.0);
  }
  free(rgb);
}

static int status_of(float r, float g, float b) {
  float cells[4 * HEIGHT * WIDTH];
  for (int i = 0; i < HEIGHT * WIDTH; i++) {
    cells[4 * i] = r;
    cells[4 * i + 1] = g;
    cells[4 * i + 2] = b;
    cells[4 * i + 3] = 1.0f;
  }
  return examine(cells);
}

static void test_limits(void) {
  const float below_black = nextafterf(BLACK, 0.0f), below_clipped = nextafterf(CLIPPED, 0.0f);
  float white_point[2], gains[2];
  expect("a mean just above the limit of black tells a colour", status_of(3.001f * BLACK, 0.0f, 0.0f) == DEEPAWB_OK);
  expect("one just below does not, however bright a channel", status_of(2.999f * BLACK, 0.0f, 0.0f) == DEEPAWB_BLACK);
  expect("nor do cells just below it", status_of(below_black, below_black, below_black) == DEEPAWB_BLACK);
  expect("a cell at the limit of clipping is clipped", status_of(CLIPPED, CLIPPED, CLIPPED) == DEEPAWB_CLIPPED);
  expect("one channel just below is enough", status_of(CLIPPED, CLIPPED, below_clipped) == DEEPAWB_OK);
  expect("NaN is no colour", status_of(NAN, 0.5f, 0.5f) == DEEPAWB_BAD_VALUE);
  expect("nor is infinity", status_of(0.5f, INFINITY, 0.5f) == DEEPAWB_BAD_VALUE);
  expect("null is refused", deepawb_model_estimate(NULL, white_point, gains) == DEEPAWB_BAD_ARGUMENT);
  expect("with the fallback", white_point[0] == FALLBACK_R && gains[1] == 1.0f / FALLBACK_B);
  const uint16_t pixel[3] = {9000, 9000, 9000};
  expect("black must be below white",
         deepawb_model_estimate_raw16(pixel, 1, 1, 100, 100, white_point, gains) == DEEPAWB_BAD_ARGUMENT);
  expect("one pixel will do", deepawb_model_estimate_raw16(pixel, 1, 1, 0, 10000, white_point, NULL) == DEEPAWB_OK);
}

int main(void) {
  for (int i = 0; i < 60; i++) {
    test_convolution();
    test_depthwise();
    test_pools();
    test_softmax_and_copies();
    test_features();
    test_cells();
    test_rendered();
    test_resize();
    test_thumbnail();
  }
  test_elementwise();
  test_limits();
  printf("%d of %d checks failed\n", failures, checks);
  return failures > 0;
}
