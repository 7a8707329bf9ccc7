/* Sums of products of integers, for several output channels at a time. Four bytes of a map, two numbers of 16 bits or four
   of 8, are multiplied into the four bytes of weights that each channel has for them; all ways give the same sums. */
#pragma once
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) && !defined(DEEPAWB_PLAIN_C) && (defined(__clang__) || __GNUC__ >= 9) && \
    (defined(__SSE2__) || (defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)))
#define INTEGER_VECTORS 1
#ifdef __SSE2__
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif
/* Channels of a vector, and pixels that are computed together: as many as registers hold the sums of, in two vectors. */
#if defined(__AVX512BW__)
#define SUMS 16
#define TILE 8
#elif defined(__AVX2__)
#define SUMS 8
#define TILE 4
#elif defined(__SSE2__)
#define SUMS 4
#define TILE 4
#else
#define SUMS 4
#define TILE 8
#endif
typedef int32_t sums __attribute__((vector_size(4 * SUMS), aligned(4), may_alias));
typedef float sum_floats __attribute__((vector_size(4 * SUMS), aligned(4), may_alias));
#define ALWAYS static inline __attribute__((always_inline))
#define ALIGNED __attribute__((aligned(64)))
#else
#define INTEGER_VECTORS 0
#define SUMS 8
#define TILE 4
#define ALWAYS static inline
#define ALIGNED
#endif

/* Codes of 8 bits lie in memory as their products want them: from 0 on for x86, signed for ARM. */
#if INTEGER_VECTORS && defined(__aarch64__)
#define CODE_SHIFT 128
#else
#define CODE_SHIFT 0
#endif

#if INTEGER_VECTORS
/* Numbers at even places and at odd ones, where they are multiplied apart; otherwise all in the first. */
struct parts {
  sums even, odd;
};

#ifdef __SSE2__
#if SUMS == 16
#define MULTIPLY_PAIRS(a, b) ((sums)_mm512_madd_epi16((__m512i)(a), (__m512i)(b)))
#elif SUMS == 8
#define MULTIPLY_PAIRS(a, b) ((sums)_mm256_madd_epi16((__m256i)(a), (__m256i)(b)))
#else
#define MULTIPLY_PAIRS(a, b) ((sums)_mm_madd_epi16((__m128i)(a), (__m128i)(b)))
#endif
#if SUMS == 16 && defined(__AVX512VNNI__)
#define ADD_BYTES(s, a, w) ((sums)_mm512_dpbusd_epi32((__m512i)(s), (__m512i)(a), (__m512i)(w)))
#define ADD_PAIRS(s, a, w) ((sums)_mm512_dpwssd_epi32((__m512i)(s), (__m512i)(a), (__m512i)(w)))
#elif SUMS == 8 && defined(__AVXVNNI__)
#define ADD_BYTES(s, a, w) ((sums)_mm256_dpbusd_avx_epi32((__m256i)(s), (__m256i)(a), (__m256i)(w)))
#define ADD_PAIRS(s, a, w) ((sums)_mm256_dpwssd_avx_epi32((__m256i)(s), (__m256i)(a), (__m256i)(w)))
#else
#define ADD_PAIRS(s, a, w) ((s) + MULTIPLY_PAIRS(a, w))
#endif

ALWAYS struct parts parts_of_weights(int bytes, sums w) {
  struct parts parts = {w, w};
#ifndef ADD_BYTES
  typedef int16_t pairs __attribute__((vector_size(4 * SUMS)));
  if (bytes) {
    parts.even = (sums)(((pairs)w << 8) >> 8);
    parts.odd = (sums)((pairs)w >> 8);
  }
#endif
  (void)bytes;
  return parts;
}

ALWAYS struct parts parts_of_map(int bytes, const uint8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  const sums zero = {0}, all = zero + four;
  struct parts parts = {all, all};
#ifndef ADD_BYTES
  if (bytes) {
    parts.even = all & 0x00ff00ff;
    parts.odd = (all >> 8) & 0x00ff00ff;
  }
#endif
  (void)bytes;
  return parts;
}

ALWAYS sums add_products(int bytes, sums s, struct parts x, struct parts w) {
#ifdef ADD_BYTES
  if (bytes) return ADD_BYTES(s, x.even, w.even);
#else
  if (bytes) return s + MULTIPLY_PAIRS(x.even, w.even) + MULTIPLY_PAIRS(x.odd, w.odd);
#endif
  return ADD_PAIRS(s, x.even, w.even);
}
#else
ALWAYS struct parts parts_of_weights(int bytes, sums w) {
  struct parts parts = {w, w};
  if (!bytes) {
    parts.even = (sums)vuzp1q_s16((int16x8_t)w, (int16x8_t)w);
    parts.odd = (sums)vuzp2q_s16((int16x8_t)w, (int16x8_t)w);
  }
  return parts;
}

ALWAYS struct parts parts_of_map(int bytes, const uint8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  (void)bytes;
  struct parts parts = {(sums)vdupq_n_s32(four), (sums)vdupq_n_s32(four)};
  return parts;
}

ALWAYS sums add_products(int bytes, sums s, struct parts x, struct parts w) {
  if (!bytes) {
    const int16x4_t even = vget_low_s16((int16x8_t)w.even), odd = vget_low_s16((int16x8_t)w.odd);
    const int32x4_t first = vmlal_laneq_s16((int32x4_t)s, even, (int16x8_t)x.even, 0);
    return (sums)vmlal_laneq_s16(first, odd, (int16x8_t)x.even, 1);
  }
#ifdef __ARM_FEATURE_DOTPROD
  return (sums)vdotq_s32((int32x4_t)s, (int8x16_t)w.even, (int8x16_t)x.even);
#else
  /* Two products of bytes fit 16 bits: 2 x 128 x 127. */
  const int16x8_t low = vmull_s8(vget_low_s8((int8x16_t)w.even), vget_low_s8((int8x16_t)x.even));
  const int16x8_t high = vmull_high_s8((int8x16_t)w.even, (int8x16_t)x.even);
  return (sums)vpadalq_s16((int32x4_t)s, vpaddq_s16(low, high));
#endif
}
#endif
#endif
