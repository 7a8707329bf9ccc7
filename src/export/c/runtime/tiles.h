/* Pixels beside each other, each in two accumulators: p and q are the weights of channels c and c + LANES. */
#pragma once
#include "window.h"
#include "activated.h"

static void multiply_1(const struct window *window, const float *x, const float *p, const float *q,
                       const float *bias, float slope, float *y, int channels, int left) {
  const float *x0 = x + 0 * window->pixel_step;
  lanes a0 = load(bias), b0 = load(bias + LANES);
  for (int run = 0; run < window->runs; run++) {
    for (ptrdiff_t i = 0; i < window->length; i++) {
      lanes u = load(p + 8 * i), v = load(q + 8 * i);
      KEEP(u);
      KEEP(v);
      a0 += u * x0[i];
      b0 += v * x0[i];
    }
    x0 += window->x_step;
    p += window->weight_step;
    q += window->weight_step;
  }
  a0 = activated(a0, slope);
  b0 = activated(b0, slope);
  if (left >= 2 * LANES) {
    store(y + 0 * channels, a0);
    store(y + 0 * channels + LANES, b0);
  } else {
    store_part(y + 0 * channels, a0, left);
    store_part(y + 0 * channels + LANES, b0, left - LANES);
  }
}

static void multiply_4(const struct window *window, const float *x, const float *p, const float *q,
                       const float *bias, float slope, float *y, int channels, int left) {
  const float *x0 = x + 0 * window->pixel_step;
  const float *x1 = x + 1 * window->pixel_step;
  const float *x2 = x + 2 * window->pixel_step;
  const float *x3 = x + 3 * window->pixel_step;
  lanes a0 = load(bias), b0 = load(bias + LANES);
  lanes a1 = load(bias), b1 = load(bias + LANES);
  lanes a2 = load(bias), b2 = load(bias + LANES);
  lanes a3 = load(bias), b3 = load(bias + LANES);
  for (int run = 0; run < window->runs; run++) {
    for (ptrdiff_t i = 0; i < window->length; i++) {
      lanes u = load(p + 8 * i), v = load(q + 8 * i);
      KEEP(u);
      KEEP(v);
      a0 += u * x0[i];
      b0 += v * x0[i];
      a1 += u * x1[i];
      b1 += v * x1[i];
      a2 += u * x2[i];
      b2 += v * x2[i];
      a3 += u * x3[i];
      b3 += v * x3[i];
    }
    x0 += window->x_step;
    x1 += window->x_step;
    x2 += window->x_step;
    x3 += window->x_step;
    p += window->weight_step;
    q += window->weight_step;
  }
  a0 = activated(a0, slope);
  b0 = activated(b0, slope);
  a1 = activated(a1, slope);
  b1 = activated(b1, slope);
  a2 = activated(a2, slope);
  b2 = activated(b2, slope);
  a3 = activated(a3, slope);
  b3 = activated(b3, slope);
  if (left >= 2 * LANES) {
    store(y + 0 * channels, a0);
    store(y + 0 * channels + LANES, b0);
    store(y + 1 * channels, a1);
    store(y + 1 * channels + LANES, b1);
    store(y + 2 * channels, a2);
    store(y + 2 * channels + LANES, b2);
    store(y + 3 * channels, a3);
    store(y + 3 * channels + LANES, b3);
  } else {
    store_part(y + 0 * channels, a0, left);
    store_part(y + 0 * channels + LANES, b0, left - LANES);
    store_part(y + 1 * channels, a1, left);
    store_part(y + 1 * channels + LANES, b1, left - LANES);
    store_part(y + 2 * channels, a2, left);
    store_part(y + 2 * channels + LANES, b2, left - LANES);
    store_part(y + 3 * channels, a3, left);
    store_part(y + 3 * channels + LANES, b3, left - LANES);
  }
}
