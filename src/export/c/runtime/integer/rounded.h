/* Floats rounded to whole numbers, half to even, and kept as integers of 8 or 16 bits. */
#pragma once
#include "../lanes.h"
#include "products.h"

#if INTEGER_VECTORS
typedef int16_t sum_shorts __attribute__((vector_size(2 * SUMS), aligned(1), may_alias));
typedef uint8_t sum_bytes __attribute__((vector_size(SUMS), aligned(1), may_alias));
#define TO_FLOATS(s) __builtin_convertvector(s, sum_floats)
#define PICK(condition, a, b) ((sum_floats)(((sums)(a) & (condition)) | ((sums)(b) & ~(condition))))
/* Added to numbers below 2^22, 1.5 2^23 leaves the nearest whole number as the last digits. */
#define ROUNDED(v) ((sums)((v) + 12582912.0f) - 0x4b400000)
#define FINISHED SUMS
static inline void store_shorts(uint8_t *to, sums v) { *(sum_shorts *)to = __builtin_convertvector(v, sum_shorts); }
static inline void store_bytes(uint8_t *to, sums v) { *(sum_bytes *)to = __builtin_convertvector(v, sum_bytes); }
#else
typedef int32_t sums;
typedef float sum_floats;
#define TO_FLOATS(s) ((float)(s))
#define PICK(condition, a, b) ((condition) ? (a) : (b))
#define ROUNDED(v) (bits_of((v) + 12582912.0f) - 0x4b400000)
#define FINISHED 1
static inline void store_shorts(uint8_t *to, sums v) {
  const int16_t code = (int16_t)v;
  memcpy(to, &code, 2);
}
static inline void store_bytes(uint8_t *to, sums v) { *to = (uint8_t)v; }
#endif

static inline sums larger_sums(sums a, sums b) {
#if INTEGER_VECTORS
  const sums above = a > b;
  return (a & above) | (b & ~above);
#else
  return a > b ? a : b;
#endif
}

static inline sum_floats load_floats(const float *from) { return *(const sum_floats *)from; }

/* Bytes of codes: v / step within the limits, from `zero` on, which stands for 0. */
struct byte_codes {
  float inverse, low, high;
  int zero;
};

static inline sums byte_codes_of(const struct byte_codes *codes, sum_floats v) {
  const sum_floats none = {0.0f};
  const sum_floats low = none + codes->low, high = none + codes->high;
  sum_floats scaled = v * codes->inverse;
  scaled = PICK(scaled > low, scaled, low);
  scaled = PICK(scaled < high, scaled, high);
  return ROUNDED(scaled) + (codes->zero - CODE_SHIFT);
}
