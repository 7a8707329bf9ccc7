/**
 * The weight gradient of a 3x3 convolution at stride 1 whose output is normalised and pooled, from the pooled gradient and sums
 * over the input alone (engine/assembly/window-products.ts has the formula): its output is not needed again. Sums and what
 * becomes of them are in double precision, for the three terms nearly cancel.
 */

import type { TensorLayout } from '../../engine/index.js';
import { convolutionPadding, type ModelNode } from '../../model/index.js';
import { type PlanContext, perThread, type Run, sampleAddress } from '../context.js';
import type { NormalisationPlan } from './normalisation-passes.js';
import { WindowProducts } from './window-products.js';

type ConvNode = Extract<ModelNode, { op: 'conv' }>;

const KERNEL = 3;
/** Of an output channel: three runs of three vectors. */
const CHANNEL_NUMBERS = 36;
const RUN_NUMBERS = 12;

/** Whether the gradient can be had so. */
export function suitsPooledWeights({ kernel, stride }: ConvNode, x: TensorLayout): boolean {
  const isUnpadded = x.channels === x.paddedChannels && (x.channels === 3 || x.channels === 4);
  return kernel === KERNEL && stride === 1 && isUnpadded;
}

/** Adds the gradient of this thread's samples; the coefficients of the normalisation must be known. */
export function planPooledWeights(
  context: PlanContext,
  node: ConvNode,
  x: TensorLayout,
  output: { readonly rows: number; readonly columns: number; readonly channels: number },
  plan: NormalisationPlan,
): (run: Run) => void {
  const { kernels, arena, sync } = context;
  const windows = new WindowProducts(context, x, output);
  const bytes = output.channels * CHANNEL_NUMBERS * 8;
  const pooled = perThread(context, bytes)[sync.thread]!;
  const [factors, places] = [arena.allocate(32), arena.allocate(32)];
  const { buffer } = kernels.memory;
  new Float32Array(buffer, factors, 8).set(
    Array.from({ length: 8 }, (_, code) => (code < 4 ? 1 : plan.slope)),
  );
  const placeOf = (code: number) => ((code >> 1) & 1) * x.rowStride + (code & 1) * x.pixelStride;
  new Int32Array(buffer, places, 8).set(Array.from({ length: 8 }, (_, code) => placeOf(code)));
  const corner = -convolutionPadding(node) * (x.rowStride + x.pixelStride);

  return ({ from, to }) => {
    windows.clear();
    kernels.clear(pooled, bytes);
    const dy = plan.y.gradient!;
    for (let n = from; n < to; n++) {
      const window = sampleAddress(x, n) + corner;
      windows.add(window);
      kernels.pooledWeights(
        window,
        2 * x.rowStride,
        2 * x.pixelStride,
        x.rowStride,
        sampleAddress(dy, n),
        dy.rowStride,
        plan.codes + n * plan.codeBytes,
        plan.rows,
        plan.columns,
        output.channels,
        plan.padded,
        factors,
        places,
        pooled,
      );
    }
    addTerms(context, node, output.channels, plan, { ...windows.read(), pooled });
  };
}

interface Terms {
  readonly sums: Float64Array;
  readonly products: Float64Array;
  /** Address of the sums of the pooled gradient, by output channel. */
  readonly pooled: number;
}

/** dW += a sum x g + b sum x + c (sum x x^T) W. */
function addTerms(
  context: PlanContext,
  node: ConvNode,
  channels: number,
  { at }: NormalisationPlan,
  { sums, products, pooled }: Terms,
): void {
  const [f32, f64] = [context.f32(), context.f64()];
  const weights = context.parameter(node.id, 'weight') >> 2;
  const gradient = context.parameterGradient(node.id, 'weight') >> 2;
  const count = sums.length;
  const length = count / KERNEL;
  for (let k = 0; k < count; k++) {
    const number = Math.floor(k / length) * RUN_NUMBERS + (k % length);
    for (let o = 0; o < channels; o++) {
      let product = 0;
      for (let l = 0; l < count; l++)
        product += products[k * count + l]! * f32[weights + l * channels + o]!;
      f32[gradient + k * channels + o]! +=
        f32[(at.a >> 2) + o]! * f64[(pooled >> 3) + o * CHANNEL_NUMBERS + number]! +
        f32[(at.b >> 2) + o]! * sums[k]! +
        f32[(at.c >> 2) + o]! * product;
    }
  }
}
