/**
 * Convolutions of 3x3 at stride 1 and of 5x5 at stride 2 by Winograd's algorithm (engine/assembly/winograd.ts, whose terms are
 * used here): in all three products less than half of the multiplications. A sample is done a few rows of tiles at a time, so
 * that its points stay in the cache. On the way back the points of the output's gradient serve both gradients, and the way
 * back of the input's transform adds to the input's gradient: no sample of the output's gradient is ever whole.
 */
import type { TensorLayout } from '../../engine/index.js';
import { convolutionPadding, type ModelNode, nodeInputs, type Shape } from '../../model/index.js';
import { type PlanContext, perThread, sampleAddress } from '../context.js';
import type { Convolution } from './convolution.js';

type ConvNode = Extract<ModelNode, { op: 'conv' }>;

const POINTS = 16;
/** Tiles of a block, at least: what one visit to the weights is spread over. */
const BLOCK_TILES = 48;
/** With fewer channels, or fewer multiplications a tap, the transforms cost what is saved. */
const LEAST_CHANNELS = 16;
const LEAST_PRODUCTS = 2 ** 16;

/** Whether a convolution is done so: a question of its shape alone, so that results do not depend on anything else. */
export function suitsWinograd(
  { kernel, stride }: Pick<ConvNode, 'kernel' | 'stride'>,
  input: Pick<TensorLayout, 'channels'>,
  output: Shape,
): boolean {
  const suits = (channels: number) => channels >= LEAST_CHANNELS && channels % 8 === 0;
  return (
    ((kernel === 3 && stride === 1) || (kernel === 5 && stride === 2)) &&
    suits(input.channels) &&
    suits(output.channels) &&
    output.heightPx * output.widthPx * input.channels * output.channels >= LEAST_PRODUCTS
  );
}

interface Phase {
  readonly y: number;
  readonly x: number;
  readonly tapsY: number;
  readonly tapsX: number;
}

/** In an order in which the phases that meet at any point are neighbours. */
const PHASES: Readonly<Record<number, readonly Phase[]>> = {
  1: [{ y: 0, x: 0, tapsY: 3, tapsX: 3 }],
  2: [
    { y: 0, x: 1, tapsY: 3, tapsX: 2 },
    { y: 0, x: 0, tapsY: 3, tapsX: 3 },
    { y: 1, x: 0, tapsY: 2, tapsX: 3 },
    { y: 1, x: 1, tapsY: 2, tapsX: 2 },
  ],
};

/** The slots that meet at a point. */
interface Slots {
  readonly first: number;
  readonly count: number;
}

function slotsAt(point: number, phases: readonly Phase[]): Slots {
  const [row, column] = [point >> 2, point & 3];
  const meets = ({ tapsY, tapsX }: Phase) => row <= tapsY && column <= tapsX;
  return { first: phases.findIndex(meets), count: phases.filter(meets).length };
}

/** One convolution laid out: addresses and strides in bytes. */
interface Plan {
  readonly context: PlanContext;
  readonly node: ConvNode;
  readonly x: TensorLayout;
  readonly dx: TensorLayout | null;
  readonly output: { readonly rows: number; readonly columns: number; readonly channels: number };
  readonly phases: readonly Phase[];
  readonly slots: readonly Slots[];
  /** The slots of the points as the kernels read them. */
  readonly ranges: number;
  readonly tileColumns: number;
  /** Output rows of a block, even. */
  readonly blockRows: number;
  /** One point of U. */
  readonly uPoint: number;
  readonly u: number;
  readonly transposed: number;
  readonly du: number;
  /** One point of V and one of D. */
  readonly vPoint: number;
  readonly dPoint: number;
  readonly v: number;
  readonly d: number;
}

function layOut(context: PlanContext, node: ConvNode): Plan {
  const { arena, shapes } = context;
  const { value: x, gradient: dx } = context.tensor(nodeInputs(node)[0]!);
  const { heightPx: rows, widthPx: columns, channels } = shapes.get(node.id)!;
  const phases = PHASES[node.stride]!;
  const slots = Array.from({ length: POINTS }, (_, point) => slotsAt(point, phases));
  const tileColumns = Math.ceil(columns / 2);
  const tileRows = Math.min(Math.ceil(rows / 2), Math.ceil(BLOCK_TILES / tileColumns));
  const tiles = tileRows * tileColumns;
  const depth = phases.length * x.channels;
  const [uPoint, vPoint, dPoint] = [depth * channels * 4, tiles * depth * 4, tiles * channels * 4];
  const own = (bytes: number) => perThread(context, bytes)[context.sync.thread]!;
  return {
    context,
    node,
    x,
    dx,
    output: { rows, columns, channels },
    phases,
    slots,
    ranges: arena.allocate(POINTS * 8),
    tileColumns,
    blockRows: 2 * tileRows,
    uPoint,
    u: arena.allocate(POINTS * uPoint),
    transposed: dx ? arena.allocate(POINTS * uPoint) : 0,
    du: own(POINTS * uPoint),
    vPoint,
    dPoint,
    v: own(POINTS * vPoint),
    d: own(POINTS * dPoint),
  };
}

