/**
 * Several floats at a time: vector types of GCC and Clang where the target has vector registers, single floats elsewhere,
 * so that all other functions are written once. Compilers turn plain loops into code about four times slower.
 */
import type { CFunction } from '../c-function.js';

/** `lanes`, LANES of them at any address, and their two functions that C has no operator for. */
export const LANES: CFunction = {
  needs: [],
  source: `\
#if defined(__GNUC__) && !defined(DEEPAWB_PLAIN_C) && \\
    (defined(__SSE2__) || defined(__ARM_NEON) || defined(__ALTIVEC__) || defined(__wasm_simd128__))
#ifdef __AVX__
#define LANES 8
#else
#define LANES 4
#endif
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t lane_bits __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
#define CHOOSE(condition, a, b) \\
  ((lanes)(((lane_bits)(a) & (condition)) | ((lane_bits)(b) & ~(condition))))
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
typedef int lane_bits;
#define CHOOSE(condition, a, b) ((condition) ? (a) : (b))
#endif

static inline lanes load(const float *from) { return *(const lanes *)from; }

static inline void store(float *to, lanes values) { *(lanes *)to = values; }`,
};

/** A function of two lanes, and of two floats for the channels that are left over. */
export const LARGER: CFunction = {
  needs: [LANES],
  source: `\
static inline lanes larger(lanes a, lanes b) {
  const lane_bits above = a > b;
  return CHOOSE(above, a, b);
}`,
};
