/** Activations of single numbers with their slopes, as the node `activation` means them. */
import { LEAKY_SLOPE } from '../constants/index.js';
import type { ModelNode } from '../model/index.js';

export interface Activated {
  readonly value: number;
  /** Its derivative; at a kink that of the left side. */
  readonly slope: number;
}

/** Below it the logarithm is that of this. */
const LEAST_OF_LOG = 1e-30;

/** What an activation makes of a number, and how fast that grows. Throws TypeError for a kind that there is not. */
export function activate(
  { kind, alpha, beta }: Extract<ModelNode, { op: 'activation' }>,
  v: number,
): Activated {
  switch (kind) {
    case 'relu':
      return { value: Math.max(v, 0), slope: v > 0 ? 1 : 0 };
    case 'leakyRelu': {
      const slope = v > 0 ? 1 : (alpha ?? LEAKY_SLOPE);
      return { value: slope * v, slope };
    }
    case 'relu6':
      return { value: Math.min(Math.max(v, 0), 6), slope: v > 0 && v <= 6 ? 1 : 0 };
    case 'hardSwish':
      if (v <= -3) return { value: 0, slope: 0 };
      return v > 3 ? { value: v, slope: 1 } : { value: (v * (v + 3)) / 6, slope: (2 * v + 3) / 6 };
    case 'sigmoid': {
      const value = 1 / (1 + Math.exp(-v));
      return { value, slope: value * (1 - value) };
    }
    case 'scaledTanh': {
      const tanh = Math.tanh(v);
      return { value: (alpha ?? 1) * tanh + (beta ?? 0), slope: (alpha ?? 1) * (1 - tanh * tanh) };
    }
    case 'silu': {
      const share = 1 / (1 + Math.exp(-v));
      return { value: v * share, slope: share * (1 + v * (1 - share)) };
    }
    case 'log':
      if (v <= LEAST_OF_LOG) return { value: Math.log(LEAST_OF_LOG), slope: 0 };
      return { value: Math.log(v), slope: 1 / v };
    case 'exp':
      return { value: Math.exp(v), slope: Math.exp(v) };
    case 'affine':
      return { value: (alpha ?? 1) * v + (beta ?? 0), slope: alpha ?? 1 };
    case 'clamp':
      return {
        value: Math.min(Math.max(v, alpha!), beta!),
        slope: v > alpha! && v <= beta! ? 1 : 0,
      };
    case 'reciprocal': {
      const value = v === 0 ? 0 : (alpha ?? 1) / v;
      return { value, slope: v === 0 ? 0 : -value / v };
    }
    default:
      kind satisfies never;
      throw new TypeError('unknown activation');
  }
}