/** Lays out a convolution that `suitsWinograd`. */
export function createWinogradConvolution(context: PlanContext, node: ConvNode): Convolution {
  const plan = layOut(context, node);
  const { kernels } = context;
  const { output, slots, blockRows } = plan;
  const bias = node.bias ? context.arena.allocate(output.channels * 4) : 0;
  // Before any step runs: every thread writes the same.
  const table = new Uint32Array(kernels.memory.buffer, plan.ranges, 2 * POINTS);
  table.set(slots.flatMap(({ first, count }) => [first, count]));
  return {
    output,
    gradientPadding: 0,
    needsInputGradient: false,
    blockRows,
    prepare() {
      packWeights(plan);
      if (bias)
        kernels.copyChannels(context.parameter(node.id, 'bias'), 0, bias, 0, 1, output.channels, 0);
    },
    forward(sample, firstRow, rowCount, z) {
      for (let row = 0; row < rowCount; row += blockRows) {
        const rows = Math.min(blockRows, rowCount - row);
        transformInput(plan, sample, firstRow + row, rows, tilesFirst(plan));
        multiplyForward(plan, rows);
        kernels.winogradOutput(
          plan.d,
          plan.dPoint,
          output.channels,
          z.address + row * z.rowStride,
          z.rowStride,
          z.pixelStride,
          rows,
          output.columns,
          bias,
        );
      }
    },
    clearWeightGradient: () => kernels.clear(plan.du, POINTS * plan.uPoint),
    addGradients(sample, firstRow, rows, gradient) {
      kernels.winogradOutputGradient(
        gradient.address,
        gradient.rowStride,
        gradient.pixelStride,
        output.channels,
        rows,
        output.columns,
        plan.d,
        plan.dPoint,
      );
      transformInput(plan, sample, firstRow, rows, groupsFirst(plan));
      multiplyForWeights(plan, rows);
      if (!plan.dx) return;
      multiplyForInput(plan, rows);
      addInputGradient(plan, plan.dx, sample, firstRow, rows);
    },
    flushWeightGradient: () => unpackGradient(plan),
    inputGradient() {
      throw new Error('the gradient of the input is added by rows');
    },
  };
}

function packWeights(plan: Plan): void {
  const { context, node, x, output, phases, ranges, u, uPoint, transposed } = plan;
  const { kernels } = context;
  const weights = context.parameter(node.id, 'weight');
  phases.forEach((phase, slot) => {
    kernels.winogradWeights(
      weights,
      node.kernel,
      node.stride,
      phase.y,
      phase.x,
      phase.tapsY,
      phase.tapsX,
      x.channels,
      output.channels,
      slot,
      ranges,
      u,
      uPoint,
    );
  });
  if (transposed)
    kernels.winogradTransposed(u, uPoint, x.channels, output.channels, ranges, transposed);
}

/** Adds dU, transformed back, to the gradient of the weights. */
function unpackGradient(plan: Plan): void {
  const { context, node, x, output, phases, ranges, du, uPoint } = plan;
  const to = context.parameterGradient(node.id, 'weight');
  phases.forEach((phase, slot) => {
    context.kernels.winogradWeightsGradientAdd(
      du,
      uPoint,
      node.kernel,
      node.stride,
      phase.y,
      phase.x,
      phase.tapsY,
      phase.tapsX,
      x.channels,
      output.channels,
      slot,
      ranges,
      to,
    );
  });
}

/** How V lies in its point: bytes from a tile and from a group of four channels to the next. */
interface PointLayout {
  readonly tile: number;
  readonly group: number;
}

/** For the product on the way forward: a row a tile. */
const tilesFirst = ({ phases, x }: Plan): PointLayout => ({
  tile: phases.length * x.pixelStride,
  group: 16,
});
/** For the gradient of the weights, which walks over all tiles of four channels. */
const groupsFirst = ({ vPoint, phases, x }: Plan): PointLayout => ({
  tile: 16,
  group: vPoint / ((phases.length * x.channels) / 4),
});

