/* apply_KIND(x, count, y), with alpha and beta at the end where the kind has them. */
#include <math.h>
#include <stddef.h>

/* piece: apply_relu */
static void apply_relu(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v > 0.0f ? v : 0.0f;
  }
}

/* piece: apply_leaky_relu */
static void apply_leaky_relu(const float *restrict x, ptrdiff_t count, float *restrict y, float alpha, float beta) {
  (void)beta;
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v > alpha * v ? v : alpha * v;
  }
}

/* piece: apply_relu6 */
static void apply_relu6(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v > 0.0f ? (v < 6.0f ? v : 6.0f) : 0.0f;
  }
}

/* piece: apply_hard_swish */
static void apply_hard_swish(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v * (v > -3.0f ? (v < 3.0f ? v + 3.0f : 6.0f) : 0.0f) / 6.0f;
  }
}

/* piece: apply_sigmoid */
static void apply_sigmoid(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = 1.0f / (1.0f + expf(-v));
  }
}

/* piece: apply_scaled_tanh */
static void apply_scaled_tanh(const float *restrict x, ptrdiff_t count, float *restrict y, float alpha, float beta) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = alpha * tanhf(v) + beta;
  }
}

/* piece: apply_silu */
static void apply_silu(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v / (1.0f + expf(-v));
  }
}

/* piece: apply_log */
static void apply_log(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = logf(v > 1e-30f ? v : 1e-30f);
  }
}

/* piece: apply_exp */
static void apply_exp(const float *restrict x, ptrdiff_t count, float *restrict y) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = expf(v);
  }
}

/* piece: apply_affine */
static void apply_affine(const float *restrict x, ptrdiff_t count, float *restrict y, float alpha, float beta) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = alpha * v + beta;
  }
}

/* piece: apply_clamp */
static void apply_clamp(const float *restrict x, ptrdiff_t count, float *restrict y, float alpha, float beta) {
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v > alpha ? (v < beta ? v : beta) : alpha;
  }
}

/* piece: apply_reciprocal */
static void apply_reciprocal(const float *restrict x, ptrdiff_t count, float *restrict y, float alpha, float beta) {
  (void)beta;
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = v == 0.0f ? 0.0f : alpha / v;
  }
}
