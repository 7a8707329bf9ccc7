/**
 * Convolution as three implicit matrix products: forward, weight gradient, and one product per stride phase for the
 * input gradient (the taps that reach an input pixel depend only on its position modulo the stride).
 *
 *   k, s, p   kernel, stride, padding       H, W   input size       h, w   output size
 *   forward   z[y, x]  = sum x[y s + i - p, x s + j - p] w[i, j]
 *   input     dx[Y, X] = sum over i = phase + s t of dz[q - t, ...] w[i, ...],  phase = (Y + p) mod s, q = (Y + p - phase) / s
 */
import type { TensorLayout } from '../../engine/index.js';
import { convolutionPadding, type ModelNode, nodeInputs } from '../../model/index.js';
import {
  type PlanContext,
  perThread,
  type Run,
  type Step,
  sampleAddress,
  type Tensor,
} from '../context.js';
import { createWinogradConvolution, suitsWinograd } from './winograd-convolution.js';

type ConvNode = Extract<ModelNode, { op: 'conv' }>;

/** Output pixels that one visit to the packed weight gradient is spread over, at least. */
const WEIGHT_BLOCK_PIXELS = 96;

/** Where values or gradients of the convolution's output lie: rows of one sample from one of them on. */
export interface OutputRows {
  readonly address: number;
  readonly rowStride: number;
  readonly pixelStride: number;
}

/**
 * The three products of one convolution; the caller walks over samples and rows. A convolution needs an output's gradient either
 * a whole sample at a time, for `inputGradient`, or some rows at a time, and then `addGradients` does it all.
 */
export interface Convolution {
  readonly output: { readonly rows: number; readonly columns: number; readonly channels: number };
  /** Zero pixels that the output's gradient must have around it for `inputGradient`. */
  readonly gradientPadding: number;
  /** Whether the input has a gradient that `addGradients` does not add to. */
  readonly needsInputGradient: boolean;
  /** Rows that `addGradients` should be given at a time, from multiples of it on. */
  readonly blockRows: number;
  prepare(): void;
  /** Writes rows firstRow..firstRow + rows of one sample, firstRow a multiple of `blockRows`; `output.address` is that of firstRow. */
  forward(sample: number, firstRow: number, rows: number, output: OutputRows): void;
  clearWeightGradient(): void;
  /** Adds rows firstRow..firstRow + rows of one sample to the weights' gradient; `gradient.address` is that of firstRow. */
  addGradients(sample: number, firstRow: number, rows: number, gradient: OutputRows): void;
  /** Moves the sum to the parameter gradients. */
  flushWeightGradient(): void;
  /** Adds to the input's gradient; `gradient.address` is that of row 0. */
  inputGradient(sample: number, gradient: OutputRows): void;
}

/** Zero pixels around an output gradient so that every phase of the input gradient reads inside the buffer. */
export function convolutionGradientPadding(
  node: ConvNode,
  input: { rows: number; columns: number },
  output: { rows: number; columns: number },
): number {
  const padding = convolutionPadding(node);
  const before = Math.ceil(node.kernel / node.stride) - 1;
  const after = (side: number, outSide: number) =>
    Math.floor((side - 1 + padding) / node.stride) - (outSide - 1);
  return Math.max(before, after(input.rows, output.rows), after(input.columns, output.columns));
}

interface Phase {
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
  /** First output-gradient row and column of the window of the first input pixel. */
  readonly windowRow: number;
  readonly windowColumn: number;
  readonly phaseY: number;
  readonly phaseX: number;
  readonly tapsY: number;
  readonly tapsX: number;
  readonly packed: number;
}

interface AxisPhase {
  readonly first: number;
  readonly count: number;
  readonly window: number;
  readonly phase: number;
  readonly taps: number;
}

/** The phases of one axis: the input positions that share a set of taps. */
function axisPhases(side: number, kernel: number, stride: number, padding: number): AxisPhase[] {
  const phases: AxisPhase[] = [];
  for (let phase = 0; phase < Math.min(stride, kernel); phase++) {
    const first = (((phase - padding) % stride) + stride) % stride;
    if (first >= side) continue;
    const count = Math.floor((side - 1 - first) / stride) + 1;
    const taps = Math.ceil((kernel - phase) / stride);
    const window = (first + padding - phase) / stride - (taps - 1);
    phases.push({ first, count, window, phase, taps });
  }
  return phases;
}

