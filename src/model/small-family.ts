/**
 * A family of small networks: log-chroma planes, a few convolutions that look at little more than single pixels (what
 * the light does to colours shows in each of them; wider kernels learn scenes by heart), a confidence-weighted pool beside
 * the plain one [Hu2017], and an output in log chroma: the mean light of the training set plus a mixture of anchors, so
 * that estimates stay among the lights there are.
 */
import { type Architecture, LUX, type ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { type AnswerCurve, curveNodes } from './curve-answer.js';
import type { ReadingName } from './readings/index.js';
import { contextNodes, POOL_EPSILON } from './small-context.js';
import { type GateKind, hiddenNodes } from './small-experts.js';
import { type Regressed, temperatureNodes, whitePointNodes } from './small-outputs.js';
import { readingNodes } from './small-readings.js';

export interface SmallBlock {
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
  /** A depthwise convolution of this kernel and stride, then a 1x1 one; default false. */
  readonly depthwise?: boolean;
  /** Whether what the block says of the whole picture is added to each of its cells (small-context.ts); default false. */
  readonly context?: boolean;
}

/** The confidence-weighted pool, the plain one, or both. */
export type SmallHead = 'both' | 'confident' | 'mean';

/** Where a network that answers in kelvin reads lux: beside what the pools give, as a plane of every picture, or both. */
export type LuxPlace = 'head' | 'plane' | 'both';

export interface SmallFamily {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly blocks: readonly SmallBlock[];
  /** Neurons of the hidden layer behind the pools. */
  readonly hidden: number;
  /** Which pools the hidden layer reads; both unless given. */
  readonly head?: SmallHead;
  /** Whether the first block sees luminance beside chroma and mask; it does unless told otherwise. */
  readonly luminance?: boolean;
  /** Pixels of the thumbnail that a cell of the planes has on a side; 1 unless given. */
  readonly cell?: number;
  /** Whether the first block sees how pixels differ from their neighbours, cell by cell, beside the cells' colours; not unless given. */
  readonly edges?: boolean;
  /** Mean (log r, log b) of the training lights. */
  readonly centre: readonly [number, number];
  /**
   * Anchor lights, (log r, log b) minus the centre, [anchor][2], which the output mixes; empty for a free residual.
   */
  readonly anchors: readonly (readonly [number, number])[];
  /** Colour temperatures that the output mixes instead, in mired: the answer is in kelvin, and lux is read at the head. */
  readonly anchorsMired?: readonly number[];
  /** With `anchorsMired`; at the head unless given. */
  readonly luxAt?: LuxPlace;
  /** Readings of the camera that the hidden layer reads beside what the pools give; none unless given. Not with `anchorsMired`. */
  readonly readings?: readonly ReadingName[];
  /** Share of what the hidden layer reads that training leaves out at random; none unless given. */
  readonly dropout?: number;
  /** Experts that the hidden layer is dealt to, weighed by a gate; one, and no gate, unless given. */
  readonly experts?: number;
  /** Whether all experts count, as the gate weighs them, or the one alone that it prefers; all unless given. */
  readonly gate?: GateKind;
  /** What the last layer gives; log chroma unless given. */
  readonly regressed?: Regressed;
  /** Answers lie on it, or within its band; anywhere unless given. */
  readonly curve?: AnswerCurve;
}

/**
 * Raises values before the logarithm, as a share of the picture's brightness: colours much darker than the picture say
 * little, and in the dark they are noise. By cross-validation (docs/adr/0011-planes-relative-to-brightness.md).
 */
const LOG_EPSILON = 0.06;
/** The same of edges, as a share of the picture's mean edge. */
const EDGE_EPSILON = 0.06;
/** Log-chroma planes spread over about +-1 with it. */
const CHROMA_SCALE = 2;
const BATCH_NORM = { epsilon: 1e-5, momentum: 0.1 } as const;
/** Keeps the logarithm of a wholly masked cell's weight finite: its confidence is next to nothing. */
const LEAST_COVERAGE = 1e-4;

/** A network of the family. Throws ArchitectureError for readings in one that answers in kelvin. */
export function smallArchitecture(family: SmallFamily): Architecture {
  if (family.anchorsMired && family.readings?.length) {
    throw new ArchitectureError(
      'readings: expected a network that answers with white points; one that answers in kelvin reads lux already, and libcamera hands it nothing else',
    );
  }
  const { cell = 1, edges = false } = family;
  const planes = {
    op: 'features',
    planes: 'relativeLogChroma',
    centre: family.centre,
    scale: CHROMA_SCALE,
    centreLuminance: true,
    ...(family.anchorsMired ? { clip: true } : {}),
    ...(cell === 1 ? {} : { cell }),
  } as const;
  const nodes: ModelNode[] = [
    { id: 'planes', ...planes, epsilon: LOG_EPSILON },
    ...(edges
      ? [{ id: 'edges', ...planes, epsilon: EDGE_EPSILON, of: 'edges' } satisfies ModelNode]
      : []),
    { id: 'mask', op: 'slice', from: 'planes', start: 3, end: 4 },
    { id: 'chroma', op: 'slice', from: 'planes', start: 0, end: 2 },
    {
      id: 'meanChroma',
      op: 'weightedPool',
      from: 'chroma',
      weights: 'mask',
      epsilon: POOL_EPSILON,
    },
  ];
  const lux = family.anchorsMired ? (family.luxAt ?? 'head') : null;
  const isPlane = lux === 'plane' || lux === 'both';
  if (isPlane) nodes.push(...luxNodes(), ...luxPlane());
  const features = addBlocks(nodes, family.blocks, addPlanes(nodes, family, isPlane));
  nodes.push(...poolNodes(family.head ?? 'both', features.map, features.coverage));
  if (lux === 'head') nodes.push(...luxNodes());
  const from = addHeadInput(nodes, family, lux);
  nodes.push(
    { id: 'dense1', op: 'dense', from, units: family.hidden, bias: true },
    ...hiddenNodes(from, family),
  );
  const { heightPx, widthPx, readings = [] } = family;
  const input = { heightPx, widthPx, ...(readings.length > 0 ? { readings } : {}) };
  if (family.anchorsMired) {
    nodes.push(...temperatureNodes(family.anchorsMired));
    return { input: { ...input, lux: true }, nodes, output: 'kelvin' };
  }
  const { regressed = 'logChroma', curve, centre, anchors } = family;
  nodes.push(
    ...(curve ? curveNodes(curve, centre, anchors) : whitePointNodes(regressed, centre, anchors)),
  );
  return { input, nodes, output: 'whitePoint' };
}

/** What the first block reads; returns its id. */
function addPlanes(
  nodes: ModelNode[],
  { luminance = true, edges = false }: SmallFamily,
  isLuxPlane: boolean,
): string {
  const planes = luminance ? ['planes'] : ['chroma', 'mask'];
  const from = [...planes, ...(edges ? ['edges'] : []), ...(isLuxPlane ? ['luxPlane'] : [])];
  if (from.length === 1) return 'planes';
  const id = isLuxPlane ? 'planesAndLux' : edges ? 'planesAndEdges' : 'chromaAndMask';
  nodes.push({ id, op: 'concat', from });
  return id;
}

/** What the hidden layer reads; returns its id. */
function addHeadInput(
  nodes: ModelNode[],
  { dropout = 0, readings = [] }: SmallFamily,
  lux: LuxPlace | null,
): string {
  let from = 'pooled';
  if (readings.length > 0) {
    const { nodes: made, ids } = readingNodes(readings);
    nodes.push(...made, { id: 'pooledWithReadings', op: 'concat', from: [from, ...ids] });
    from = 'pooledWithReadings';
  }
  if (lux === 'head' || lux === 'both') {
    nodes.push({ id: 'pooledWithLux', op: 'concat', from: [from, 'brightness'] });
    from = 'pooledWithLux';
  }
  if (dropout === 0) return from;
  nodes.push({ id: 'dropped', op: 'dropout', from, rate: dropout });
  return 'dropped';
}

/** The pools of the head and `pooled`, what they give beside the mean chroma. */
function poolNodes(head: SmallHead, features: string, coverage: string): ModelNode[] {
  const nodes: ModelNode[] = [];
  if (head !== 'mean') {
    nodes.push(
      { id: 'logit', op: 'conv', from: features, kernel: 1, stride: 1, channels: 1, bias: true },
      {
        id: 'raisedCoverage',
        op: 'activation',
        from: coverage,
        kind: 'affine',
        alpha: 1,
        beta: LEAST_COVERAGE,
      },
      { id: 'logCoverage', op: 'activation', from: 'raisedCoverage', kind: 'log' },
      { id: 'maskedLogit', op: 'arithmetic', kind: 'add', from: ['logit', 'logCoverage'] },
      { id: 'confidence', op: 'softmax', from: 'maskedLogit', axis: 'pixels' },
      { id: 'confident', op: 'weightedPool', from: features, weights: 'confidence', epsilon: 0 },
    );
  }
  if (head !== 'confident') {
    nodes.push({
      id: 'mean',
      op: 'weightedPool',
      from: features,
      weights: coverage,
      epsilon: POOL_EPSILON,
    });
  }
  const pools = head === 'both' ? ['confident', 'mean'] : [head];
  nodes.push({ id: 'pooled', op: 'concat', from: [...pools, 'meanChroma'] });
  return nodes;
}

/** Ids of what the blocks end with. */
interface Features {
  readonly map: string;
  /** The share of each cell of the map that is visible. */
  readonly coverage: string;
}

/** Convolution, batch norm, ReLU and what is added to it; the mask at the sizes of the maps. */
function addBlocks(nodes: ModelNode[], blocks: readonly SmallBlock[], planes: string): Features {
  const { ids, nodes: masks } = coverageOf(blocks);
  // Behind the blocks where none of them asks for it, as it always was: the order of nodes is that of a model file.
  const isAsked = blocks.some(({ context }) => context);
  if (isAsked) nodes.push(...masks);
  let from = planes;
  blocks.forEach((block, index) => {
    const { channels, context = false } = block;
    nodes.push(...blockNodes(block, index + 1, from));
    from = `relu${index + 1}`;
    if (!context) return;
    nodes.push(...contextNodes(index + 1, { map: from, channels, coverage: ids[index]! }));
    from = nodes.at(-1)!.id;
  });
  if (!isAsked) nodes.push(...masks);
  return { map: from, coverage: ids.at(-1) ?? 'mask' };
}

/** Of the block with that number: `relu` and it, and what comes before. */
function blockNodes(
  { kernel, stride, channels, depthwise = false }: SmallBlock,
  i: number,
  planes: string,
): ModelNode[] {
  const size = depthwise ? { kernel: 1, stride: 1 } : { kernel, stride };
  const separated: ModelNode = {
    id: `depthwise${i}`,
    op: 'depthwise',
    from: planes,
    kernel,
    stride,
    bias: false,
    padding: padding(kernel),
  };
  return [
    ...(depthwise ? [separated] : []),
    {
      id: `conv${i}`,
      op: 'conv',
      from: depthwise ? separated.id : planes,
      ...size,
      channels,
      bias: false,
      padding: padding(size.kernel),
    },
    { id: `norm${i}`, op: 'batchNorm', from: `conv${i}`, ...BATCH_NORM },
    { id: `relu${i}`, op: 'activation', from: `norm${i}`, kind: 'relu' },
  ];
}

/** Even kernels tile the picture without padding. */
function padding(kernel: number): number {
  return kernel % 2 === 0 ? 0 : Math.floor(kernel / 2);
}

/** The mask at the size of each block's map, the share of each cell that is visible: its id by block, and what makes it. */
function coverageOf(blocks: readonly SmallBlock[]): {
  readonly ids: readonly string[];
  readonly nodes: readonly ModelNode[];
} {
  const nodes: ModelNode[] = [];
  let from = 'mask';
  const ids = blocks.map(({ kernel, stride }, index) => {
    if (stride === 1 && kernel % 2 === 1) return from;
    const id = `coverage${index + 1}`;
    // Odd kernels keep ceil(size / stride) cells, as a 1-pixel pool with that stride does.
    const size = kernel % 2 === 0 ? kernel : 1;
    nodes.push({ id, op: 'averagePool', from, size, stride });
    from = id;
    return id;
  });
  return { ids, nodes };
}

/** Lux of moonlight and of more than full sun: beyond them the camera's estimate says nothing. */
const LUX_RANGE = { least: 1, most: 100_000 } as const;
/** log lux less this, times the other, spreads over about +-1. */
const LUX_CENTRE = 6.5;
const LUX_SCALE = 0.4;

/** `brightness`: the logarithm of lux. */
function luxNodes(): ModelNode[] {
  const { least, most } = LUX_RANGE;
  const [alpha, beta] = [LUX_SCALE, -LUX_SCALE * LUX_CENTRE];
  return [
    { id: 'boundLux', op: 'activation', from: LUX, kind: 'clamp', alpha: least, beta: most },
    { id: 'logLux', op: 'activation', from: 'boundLux', kind: 'log' },
    { id: 'brightness', op: 'activation', from: 'logLux', kind: 'affine', alpha, beta },
  ];
}

/** `luxPlane`: the brightness wherever something is seen. */
function luxPlane(): ModelNode[] {
  return [{ id: 'luxPlane', op: 'arithmetic', kind: 'multiply', from: ['mask', 'brightness'] }];
}
