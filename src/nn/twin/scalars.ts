/** Operations on single numbers, as the nodes `activation` and `arithmetic` mean them. */
import { LEAKY_SLOPE } from '../../constants/index.js';
import type { ModelNode } from '../../model/index.js';

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

export function activation({ kind, alpha, beta }: NodeOf<'activation'>, v: number): number {
  switch (kind) {
    case 'relu':
      return Math.max(v, 0);
    case 'leakyRelu':
      return Math.max(v, (alpha ?? LEAKY_SLOPE) * v);
    case 'relu6':
      return Math.min(Math.max(v, 0), 6);
    case 'hardSwish':
      return (v * Math.min(Math.max(v + 3, 0), 6)) / 6;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-v));
    case 'scaledTanh':
      return (alpha ?? 1) * Math.tanh(v) + (beta ?? 0);
    case 'silu':
      return v / (1 + Math.exp(-v));
    case 'log':
      return Math.log(Math.max(v, 1e-30));
    case 'exp':
      return Math.exp(v);
    case 'affine':
      return (alpha ?? 1) * v + (beta ?? 0);
    case 'clamp':
      return Math.min(Math.max(v, alpha!), beta!);
    case 'reciprocal':
      return v === 0 ? 0 : (alpha ?? 1) / v;
  }
}

export function arithmetic(kind: NodeOf<'arithmetic'>['kind'], a: number, b: number): number {
  switch (kind) {
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'divide':
      return b === 0 ? 0 : a / b;
  }
}
