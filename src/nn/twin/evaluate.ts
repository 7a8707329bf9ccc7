/**
 * The plain twin: every operation as the shortest loop that says what it means, in double precision, on unpadded arrays.
 * Gradients and kernels are checked against it; nothing else uses it, and it is slow.
 *
 *   a map is [sample][row][column][channel], a vector [sample][channel]
 */
import {
  type Architecture,
  convolutionPadding,
  inferShapes,
  LUX,
  type ModelNode,
  nodeInputs,
  type ParameterLayout,
  type ParameterRole,
  parameterLayout,
  type ReadingName,
  type Shape,
  THUMBNAIL,
} from '../../model/index.js';
import { planes } from './planes.js';
import { activation, arithmetic } from './scalars.js';

export interface TwinOptions {
  readonly batch: number;
  /** Batch statistics (true) or running statistics (false) in batch normalisation. Dropout is never applied. */
  readonly training: boolean;
  /** Values of the input `lux`, one a sample, for networks that have it. */
  readonly lux?: Float64Array;
  /** Values of readings, one a sample, by name; those that are absent are not known. */
  readonly readings?: { readonly [Name in ReadingName]?: Float64Array };
  /** Values of nodes that are taken as they are, by id: what a change of parameters further on leaves alone. */
  readonly known?: ReadonlyMap<string, Float64Array>;
}

interface Evaluation {
  readonly batch: number;
  readonly training: boolean;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly values: Map<string, Float64Array>;
  parameter(nodeId: string, role: ParameterRole): Float64Array | undefined;
}

/** Value of every node, by id. `parameters` as in ParameterLayout, `input` [batch][height][width][4]. */
export function evaluateTwin(
  architecture: Architecture,
  parameters: Float64Array,
  input: Float64Array,
  { batch, training, lux, readings = {}, known }: TwinOptions,
): Map<string, Float64Array> {
  const shapes = inferShapes(architecture);
  const layout: ParameterLayout = parameterLayout(architecture, shapes);
  const values = new Map([[THUMBNAIL, input]]);
  if (lux) values.set(LUX, lux);
  for (const name of architecture.input.readings ?? []) {
    values.set(name, readings[name] ?? new Float64Array(batch));
  }
  const evaluation: Evaluation = {
    batch,
    training,
    shapes,
    values,
    parameter(id, role) {
      const tensor = layout.find(id, role);
      return tensor && parameters.subarray(tensor.offset, tensor.offset + tensor.length);
    },
  };
  for (const node of architecture.nodes) {
    values.set(node.id, known?.get(node.id) ?? evaluateNode(evaluation, node));
  }
  return values;
}

function evaluateNode(e: Evaluation, node: ModelNode): Float64Array {
  const [first = '', second = ''] = nodeInputs(node);
  const x = e.values.get(first)!;
  switch (node.op) {
    case 'features':
      return planes(node, x, { batch: e.batch, ...e.shapes.get(THUMBNAIL)! });
    case 'resize':
      return resize(e, node, x);
    case 'conv':
      return convolution(e, node, x);
    case 'depthwise':
      return depthwise(e, node, x);
    case 'batchNorm':
      return batchNorm(e, node, x);
    case 'activation':
      return x.map((v) => activation(node, v));
    case 'maxPool':
    case 'averagePool':
      return pool(e, node, x);
    case 'globalAveragePool':
      return weightedMean(e, node, x, () => 1, 0);
    case 'weightedPool': {
      const weights = e.values.get(second)!;
      return weightedMean(e, node, x, (pixel) => weights[pixel]!, node.epsilon);
    }
    case 'softmax':
      return softmax(e, node, x);
    case 'dense':
      return dense(e, node, x);
    case 'flatten':
    case 'dropout':
      return x.slice();
    case 'concat':
      return concat(e, node);
    case 'slice':
      return perPixel(
        e,
        node,
        (pixel, c) => x[pixel * e.shapes.get(first)!.channels + node.start + c]!,
      );
    case 'arithmetic': {
      const b = e.values.get(second)!;
      const repeat = e.shapes.get(second)!.vector;
      const { heightPx, widthPx, channels } = e.shapes.get(first)!;
      const row = repeat ? heightPx * widthPx : 1;
      return perPixel(e, node, (pixel, c) =>
        arithmetic(node.kind, x[pixel * channels + c]!, b[Math.floor(pixel / row) * channels + c]!),
      );
    }
    default:
      node satisfies never;
      throw new TypeError(`unknown operation '${(node as ModelNode).op}'`);
  }
}

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

