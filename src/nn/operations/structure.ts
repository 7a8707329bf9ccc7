/** Operations that only move numbers: input planes, concatenation, slices, flattening. */
import { type TensorLayout, unaryArguments } from '../../engine/index.js';
import {
  cellsOf,
  type ModelNode,
  matrixColumns,
  renderingNumbers,
  THUMBNAIL,
} from '../../model/index.js';
import { type PlanContext, perThread, type Step, sampleAddress } from '../context.js';

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

/** Planes of the thumbnail; no gradient flows to it. */
export function planFeatures(context: PlanContext, node: NodeOf<'features'>): Step {
  const { kernels } = context;
  const x = context.tensor(THUMBNAIL).value;
  const y = context.define(node.id).value;
  const pixels = y.rows * y.columns;
  const cells = planCells(context, node, x);
  // The kernels write one line of pixels; where rows have padding between them, by way of scratch.
  const scratch =
    y.padding > 0 ? perThread(context, pixels * y.pixelStride)[context.sync.thread]! : 0;
  const rowBytes = y.columns * y.pixelStride;
  const [code, alpha, beta] = unaryArguments('clamp', 0, 1);

  const numbers = node.planes === 'rendered' ? doubles(context, renderingNumbers(node)) : 0;
  const columns = node.planes === 'rendered' ? null : matrixColumns(node);
  const matrix = columns ? doubles(context, new Float64Array(columns.buffer)) : 0;

  function planes(thumbnail: number, target: number): void {
    if (node.planes === 'rendered') {
      kernels.planesRendered(thumbnail, target, y.pixelStride, pixels, numbers);
      return;
    }
    if (node.planes === 'rgb') {
      kernels.planesRgb(thumbnail, target, y.pixelStride, pixels, matrix);
      return;
    }
    const { epsilon, scale, centre, centreLuminance, clip } = node;
    // In place: clipping again changes nothing.
    if (clip) kernels.unary(code, thumbnail, thumbnail, x.rows * x.columns * 4, alpha, beta);
    const source = cells ? cells(thumbnail, matrix) : thumbnail;
    kernels.planesLogChroma(
      source,
      target,
      y.pixelStride,
      pixels,
      epsilon,
      scale,
      centre[0],
      centre[1],
      centreLuminance ? 1 : 0,
      node.planes === 'relativeLogChroma' ? 1 : 0,
      // Cells have been read by it already.
      cells ? 0 : matrix,
    );
  }

  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        const target = sampleAddress(y, n);
        planes(sampleAddress(x, n), scratch || target);
        if (!scratch) continue;
        for (let row = 0; row < y.rows; row++) {
          const line = scratch + row * rowBytes;
          kernels.copyChannels(line, 0, target + row * y.rowStride, 0, 1, rowBytes / 4, 0);
        }
      }
    },
    backward() {},
  };
}

/** Writes the cells of a thumbnail to this thread's scratch, and returns its address; null where planes are of pixels. */
function planCells(
  context: PlanContext,
  node: NodeOf<'features'>,
  { rows, columns }: TensorLayout,
): ((thumbnail: number, matrix: number) => number) | null {
  const cells = cellsOf(node);
  if (!cells) return null;
  const { size, of } = cells;
  const count = Math.floor(rows / size) * Math.floor(columns / size);
  const out = perThread(context, count * 16)[context.sync.thread]!;
  const { cellEdges, cellMeans } = context.kernels;
  const reduce = of === 'edges' ? cellEdges : cellMeans;
  return (thumbnail, matrix) => {
    reduce(thumbnail, rows, columns, size, out, matrix);
    return out;
  };
}

/** Address of numbers that stay. Every thread writes the same ones to the same place. */
function doubles({ arena, f64 }: PlanContext, values: Float64Array): number {
  const at = arena.allocate(values.byteLength);
  f64().set(values, at / 8);
  return at;
}

