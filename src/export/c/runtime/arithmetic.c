/* KIND(a, count, b, repeat, y): b's `repeat` numbers are read again and again; they may be all there are. */
#include <stddef.h>

/* piece: add */
static void add(const float *a, ptrdiff_t count, const float *b, ptrdiff_t repeat, float *restrict y) {
  for (ptrdiff_t start = 0; start < count; start += repeat) {
    for (ptrdiff_t j = 0; j < repeat; j++) {
      const ptrdiff_t i = start + j;
      y[i] = a[i] + b[j];
    }
  }
}

/* piece: subtract */
static void subtract(const float *a, ptrdiff_t count, const float *b, ptrdiff_t repeat, float *restrict y) {
  for (ptrdiff_t start = 0; start < count; start += repeat) {
    for (ptrdiff_t j = 0; j < repeat; j++) {
      const ptrdiff_t i = start + j;
      y[i] = a[i] - b[j];
    }
  }
}

/* piece: multiply */
static void multiply(const float *a, ptrdiff_t count, const float *b, ptrdiff_t repeat, float *restrict y) {
  for (ptrdiff_t start = 0; start < count; start += repeat) {
    for (ptrdiff_t j = 0; j < repeat; j++) {
      const ptrdiff_t i = start + j;
      y[i] = a[i] * b[j];
    }
  }
}

/* piece: divide */
static void divide(const float *a, ptrdiff_t count, const float *b, ptrdiff_t repeat, float *restrict y) {
  for (ptrdiff_t start = 0; start < count; start += repeat) {
    for (ptrdiff_t j = 0; j < repeat; j++) {
      const ptrdiff_t i = start + j;
      y[i] = b[j] == 0.0f ? 0.0f : a[i] / b[j];
    }
  }
}
