/**
 * A network as its export computes it in integers, by the kernels for 16 bits: bytes are rounded as C rounds them and then
 * multiplied as 16-bit numbers, so that all sums are the same. For what integers cost in accuracy.
 */
import { type CompiledModule, instantiateKernels } from '../../engine/index.js';
import {
  type ConvolutionPlanner,
  ForwardPass,
  type IntegerRounding,
  planInt16Convolution,
} from '../../infer/pass/index.js';
import { packCodes } from '../../infer/record/index.js';
import type { ConvolutionStage, Model } from '../../model/index.js';
import type { Arithmetic, ByteSteps, Ranges } from './byte-steps.js';
import { integerNetwork } from './integer-network.js';
import { planIntegers } from './integer-plan.js';
import { roundedWeights } from './rounded-weights.js';

/** Throws ArchitectureError for a network that cannot be run. */
export function integerPass(
  model: Model,
  module: CompiledModule,
  { arithmetic, ranges }: { readonly arithmetic: Arithmetic; readonly ranges: Ranges },
): ForwardPass {
  const plan = planIntegers(integerNetwork(model), arithmetic, ranges);
  const convolution: ConvolutionPlanner = (context, stage, x, y) => {
    const map = plan.input(stage);
    if (!map) return null;
    const rounding = map.steps ? byteRounding(stage, map.steps, x) : undefined;
    return planInt16Convolution(context, stage, x, y, rounding);
  };
  const kernels = instantiateKernels(module, new WebAssembly.Memory({ initial: 1 }));
  const pass = new ForwardPass(model.architecture, model.parameters, kernels, { convolution });
  pass.refreshViews();
  return pass;
}

function byteRounding(
  { node, weights }: ConvolutionStage,
  steps: ByteSteps,
  x: { readonly channels: number; readonly paddedChannels: number },
): IntegerRounding {
  const { kernel, channels: outChannels } = node;
  const { codes, scales } = roundedWeights(weights, outChannels, { steps });
  const { channels, paddedChannels } = x;
  const { packed } = packCodes(codes, { kernel, channels, paddedChannels, outChannels });
  const { inverse, low, high } = steps;
  return {
    weights: { packed, scales },
    round(memory, from, count, to) {
      const floats = new Float32Array(memory, from, count);
      const integers = new Int16Array(memory, to, count);
      for (let i = 0; i < count; i++) {
        const scaled = Math.fround(floats[i]! * inverse);
        integers[i] = halfToEven(Math.min(Math.max(scaled, low), high));
      }
    },
  };
}

/** 1.5 2^23: what is added to it in float32 is rounded to a whole number. */
const ROUNDING = 12_582_912;

function halfToEven(value: number): number {
  return Math.fround(value + ROUNDING) - ROUNDING;
}