/** Lays out a convolution: by Winograd's algorithm where that pays, else as sums over its window. */
export function createConvolution(context: PlanContext, node: ConvNode): Convolution {
  const paysInPoints = suitsWinograd(
    node,
    context.tensor(nodeInputs(node)[0]!).value,
    context.shapes.get(node.id)!,
  );
  return paysInPoints
    ? createWinogradConvolution(context, node)
    : createWindowConvolution(context, node);
}

function createWindowConvolution(context: PlanContext, node: ConvNode): Convolution {
  const { kernels, arena } = context;
  const input = context.tensor(nodeInputs(node)[0]!);
  const { kernel, stride } = node;
  const shape = context.shapes.get(node.id)!;
  const { heightPx: rows, widthPx: columns, channels } = shape;
  const padding = convolutionPadding(node);
  const x = input.value;
  const panels = Math.ceil(channels / 8);
  const runLength = kernel * x.paddedChannels;
  const weights = context.parameter(node.id, 'weight');
  const packedBytes = panels * kernel * runLength * 32;
  const packed = arena.allocate(packedBytes);
  const packedGradient = perThread(context, packedBytes)[context.sync.thread]!;
  const bias = node.bias ? arena.allocate(panels * 32) : 0;
  const phases = input.gradient ? planPhases(context, node, x, padding) : [];
  const corner = -padding * (x.rowStride + x.pixelStride);

  return {
    output: { rows, columns, channels },
    gradientPadding: convolutionGradientPadding(node, x, { rows, columns }),
    needsInputGradient: input.gradient !== null,
    blockRows: Math.max(1, Math.ceil(WEIGHT_BLOCK_PIXELS / columns)),
    prepare() {
      kernels.packForward(weights, kernel, x.channels, x.paddedChannels, channels, packed);
      packPhases(context, node, x, phases);
      if (bias)
        kernels.copyChannels(context.parameter(node.id, 'bias'), 0, bias, 0, 1, channels, 0);
    },
    forward(sample, firstRow, rowCount, output) {
      kernels.correlate(
        sampleAddress(x, sample) + corner + firstRow * stride * x.rowStride,
        x.rowStride * stride,
        x.pixelStride * stride,
        kernel,
        x.rowStride,
        runLength * 4,
        packed,
        panels,
        output.address,
        output.rowStride,
        output.pixelStride,
        rowCount,
        columns,
        bias,
        0,
      );
    },
    clearWeightGradient() {
      kernels.clear(packedGradient, packedBytes);
    },
    addGradients(sample, firstRow, rowCount, gradient) {
      kernels.correlateWeights(
        sampleAddress(x, sample) + corner + firstRow * stride * x.rowStride,
        0,
        x.rowStride * stride,
        x.pixelStride * stride,
        kernel,
        x.rowStride,
        runLength,
        gradient.address,
        0,
        gradient.rowStride,
        gradient.pixelStride,
        panels,
        1,
        rowCount,
        columns,
        packedGradient,
      );
    },
    flushWeightGradient() {
      const to = context.parameterGradient(node.id, 'weight');
      kernels.unpackForwardAdd(packedGradient, kernel, x.channels, x.paddedChannels, channels, to);
    },
    inputGradient: planInputGradient(context, node, x, phases),
  };
}

/** Rearranges the weights for the way back, once for each phase. */
function packPhases(
  context: PlanContext,
  node: ConvNode,
  x: TensorLayout,
  phases: readonly Phase[],
): void {
  const weights = context.parameter(node.id, 'weight');
  const { channels } = context.shapes.get(node.id)!;
  for (const p of phases) {
    context.kernels.packBackward(
      weights,
      node.kernel,
      x.channels,
      channels,
      Math.ceil(channels / 8) * 8,
      node.stride,
      p.phaseY,
      p.phaseX,
      p.tapsY,
      p.tapsX,
      p.packed,
    );
  }
}