/** Fills a node's output; `pixel` counts over samples, rows and columns. */
function perPixel(
  e: Evaluation,
  node: ModelNode,
  value: (pixel: number, channel: number) => number,
): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.id)!;
  const out = new Float64Array(e.batch * heightPx * widthPx * channels);
  for (let i = 0; i < out.length; i++) out[i] = value(Math.floor(i / channels), i % channels);
  return out;
}

/** Fills a node's output map from (sample, row, column, channel). */
function perPosition(
  e: Evaluation,
  node: ModelNode,
  value: (n: number, row: number, column: number, channel: number) => number,
): Float64Array {
  const { heightPx, widthPx } = e.shapes.get(node.id)!;
  return perPixel(e, node, (pixel, channel) => {
    const column = pixel % widthPx;
    const line = Math.floor(pixel / widthPx);
    return value(Math.floor(line / heightPx), line % heightPx, column, channel);
  });
}

function resize(e: Evaluation, node: NodeOf<'resize'>, x: Float64Array): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.from)!;
  // Place, the pixel before it and the share of the one behind.
  const place = (at: number, from: number, to: number) =>
    Math.min(Math.max(((at + 0.5) * from) / to - 0.5, 0), from - 1);
  return perPosition(e, node, (n, row, column, c) => {
    const [v, u] = [place(row, heightPx, node.heightPx), place(column, widthPx, node.widthPx)];
    const value = (y: number, k: number) =>
      x[
        ((n * heightPx + Math.min(y, heightPx - 1)) * widthPx + Math.min(k, widthPx - 1)) *
          channels +
          c
      ]!;
    const [y, k] = [Math.floor(v), Math.floor(u)];
    const upper = value(y, k) * (1 - (u - k)) + value(y, k + 1) * (u - k);
    const lower = value(y + 1, k) * (1 - (u - k)) + value(y + 1, k + 1) * (u - k);
    return upper * (1 - (v - y)) + lower * (v - y);
  });
}

function convolution(e: Evaluation, node: NodeOf<'conv'>, x: Float64Array): Float64Array {
  const { heightPx, widthPx, channels: inputs } = e.shapes.get(node.from)!;
  const { channels, kernel, stride } = node;
  const out = e.shapes.get(node.id)!;
  const w = e.parameter(node.id, 'weight')!;
  const bias = e.parameter(node.id, 'bias') ?? new Float64Array(channels);
  const padding = convolutionPadding(node);
  const z = new Float64Array(e.batch * out.heightPx * out.widthPx * channels);
  for (let p = 0; p < z.length / channels; p++) {
    const column = p % out.widthPx;
    const row = Math.floor(p / out.widthPx) % out.heightPx;
    const n = Math.floor(p / (out.widthPx * out.heightPx));
    z.set(bias, p * channels);
    for (let i = 0; i < kernel; i++) {
      for (let j = 0; j < kernel; j++) {
        const y = row * stride + i - padding;
        const k = column * stride + j - padding;
        if (y < 0 || y >= heightPx || k < 0 || k >= widthPx) continue;
        for (let c = 0; c < inputs; c++) {
          const v = x[((n * heightPx + y) * widthPx + k) * inputs + c]!;
          const tap = ((i * kernel + j) * inputs + c) * channels;
          for (let o = 0; o < channels; o++) z[p * channels + o]! += v * w[tap + o]!;
        }
      }
    }
  }
  return z;
}

function depthwise(e: Evaluation, node: NodeOf<'depthwise'>, x: Float64Array): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.from)!;
  const w = e.parameter(node.id, 'weight')!;
  const bias = e.parameter(node.id, 'bias');
  const padding = convolutionPadding(node);
  return perPosition(e, node, (n, row, column, c) => {
    let sum = bias?.[c] ?? 0;
    for (let i = 0; i < node.kernel; i++) {
      for (let j = 0; j < node.kernel; j++) {
        const y = row * node.stride + i - padding;
        const k = column * node.stride + j - padding;
        if (y < 0 || y >= heightPx || k < 0 || k >= widthPx) continue;
        sum +=
          x[((n * heightPx + y) * widthPx + k) * channels + c]! *
          w[(i * node.kernel + j) * channels + c]!;
      }
    }
    return sum;
  });
}