export function planResize(context: PlanContext, node: NodeOf<'resize'>): Step {
  const { kernels } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const [x, y] = [input.value, output.value];
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        kernels.resizeBilinear(
          sampleAddress(x, n),
          x.rowStride,
          x.pixelStride,
          x.rows,
          x.columns,
          sampleAddress(y, n),
          y.rowStride,
          y.pixelStride,
          y.rows,
          y.columns,
          x.channels,
        );
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        kernels.resizeBilinearGradient(
          sampleAddress(dy, n),
          dy.rowStride,
          dy.pixelStride,
          dy.rows,
          dy.columns,
          sampleAddress(dx, n),
          dx.rowStride,
          dx.pixelStride,
          dx.rows,
          dx.columns,
          x.channels,
        );
      }
    },
  };
}

/** A range of channels: its tensor, its first channel, and how many there are. */
interface ChannelRange {
  readonly layout: TensorLayout;
  readonly start: number;
}

/** Copies, or adds, channels of one sample from one map to another of the same size. */
function moveChannels(
  { kernels }: PlanContext,
  n: number,
  source: ChannelRange,
  target: ChannelRange,
  { channels, accumulate }: { channels: number; accumulate: boolean },
): void {
  for (let row = 0; row < source.layout.rows; row++) {
    kernels.copyChannels(
      sampleAddress(source.layout, n) + row * source.layout.rowStride + source.start * 4,
      source.layout.pixelStride,
      sampleAddress(target.layout, n) + row * target.layout.rowStride + target.start * 4,
      target.layout.pixelStride,
      source.layout.columns,
      channels,
      accumulate ? 1 : 0,
    );
  }
}

export function planConcat(context: PlanContext, node: NodeOf<'concat'>): Step {
  let channel = 0;
  const inputs = node.from.map((id) => {
    const { value, gradient } = context.tensor(id);
    const start = channel;
    channel += value.channels;
    return { value, gradient, start, channels: value.channels };
  });
  const output = context.define(node.id);
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (const { value, start, channels } of inputs) {
          const target = { layout: output.value, start };
          moveChannels(context, n, { layout: value, start: 0 }, target, {
            channels,
            accumulate: false,
          });
        }
      }
    },
    backward({ from, to }) {
      const dy = output.gradient;
      if (!dy) return;
      for (let n = from; n < to; n++) {
        for (const { gradient, start, channels } of inputs) {
          if (!gradient) continue;
          const target = { layout: gradient, start: 0 };
          moveChannels(context, n, { layout: dy, start }, target, { channels, accumulate: true });
        }
      }
    },
  };
}

export function planSlice(context: PlanContext, node: NodeOf<'slice'>): Step {
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const channels = node.end - node.start;
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        const source = { layout: input.value, start: node.start };
        moveChannels(
          context,
          n,
          source,
          { layout: output.value, start: 0 },
          { channels, accumulate: false },
        );
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        const target = { layout: dx, start: node.start };
        moveChannels(context, n, { layout: dy, start: 0 }, target, { channels, accumulate: true });
      }
    },
  };
}

/** A map as a vector [row][column][channel]. */
export function planFlatten(context: PlanContext, node: NodeOf<'flatten'>): Step {
  const { kernels } = context;
  const input = context.tensor(node.from);
  const output = context.define(node.id);
  const x = input.value;
  const rowBytes = x.columns * x.channels * 4;
  const pixelBytes = x.channels * 4;
  return {
    forward({ from, to }) {
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          kernels.copyChannels(
            sampleAddress(x, n) + row * x.rowStride,
            x.pixelStride,
            sampleAddress(output.value, n) + row * rowBytes,
            pixelBytes,
            x.columns,
            x.channels,
            0,
          );
        }
      }
    },
    backward({ from, to }) {
      const [dx, dy] = [input.gradient, output.gradient];
      if (!dx || !dy) return;
      for (let n = from; n < to; n++) {
        for (let row = 0; row < x.rows; row++) {
          kernels.copyChannels(
            sampleAddress(dy, n) + row * rowBytes,
            pixelBytes,
            sampleAddress(dx, n) + row * dx.rowStride,
            dx.pixelStride,
            x.columns,
            x.channels,
            1,
          );
        }
      }
    },
  };
}
