/** What is done to each number by itself: activations, normalisation, arithmetic. */
import type { ActivationKind, ArithmeticKind } from '../../../model/index.js';
import type { CFunction } from '../c-function.js';

/** Expressions in v, alpha and beta. */
const ACTIVATIONS: Record<ActivationKind, string> = {
  relu: 'v > 0.0f ? v : 0.0f',
  leakyRelu: 'v > alpha * v ? v : alpha * v',
  relu6: 'v > 0.0f ? (v < 6.0f ? v : 6.0f) : 0.0f',
  hardSwish: 'v * (v > -3.0f ? (v < 3.0f ? v + 3.0f : 6.0f) : 0.0f) / 6.0f',
  sigmoid: '1.0f / (1.0f + expf(-v))',
  scaledTanh: 'alpha * tanhf(v) + beta',
  silu: 'v / (1.0f + expf(-v))',
  log: 'logf(v > 1e-30f ? v : 1e-30f)',
  exp: 'expf(v)',
  affine: 'alpha * v + beta',
};

const TAKES_NUMBERS: ReadonlySet<ActivationKind> = new Set(['leakyRelu', 'scaledTanh', 'affine']);

export interface ActivationFunction extends CFunction {
  readonly name: string;
  /** Whether it is called with alpha and beta behind x, count and y. */
  readonly takesNumbers: boolean;
}

function activationFunction(kind: ActivationKind): ActivationFunction {
  const name = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const takesNumbers = TAKES_NUMBERS.has(kind);
  const numbers = takesNumbers ? ', float alpha, float beta' : '';
  const ignored = takesNumbers && kind === 'leakyRelu' ? '\n  (void)beta;' : '';
  return {
    name: `apply_${name}`,
    takesNumbers,
    needs: [],
    source: `\
static void apply_${name}(const float *restrict x, ptrdiff_t count, float *restrict y${numbers}) {${ignored}
  for (ptrdiff_t i = 0; i < count; i++) {
    const float v = x[i];
    y[i] = ${ACTIVATIONS[kind]};
  }
}`,
  };
}

/** `apply_KIND(x, count, y)`, with alpha and beta at the end where the kind has them. */
export const APPLY = Object.fromEntries(
  (Object.keys(ACTIVATIONS) as ActivationKind[]).map((kind) => [kind, activationFunction(kind)]),
) as Record<ActivationKind, ActivationFunction>;

/** `normalise(x, scale, shift, slope, pixels, channels, y)`. */
export const NORMALISE: CFunction = {
  needs: [],
  source: `\
static void normalise(const float *restrict x, const float *restrict scale, const float *restrict shift,
                      float slope, ptrdiff_t pixels, int channels, float *restrict y) {
  for (ptrdiff_t p = 0; p < pixels; p++, x += channels, y += channels) {
    for (int c = 0; c < channels; c++) {
      const float v = x[c] * scale[c] + shift[c];
      y[c] = v > 0.0f ? v : v * slope;
    }
  }
}`,
};

const ARITHMETIC: Record<ArithmeticKind, string> = {
  add: 'a[i] + b[j]',
  subtract: 'a[i] - b[j]',
  multiply: 'a[i] * b[j]',
  divide: 'b[j] == 0.0f ? 0.0f : a[i] / b[j]',
};

/** `KIND(a, count, b, repeat, y)`: b's `repeat` numbers are read again and again; they may be all there are. */
export const ARITHMETIC_FUNCTIONS = Object.fromEntries(
  Object.entries(ARITHMETIC).map(([kind, expression]) => [
    kind,
    {
      needs: [],
      source: `\
static void ${kind}(const float *a, ptrdiff_t count, const float *b, ptrdiff_t repeat, float *restrict y) {
  for (ptrdiff_t start = 0; start < count; start += repeat) {
    for (ptrdiff_t j = 0; j < repeat; j++) {
      const ptrdiff_t i = start + j;
      y[i] = ${expression};
    }
  }
}`,
    },
  ]),
) as unknown as Record<ArithmeticKind, CFunction>;
