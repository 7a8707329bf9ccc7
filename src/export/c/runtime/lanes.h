/* Several floats at a time: vector types of GCC and Clang where the target has vector registers, single floats elsewhere,
   so that all other functions are written once. Compilers turn plain loops into code about four times slower. */
#pragma once
#include <stdint.h>

/* A float as the integer of its bits, and back. */
static inline int32_t bits_of(float v) {
  const union { float value; int32_t bits; } as = {v};
  return as.bits;
}

static inline float from_bits(int32_t bits) {
  union { int32_t bits; float value; } as = {bits};
  return as.value;
}

#if defined(__GNUC__) && !defined(DEEPAWB_PLAIN_C) && \
    (defined(__SSE2__) || defined(__ARM_NEON) || defined(__ALTIVEC__) || defined(__wasm_simd128__))
#ifdef __AVX__
#define LANES 8
#else
#define LANES 4
#endif
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t lane_bits __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
#define CHOOSE(condition, a, b) \
  ((lanes)(((lane_bits)(a) & (condition)) | ((lane_bits)(b) & ~(condition))))
#define BITS_OF(v) ((lane_bits)(v))
#define FROM_BITS(bits) ((lanes)(bits))
/* GCC would read a vector from memory again for each use of it, which takes longer; so it must be in a register. */
#ifdef __AVX__
#define KEEP(v) __asm__("" : "+x"(v))
#else
#define KEEP(v) (void)0
#endif
#else
#define LANES 1
#define KEEP(v) (void)0
typedef float lanes;
typedef int32_t lane_bits;
#define CHOOSE(condition, a, b) ((condition) ? (a) : (b))
#define BITS_OF(v) bits_of(v)
#define FROM_BITS(bits) from_bits(bits)
#endif

static inline lanes load(const float *from) { return *(const lanes *)from; }

static inline void store(float *to, lanes values) { *(lanes *)to = values; }
