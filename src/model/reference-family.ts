/**
 * The architecture family of the system that this project re-implements: blocks of convolution (no bias), batch norm,
 * ReLU and 2x2 max pool, global average pooling, an MLP whose widths come from two numbers, and 0.6 tanh + 0.6, which
 * keeps r and b in (0, 1.2).
 */
import type { Architecture, ModelNode } from './architecture.js';

/** PyTorch's defaults, which the reference used. */
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.1 } as const;

export interface ReferenceBlock {
  /** Side of the kernel, 3 to 7. */
  readonly kernel: number;
  /** 1 to 5. */
  readonly stride: number;
  /** Kernels, 16 to 256. */
  readonly channels: number;
}

export interface ReferenceFamily {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly blocks: readonly ReferenceBlock[];
  /** T, all hidden neurons of the MLP together: 40 to 250. */
  readonly hiddenNeurons: number;
  /** d: width i is proportional to exp(-d i); 0 to 1.5. */
  readonly decay: number;
  /** D, hidden layers: 2 to 5. */
  readonly depth: number;
}

/** The reference's proof of concept: 281,177 parameters, 1.21 GFLOP. */
export const PROOF_OF_CONCEPT: ReferenceFamily = {
  heightPx: 288,
  widthPx: 432,
  blocks: [
    { kernel: 3, stride: 1, channels: 32 },
    { kernel: 5, stride: 2, channels: 64 },
    { kernel: 5, stride: 2, channels: 128 },
  ],
  hiddenNeurons: 200,
  decay: 1,
  depth: 4,
};

/**
 * Widths of the hidden layers: T neurons dealt in proportion to exp(-d i), rounded down, at least 1 each; what is
 * left over goes to the first, which is always the widest. (T = 200, d = 1, D = 4 gives 130, 47, 17, 6.) Throws
 * RangeError where T < D or the decay is negative.
 */
export function mlpWidths(hiddenNeurons: number, decay: number, depth: number): number[] {
  if (
    !Number.isInteger(hiddenNeurons) ||
    !Number.isInteger(depth) ||
    depth < 1 ||
    hiddenNeurons < depth
  ) {
    throw new RangeError(
      `mlpWidths: expected whole numbers, at least 1 layer and a neuron for each, got ${hiddenNeurons} neurons in ${depth} layers`,
    );
  }
  if (!(decay >= 0 && decay < Number.POSITIVE_INFINITY))
    throw new RangeError(`mlpWidths: expected a decay of 0 or more, got ${decay}`);
  const shares = Array.from({ length: depth }, (_, i) => Math.exp(-decay * i));
  const sum = shares.reduce((a, b) => a + b, 0);
  const widths = shares.map((share) => Math.max(1, Math.floor((hiddenNeurons * share) / sum)));
  widths[0] = hiddenNeurons - widths.slice(1).reduce((a, b) => a + b, 0);
  // Many layers that had to be given their one neuron may leave too few for the first: the widest give some back.
  for (;;) {
    const widest = Math.max(...widths);
    if (widths[0]! >= widest) return widths;
    widths[widths.lastIndexOf(widest)]!--;
    widths[0]!++;
  }
}

/** A network of the family; ArchitectureError comes from shape inference, not from here. */
export function referenceArchitecture(family: ReferenceFamily): Architecture {
  const nodes: ModelNode[] = [{ id: 'planes', op: 'features', planes: 'rgb' }];
  let from = 'planes';
  family.blocks.forEach(({ kernel, stride, channels }, index) => {
    const i = index + 1;
    nodes.push(
      { id: `conv${i}`, op: 'conv', from, kernel, stride, channels, bias: false },
      { id: `norm${i}`, op: 'batchNorm', from: `conv${i}`, ...BATCH_NORM },
      { id: `relu${i}`, op: 'activation', from: `norm${i}`, kind: 'relu' },
      { id: `pool${i}`, op: 'maxPool', from: `relu${i}`, size: 2, stride: 2 },
    );
    from = `pool${i}`;
  });
  nodes.push({ id: 'mean', op: 'globalAveragePool', from });
  from = 'mean';
  mlpWidths(family.hiddenNeurons, family.decay, family.depth).forEach((units, index) => {
    const i = index + 1;
    nodes.push(
      { id: `dense${i}`, op: 'dense', from, units, bias: true },
      { id: `hidden${i}`, op: 'activation', from: `dense${i}`, kind: 'relu' },
    );
    from = `hidden${i}`;
  });
  nodes.push(
    { id: 'denseOut', op: 'dense', from, units: 2, bias: true },
    {
      id: 'whitePoint',
      op: 'activation',
      from: 'denseOut',
      kind: 'scaledTanh',
      alpha: 0.6,
      beta: 0.6,
    },
  );
  return {
    input: { heightPx: family.heightPx, widthPx: family.widthPx },
    nodes,
    output: 'whitePoint',
  };
}
