/**
 * The architecture family of the system that this project re-implements: blocks of convolution (no bias), batch norm,
 * ReLU and 2x2 max pool, global average pooling, an MLP whose widths come from three numbers, and 0.6 tanh + 0.6, which
 * keeps r and b in (0, 1.2). docs/reference.md says where it is met exactly and where not.
 */
import type { Architecture, ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { describeShape } from './shape.js';
import { inferShapes } from './shapes.js';

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
  /** D, linear layers of the MLP, the last one (2 units) included: 2 to 5, so 1 to 4 hidden ones. */
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
  depth: 5,
};

/** The reference has 5; a file may say anything, and each layer takes memory. */
const MOST_LAYERS = 1024;

/**
 * Widths of the hidden layers just as the reference deals them: of T neurons layer i gets T exp(-d i) / sum, rounded down,
 * and what is left over goes to the first. (T = 200, d = 1, D = 5 gives 130, 47, 17, 6.) A late layer may get none; such a
 * network cannot be built. Throws RangeError where there is no hidden layer, or more of them than anybody has, or the decay is
 * negative.
 */
export function mlpWidths(hiddenNeurons: number, decay: number, depth: number): number[] {
  const areWhole = Number.isInteger(hiddenNeurons) && Number.isInteger(depth);
  if (!areWhole || depth < 2 || depth > MOST_LAYERS) {
    throw new RangeError(
      `mlpWidths: expected whole numbers and 2 to ${MOST_LAYERS} linear layers, got ${hiddenNeurons} neurons in ${depth} layers`,
    );
  }
  const shares = sharesOf(decay, depth - 1);
  // The share first and then times T: in the other order some products that are whole come out one less.
  const widths = shares.map((share) => Math.floor(hiddenNeurons * share));
  widths[0]! += hiddenNeurons - widths.reduce((a, b) => a + b, 0);
  return widths;
}

