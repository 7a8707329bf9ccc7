/* A tile of pixels in two vectors of output channels. */
#pragma once
#include <stddef.h>
#include "products.h"

/* What a tile reads of a map, for each of its pixels: rows of so many times four bytes. */
struct integer_window {
  int rows, steps;
  ptrdiff_t row_step;
};

#if INTEGER_VECTORS
#if TILE == 8
#define EACH_OF_TILE(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#else
#define EACH_OF_TILE(DO) DO(0) DO(1) DO(2) DO(3)
#endif
#define BEGIN(i) \
  sums a##i = {0}, b##i = {0}; \
  const uint8_t *x##i = x[i];
#define STEP(i) \
  { \
    const struct parts from = parts_of_map(bytes, x##i + k); \
    a##i = add_products(bytes, a##i, from, u); \
    if (vectors == 2) b##i = add_products(bytes, b##i, from, v); \
  }
#define NEXT_ROW(i) x##i += window->row_step;
#define END(i) \
  *(sums *)(out + 2 * SUMS * (i)) = a##i; \
  *(sums *)(out + 2 * SUMS * (i) + SUMS) = b##i;

/* Sums of the pixels at x, [TILE][2 SUMS]; 64 bytes of weights a step, those of the second vector at q. */
ALWAYS void multiply_tile(int bytes, int vectors, const struct integer_window *window, const uint8_t *const *x,
                          const uint8_t *p, const uint8_t *q, int32_t *out) {
  const ptrdiff_t length = 4 * (ptrdiff_t)window->steps;
  EACH_OF_TILE(BEGIN)
  for (int row = 0; row < window->rows; row++) {
    for (ptrdiff_t k = 0; k < length; k += 4, p += 64, q += 64) {
      const struct parts u = parts_of_weights(bytes, *(const sums *)p);
      const struct parts v = vectors == 2 ? parts_of_weights(bytes, *(const sums *)q) : u;
      EACH_OF_TILE(STEP)
    }
    EACH_OF_TILE(NEXT_ROW)
  }
  EACH_OF_TILE(END)
}
#else
/* A product of what lies at x, taken as signed or from 0 on. */
static inline int32_t product_of(int bytes, const uint8_t *x, const uint8_t *w) {
  if (bytes) return x[0] * (int8_t)w[0] + x[1] * (int8_t)w[1] + x[2] * (int8_t)w[2] + x[3] * (int8_t)w[3];
  int16_t a[2], b[2];
  memcpy(a, x, 4);
  memcpy(b, w, 4);
  return a[0] * b[0] + a[1] * b[1];
}

static inline void multiply_tile(int bytes, int vectors, const struct integer_window *window,
                                 const uint8_t *const *x, const uint8_t *p, const uint8_t *q, int32_t *out) {
  for (int i = 0; i < 2 * SUMS * TILE; i++) out[i] = 0;
  for (int row = 0; row < window->rows; row++) {
    for (int k = 0; k < window->steps; k++, p += 64, q += 64) {
      for (int i = 0; i < TILE; i++) {
        const uint8_t *at = x[i] + row * window->row_step + 4 * k;
        int32_t *to = out + 2 * SUMS * i;
        for (int c = 0; c < SUMS; c++) to[c] += product_of(bytes, at, p + 4 * c);
        if (vectors == 2)
          for (int c = 0; c < SUMS; c++) to[SUMS + c] += product_of(bytes, at, q + 4 * c);
      }
    }
  }
}
#endif