/** Adds to the gradient of the input: one matrix product for each phase of the stride. */
function planInputGradient(
  context: PlanContext,
  node: ConvNode,
  x: TensorLayout,
  phases: readonly Phase[],
): Convolution['inputGradient'] {
  const { kernels } = context;
  const input = context.tensor(nodeInputs(node)[0]!);
  const { stride } = node;
  const inputPanels = x.paddedChannels / 8;
  return (sample, gradient) => {
    const dx = input.gradient!;
    for (const p of phases) {
      kernels.correlate(
        gradient.address + p.windowRow * gradient.rowStride + p.windowColumn * gradient.pixelStride,
        gradient.rowStride,
        gradient.pixelStride,
        p.tapsY,
        gradient.rowStride,
        p.tapsX * gradient.pixelStride,
        p.packed,
        inputPanels,
        sampleAddress(dx, sample) + p.firstRow * dx.rowStride + p.firstColumn * dx.pixelStride,
        dx.rowStride * stride,
        dx.pixelStride * stride,
        p.rows,
        p.columns,
        0,
        1,
      );
    }
  };
}

function planPhases(
  { arena, shapes }: PlanContext,
  node: ConvNode,
  x: TensorLayout,
  padding: number,
): Phase[] {
  const outPadded = Math.ceil(shapes.get(node.id)!.channels / 8) * 8;
  const phases: Phase[] = [];
  for (const v of axisPhases(x.rows, node.kernel, node.stride, padding)) {
    for (const h of axisPhases(x.columns, node.kernel, node.stride, padding)) {
      phases.push({
        firstRow: v.first,
        rows: v.count,
        firstColumn: h.first,
        columns: h.count,
        windowRow: v.window,
        windowColumn: h.window,
        phaseY: v.phase,
        phaseX: h.phase,
        tapsY: v.taps,
        tapsX: h.taps,
        packed: arena.allocate(x.paddedChannels * v.taps * h.taps * outPadded * 4),
      });
    }
  }
  return phases;
}

/** One sample of a whole-batch tensor. */
export function sampleRows(layout: TensorLayout, sample: number): OutputRows {
  return {
    address: sampleAddress(layout, sample),
    rowStride: layout.rowStride,
    pixelStride: layout.pixelStride,
  };
}

/** z = x * w (+ bias), with its gradient tensor kept for the whole batch. */
export function planConvolution(context: PlanContext, node: ConvNode): Step {
  const convolution = createConvolution(context, node);
  const z: Tensor = context.define(node.id);
  const { rows, columns } = convolution.output;
  const biasGradient = biasGradientOf(context, node, z);
  return {
    prepare: convolution.prepare,
    forward({ from, to }) {
      for (let n = from; n < to; n++) convolution.forward(n, 0, rows, sampleRows(z.value, n));
    },
    backward(run: Run) {
      const dz = z.gradient;
      if (!dz) return;
      convolution.clearWeightGradient();
      for (let n = run.from; n < run.to; n++) {
        const gradient = sampleRows(dz, n);
        for (let y = 0; y < rows; y += convolution.blockRows) {
          const block = { ...gradient, address: gradient.address + y * dz.rowStride };
          convolution.addGradients(n, y, Math.min(convolution.blockRows, rows - y), block);
        }
        if (convolution.needsInputGradient) convolution.inputGradient(n, gradient);
      }
      convolution.flushWeightGradient();
      biasGradient(run, rows, columns);
    },
  };
}

/** Adds the sum of an output's gradient over its pixels to the bias gradient, where there is a bias. */
export function biasGradientOf(
  context: PlanContext,
  node: { readonly id: string; readonly bias: boolean },
  output: Tensor,
): (run: Run, rows: number, columns: number) => void {
  const { kernels } = context;
  const channels = output.value.channels;
  if (!node.bias) return () => {};
  const sum = perThread(context, output.value.pixelStride)[context.sync.thread]!;
  return ({ from, to }, rows, columns) => {
    const d = output.gradient!;
    kernels.clear(sum, d.pixelStride);
    for (let n = from; n < to; n++) {
      kernels.sumPixels(sampleAddress(d, n), d.rowStride, rows, columns, d.paddedChannels, sum);
    }
    kernels.copyChannels(sum, 0, context.parameterGradient(node.id, 'bias'), 0, 1, channels, 1);
  };
}