function batchNorm(e: Evaluation, node: NodeOf<'batchNorm'>, x: Float64Array): Float64Array {
  const { channels } = e.shapes.get(node.id)!;
  const gamma = e.parameter(node.id, 'gamma')!;
  const beta = e.parameter(node.id, 'beta')!;
  const mean = e.parameter(node.id, 'runningMean')!.slice();
  const variance = e.parameter(node.id, 'runningVariance')!.slice();
  if (e.training) {
    const count = x.length / channels;
    mean.fill(0);
    variance.fill(0);
    for (let i = 0; i < x.length; i++) mean[i % channels]! += x[i]! / count;
    for (let i = 0; i < x.length; i++)
      variance[i % channels]! += (x[i]! - mean[i % channels]!) ** 2 / count;
  }
  return perPixel(e, node, (p, c) => {
    const centred = x[p * channels + c]! - mean[c]!;
    return (gamma[c]! * centred) / Math.sqrt(variance[c]! + node.epsilon) + beta[c]!;
  });
}

function pool(
  e: Evaluation,
  node: NodeOf<'maxPool' | 'averagePool'>,
  x: Float64Array,
): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.from)!;
  return perPosition(e, node, (n, row, column, c) => {
    const window: number[] = [];
    for (let y = row * node.stride; y < Math.min(row * node.stride + node.size, heightPx); y++) {
      for (
        let k = column * node.stride;
        k < Math.min(column * node.stride + node.size, widthPx);
        k++
      ) {
        window.push(x[((n * heightPx + y) * widthPx + k) * channels + c]!);
      }
    }
    return node.op === 'maxPool'
      ? Math.max(...window)
      : window.reduce((a, b) => a + b, 0) / window.length;
  });
}

function weightedMean(
  e: Evaluation,
  node: NodeOf<'globalAveragePool' | 'weightedPool'>,
  x: Float64Array,
  weight: (pixel: number) => number,
  epsilon: number,
): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.from)!;
  const pixels = heightPx * widthPx;
  return perPixel(e, node, (n, c) => {
    let sum = 0;
    let total = epsilon;
    for (let p = n * pixels; p < (n + 1) * pixels; p++) {
      sum += weight(p) * x[p * channels + c]!;
      total += weight(p);
    }
    return sum / total;
  });
}

function softmax(e: Evaluation, node: NodeOf<'softmax'>, x: Float64Array): Float64Array {
  const { heightPx, widthPx, channels } = e.shapes.get(node.id)!;
  const pixels = heightPx * widthPx;
  return perPixel(e, node, (p, c) => {
    const first = Math.floor(p / pixels) * pixels;
    const members =
      node.axis === 'channels'
        ? x.subarray(p * channels, (p + 1) * channels)
        : Float64Array.from({ length: pixels }, (_, i) => x[(first + i) * channels + c]!);
    const largest = Math.max(...members);
    const total = members.reduce((sum, v) => sum + Math.exp(v - largest), 0);
    return Math.exp(x[p * channels + c]! - largest) / total;
  });
}

function dense(e: Evaluation, node: NodeOf<'dense'>, x: Float64Array): Float64Array {
  const inputs = e.shapes.get(node.from)!.channels;
  const w = e.parameter(node.id, 'weight')!;
  const bias = e.parameter(node.id, 'bias');
  return perPixel(e, node, (n, unit) => {
    let sum = bias?.[unit] ?? 0;
    for (let i = 0; i < inputs; i++) sum += x[n * inputs + i]! * w[i * node.units + unit]!;
    return sum;
  });
}

function concat(e: Evaluation, node: NodeOf<'concat'>): Float64Array {
  const parts = node.from.flatMap((id) => {
    const channels = e.shapes.get(id)!.channels;
    return Array.from({ length: channels }, (_, c) => ({ value: e.values.get(id)!, channels, c }));
  });
  return perPixel(e, node, (pixel, channel) => {
    const { value, channels, c } = parts[channel]!;
    return value[pixel * channels + c]!;
  });
}
