/** Operations that only move numbers: input planes, concatenation, slices, flattening. */
import {
  type Kernels,
  type TensorLayout,
  tensorAt,
  tensorBytes,
  unaryArguments,
} from '../../engine/index.js';
import type { NodeOf } from '../../model/index.js';
import {
  ArchitectureError,
  cellsOf,
  matrixColumns,
  renderingNumbers,
  THUMBNAIL,
} from '../../model/index.js';
import { finiteSetting, type KernelCall, type StageContext, spanOf } from '../stage-context.js';

/** Throws ArchitectureError for planes that are none. */
export function planFeatures(context: StageContext, node: NodeOf<'features'>): KernelCall {
  switch (node.planes) {
    case 'rgb':
      return planRgb(context, node);
    case 'rendered':
      return planRendered(context, node);
    case 'logChroma':
    case 'relativeLogChroma':
      return planLogChroma(context, node);
    default:
      node satisfies never;
      throw new ArchitectureError(
        `${(node as NodeOf<'features'>).id}: unknown planes '${(node as NodeOf<'features'>).planes}'`,
      );
  }
}

type FeaturesOf<Planes> = Extract<NodeOf<'features'>, { planes: Planes }>;
type LogChromaNode = FeaturesOf<'logChroma' | 'relativeLogChroma'>;

function planRgb({ kernels, ...context }: StageContext, node: FeaturesOf<'rgb'>): KernelCall {
  const x = context.tensor(THUMBNAIL);
  const y = context.define(node.id, 'channels');
  const { rows, columns } = spanOf(x, y);
  const matrix = planMatrix(context, node);
  return () => {
    for (let row = 0; row < rows; row++) {
      const target = y.base + row * y.rowStride;
      kernels.planesRgb(x.base + row * x.rowStride, target, y.pixelStride, columns, matrix);
    }
  };
}

/** Address of the matrix by which cells are read; 0 where there is none. */
function planMatrix(
  { constant }: Pick<StageContext, 'constant'>,
  node: FeaturesOf<'rgb'> | LogChromaNode,
): number {
  const columns = matrixColumns(node);
  return columns ? constant(columns) : 0;
}

function planRendered(
  { kernels, ...context }: StageContext,
  node: FeaturesOf<'rendered'>,
): KernelCall {
  const x = context.tensor(THUMBNAIL);
  const y = context.define(node.id, 'channels');
  const numbers = context.constantDoubles(renderingNumbers(node));
  const { rows, columns } = spanOf(x, y);
  return () => {
    for (let row = 0; row < rows; row++) {
      const target = y.base + row * y.rowStride;
      kernels.planesRendered(x.base + row * x.rowStride, target, y.pixelStride, columns, numbers);
    }
  };
}

export function planResize(
  { kernels, ...context }: StageContext,
  { id }: NodeOf<'resize'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'channels');
  return () => {
    kernels.resizeBilinear(
      x.base,
      x.rowStride,
      x.pixelStride,
      x.rows,
      x.columns,
      y.base,
      y.rowStride,
      y.pixelStride,
      y.rows,
      y.columns,
      x.channels,
    );
  };
}