/** exp(-d i) over their sum. Throws RangeError for a decay that is negative or no number. */
function sharesOf(decay: number, layers: number): number[] {
  if (!(decay >= 0 && decay < Number.POSITIVE_INFINITY))
    throw new RangeError(`mlpWidths: expected a decay of 0 or more, got ${decay}`);
  const parts = Array.from({ length: layers }, (_, i) => Math.exp(-decay * i));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/**
 * A network of the family, as the reference builds it: even kernels are padded (k - 1) / 2, rounded down. Throws
 * ArchitectureError for what the reference cannot build either: a layer of no neurons, a kernel that does not fit, a map too
 * small to pool.
 */
export function referenceArchitecture(family: ReferenceFamily): Architecture {
  const widths = mlpWidths(family.hiddenNeurons, family.decay, family.depth);
  const empty = widths.findIndex((width) => width < 1);
  if (empty >= 0) {
    throw new ArchitectureError(
      `dense${empty + 1}: expected at least 1 neuron, got a layer of none: ${widths.join('-')} for ${family.hiddenNeurons} ` +
        `neurons, decay ${family.decay} and ${family.depth} linear layers`,
    );
  }
  return referenceFromWidths({ ...family, widths });
}

/** A network of the family whose widths are known one by one, e.g. from its weights. Throws as `referenceArchitecture` does. */
export function referenceFromWidths({
  widths,
  ...family
}: Pick<ReferenceFamily, 'heightPx' | 'widthPx' | 'blocks'> & {
  readonly widths: readonly number[];
}): Architecture {
  const architecture = networkOf(family, widths, (kernel) => Math.floor((kernel - 1) / 2));
  checkPools(architecture);
  return architecture;
}

/** Throws ArchitectureError where a map is smaller than the 2x2 pool behind it. */
function checkPools(architecture: Architecture): void {
  const shapes = inferShapes(architecture);
  for (const node of architecture.nodes) {
    if (node.op !== 'maxPool') continue;
    const input = shapes.get(node.from)!;
    if (Math.min(input.heightPx, input.widthPx) >= node.size) continue;
    throw new ArchitectureError(
      `${node.id}: expected a map of at least ${node.size}x${node.size} pixels, got ${describeShape(input)}; make the picture ` +
        'larger or the strides smaller',
    );
  }
}

function networkOf(
  family: Pick<ReferenceFamily, 'heightPx' | 'widthPx' | 'blocks'>,
  widths: readonly number[],
  paddingOf: (kernel: number) => number,
): Architecture {
  const nodes: ModelNode[] = [{ id: 'planes', op: 'features', planes: 'rgb' }];
  let from = addBlocks(nodes, family.blocks, paddingOf);
  widths.forEach((units, index) => {
    const i = index + 1;
    nodes.push(
      { id: `dense${i}`, op: 'dense', from, units, bias: true },
      { id: `hidden${i}`, op: 'activation', from: `dense${i}`, kind: 'relu' },
    );
    from = `hidden${i}`;
  });
  const range = { kind: 'scaledTanh', alpha: 0.6, beta: 0.6 } as const;
  nodes.push(
    { id: 'denseOut', op: 'dense', from, units: 2, bias: true },
    { id: 'whitePoint', op: 'activation', from: 'denseOut', ...range },
  );
  const { heightPx, widthPx } = family;
  return { input: { heightPx, widthPx }, nodes, output: 'whitePoint' };
}

/** The blocks and the mean over all pixels, whose id is given back. */
function addBlocks(
  nodes: ModelNode[],
  blocks: readonly ReferenceBlock[],
  paddingOf: (kernel: number) => number,
): string {
  let from = 'planes';
  blocks.forEach(({ kernel, stride, channels }, index) => {
    const i = index + 1;
    // That of odd kernels is what a node without padding has.
    const padding = kernel % 2 === 0 ? { padding: paddingOf(kernel) } : {};
    nodes.push(
      { id: `conv${i}`, op: 'conv', from, kernel, stride, channels, bias: false, ...padding },
      { id: `norm${i}`, op: 'batchNorm', from: `conv${i}`, ...BATCH_NORM },
      { id: `relu${i}`, op: 'activation', from: `norm${i}`, kind: 'relu' },
      { id: `pool${i}`, op: 'maxPool', from: `relu${i}`, size: 2, stride: 2 },
    );
    from = `pool${i}`;
  });
  nodes.push({ id: 'mean', op: 'globalAveragePool', from });
  return 'mean';
}

/**
 * A network as studies of journal version 1 built it, so that they go on as they began: `depth` counts hidden layers, each of
 * which has a neuron at least, and kernels are padded k / 2.
 */
export function referenceArchitectureV1(family: ReferenceFamily): Architecture {
  const widths = mlpWidthsV1(family.hiddenNeurons, family.decay, family.depth);
  return networkOf(family, widths, (kernel) => Math.floor(kernel / 2));
}

/** Throws RangeError where there are fewer neurons than layers or the decay is negative. */
function mlpWidthsV1(hiddenNeurons: number, decay: number, depth: number): number[] {
  if (!(depth >= 1 && hiddenNeurons >= depth)) {
    throw new RangeError(
      `mlpWidths: expected a neuron for each layer, got ${hiddenNeurons} in ${depth} layers`,
    );
  }
  const parts = Array.from({ length: depth }, (_, i) => Math.exp(-decay * i));
  const sum = parts.reduce((a, b) => a + b, 0);
  const widths = parts.map((part) => Math.max(1, Math.floor((hiddenNeurons * part) / sum)));
  widths[0] = hiddenNeurons - widths.slice(1).reduce((a, b) => a + b, 0);
  // Many layers that had to be given their one neuron may leave too few for the first: the widest give some back.
  for (;;) {
    const widest = Math.max(...widths);
    if (widths[0]! >= widest) return widths;
    widths[widths.lastIndexOf(widest)]!--;
    widths[0]!++;
  }
}