/** V of the block of output rows from `row` on. */
function transformInput(
  plan: Plan,
  sample: number,
  row: number,
  rows: number,
  layout: PointLayout,
): void {
  const { context, node, x, output, phases, tileColumns, v, vPoint } = plan;
  const { stride } = node;
  const corner =
    sampleAddress(x, sample) - convolutionPadding(node) * (x.rowStride + x.pixelStride);
  phases.forEach((phase, slot) => {
    context.kernels.winogradInput(
      corner + (row * stride + phase.y) * x.rowStride + phase.x * x.pixelStride,
      stride * x.rowStride,
      stride * x.pixelStride,
      phase.tapsY,
      phase.tapsX,
      x.channels,
      Math.ceil(rows / 2),
      tileColumns,
      rows & 1,
      output.columns & 1,
      v + slot * (x.channels / 4) * layout.group,
      vPoint,
      layout.tile,
      layout.group,
    );
  });
}

/** D = V U, point by point. */
function multiplyForward(plan: Plan, rows: number): void {
  const { context, x, output, slots, tileColumns, u, uPoint, v, vPoint, d, dPoint } = plan;
  const { tile } = tilesFirst(plan);
  slots.forEach(({ first, count }, point) => {
    context.kernels.correlate(
      v + point * vPoint + first * x.channels * 4,
      tileColumns * tile,
      tile,
      1,
      0,
      count * x.channels * 4,
      u + point * uPoint,
      output.channels / 8,
      d + point * dPoint,
      tileColumns * output.channels * 4,
      output.channels * 4,
      Math.ceil(rows / 2),
      tileColumns,
      0,
      0,
    );
  });
}

/** dU += V^T D, point by point. */
function multiplyForWeights(plan: Plan, rows: number): void {
  const { context, x, output, slots, tileColumns, du, uPoint, v, vPoint, d, dPoint } = plan;
  const { tile, group } = groupsFirst(plan);
  slots.forEach(({ first, count }, point) => {
    context.kernels.correlateWeights(
      v + point * vPoint + ((first * x.channels) / 4) * group,
      0,
      0,
      tile,
      (count * x.channels) / 4,
      group,
      4,
      d + point * dPoint,
      0,
      0,
      output.channels * 4,
      output.channels / 8,
      1,
      1,
      Math.ceil(rows / 2) * tileColumns,
      du + point * uPoint,
    );
  });
}

/** dV = D U^T, point by point, where V was. */
function multiplyForInput(plan: Plan, rows: number): void {
  const { context, x, output, slots, tileColumns, transposed, uPoint, v, vPoint, d, dPoint } = plan;
  const { tile } = tilesFirst(plan);
  slots.forEach(({ first, count }, point) => {
    context.kernels.correlate(
      d + point * dPoint,
      tileColumns * output.channels * 4,
      output.channels * 4,
      1,
      0,
      output.channels * 4,
      transposed + point * uPoint,
      (count * x.channels) / 8,
      v + point * vPoint + first * x.channels * 4,
      tileColumns * tile,
      tile,
      Math.ceil(rows / 2),
      tileColumns,
      0,
      0,
    );
  });
}

/** dx += B dV B^T, where the input has pixels. */
function addInputGradient(
  plan: Plan,
  dx: TensorLayout,
  sample: number,
  row: number,
  rows: number,
): void {
  const { context, node, phases, tileColumns, v, vPoint, x } = plan;
  const { stride } = node;
  const padding = convolutionPadding(node);
  const tile = phases.length * x.pixelStride;
  phases.forEach((phase, slot) => {
    const y0 = row * stride + phase.y - padding;
    const x0 = phase.x - padding;
    context.kernels.winogradInputGradientAdd(
      v + slot * x.channels * 4,
      vPoint,
      tile,
      phase.tapsY,
      phase.tapsX,
      x.channels,
      Math.ceil(rows / 2),
      tileColumns,
      sampleAddress(dx, sample) + y0 * dx.rowStride + x0 * dx.pixelStride,
      stride * dx.rowStride,
      stride * dx.pixelStride,
      Math.ceil(-y0 / stride),
      Math.ceil((dx.rows - y0) / stride),
      Math.ceil(-x0 / stride),
      Math.ceil((dx.columns - x0) / stride),
    );
  });
}