/** In one go, because the mean over the whole picture may be taken off; a padded map is copied from it. */
function planLogChroma({ kernels, ...context }: StageContext, node: LogChromaNode): KernelCall {
  const x = context.tensor(THUMBNAIL);
  const y = context.define(node.id, 'channels');
  const { rows, columns } = y;
  const pixels = rows * columns;
  const cells = planCells({ kernels, ...context }, node, x);
  const epsilon = finiteSetting(node.id, 'epsilon', node.epsilon);
  const scale = finiteSetting(node.id, 'scale', node.scale);
  const centreR = finiteSetting(node.id, 'centre of red', node.centre?.[0]);
  const centreB = finiteSetting(node.id, 'centre of blue', node.centre?.[1]);
  const centred = node.centreLuminance ? 1 : 0;
  const relative = node.planes === 'relativeLogChroma' ? 1 : 0;
  const dense = spanOf(y).rows === 1;
  const request = { samples: 1, rows, columns, channels: 4, multiple: 4 };
  const planes = dense ? y : tensorAt(context.scratch(tensorBytes(request)), request);
  const copy = dense
    ? undefined
    : moveChannels(kernels, { layout: planes, start: 0 }, { layout: y, start: 0 }, 4);
  const [code, black, white] = unaryArguments('clamp', 0, 1);
  const clip = node.clip === true;
  const matrix = planMatrix(context, node);
  return () => {
    // In place: clipping again changes nothing.
    if (clip) kernels.unary(code, x.base, x.base, x.rows * x.columns * 4, black, white);
    cells?.reduce(matrix);
    kernels.planesLogChroma(
      cells?.at ?? x.base,
      planes.base,
      planes.pixelStride,
      pixels,
      epsilon,
      scale,
      centreR,
      centreB,
      centred,
      relative,
      // Cells have been read by it already.
      cells ? 0 : matrix,
    );
    copy?.();
  };
}

/** Where the cells of the thumbnail are written, and how; null where planes are of its pixels. */
function planCells(
  { kernels, ...context }: Pick<StageContext, 'kernels' | 'scratch'>,
  node: LogChromaNode,
  { base, rows, columns }: TensorLayout,
): { readonly at: number; readonly reduce: (matrix: number) => void } | null {
  const cells = cellsOf(node);
  if (!cells) return null;
  const { size, of } = cells;
  const count = Math.floor(rows / size) * Math.floor(columns / size);
  const at = context.scratch(count * 16);
  const reduce = of === 'edges' ? kernels.cellEdges : kernels.cellMeans;
  return { at, reduce: (matrix) => reduce(base, rows, columns, size, at, matrix) };
}

interface ChannelRange {
  readonly layout: TensorLayout;
  readonly start: number;
}

/** `channels` channels of one map into another of the same size. */
function moveChannels(
  kernels: Kernels,
  { layout: x, start: fromChannel }: ChannelRange,
  { layout: y, start: toChannel }: ChannelRange,
  channels: number,
): KernelCall {
  const from = x.base + fromChannel * 4;
  const to = y.base + toChannel * 4;
  const { rows, columns } = spanOf(x, y);
  return () => {
    for (let row = 0; row < rows; row++) {
      kernels.copyChannels(
        from + row * x.rowStride,
        x.pixelStride,
        to + row * y.rowStride,
        y.pixelStride,
        columns,
        channels,
        0,
      );
    }
  };
}

export function planConcat(
  context: StageContext,
  { id }: NodeOf<'concat'>,
  inputs: readonly string[],
): KernelCall {
  const y = context.define(id, 'channels');
  let start = 0;
  const moves = inputs.map((from) => {
    const x = context.tensor(from);
    const move = moveChannels(
      context.kernels,
      { layout: x, start: 0 },
      { layout: y, start },
      x.channels,
    );
    start += x.channels;
    return move;
  });
  return () => {
    for (const move of moves) move();
  };
}

export function planSlice(
  context: StageContext,
  { id, start, end }: NodeOf<'slice'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'channels');
  return moveChannels(context.kernels, { layout: x, start }, { layout: y, start: 0 }, end - start);
}

/** A map as a vector [row][column][channel]. */
export function planFlatten(
  { kernels, ...context }: StageContext,
  { id }: NodeOf<'flatten'>,
  from: string,
): KernelCall {
  const x = context.tensor(from);
  const y = context.define(id, 'channels');
  const pixelBytes = x.channels * 4;
  const { rows, columns } = spanOf(x);
  return () => {
    for (let row = 0; row < rows; row++) {
      const to = y.base + row * columns * pixelBytes;
      kernels.copyChannels(
        x.base + row * x.rowStride,
        x.pixelStride,
        to,
        pixelBytes,
        columns,
        x.channels,
        0,
      );
    }
  };
}
