/** Convolutions and dense layers, which are convolutions of one pixel: weights in panels of eight output channels. */
import { type ConvolutionStage, convolutionPadding, type DenseStage } from '../../model/index.js';
import { roundToInt8 } from '../int8.js';
import { constantArray, floatArray, floatLiteral } from './literals.js';
import type { Lowered, LoweringContext } from './lowered-stage.js';

/** Output channels that lie side by side in the weights. */
const PANEL_CHANNELS = 8;
/** Biases are read for two vectors of eight at a time. */
const BIAS_MULTIPLE = 16;

export function lowerConvolution(stage: ConvolutionStage, context: LoweringContext): Lowered {
  const { node, pool } = stage;
  const { values, shape, scratch } = context;
  const input = shape(node.from);
  const output = shape(node.id);
  const geometry = [
    `${input.heightPx}, ${input.widthPx}, ${input.channels}`,
    `${node.kernel}, ${node.stride}, ${convolutionPadding(node)}`,
    `${output.heightPx}, ${output.widthPx}, ${output.channels}`,
  ].join(', ');
  const from = values(stage.inputs[0]!);
  const to = values(stage.id);
  const layer = lowerWeights(stage, geometry, context);
  return pool
    ? {
        ...layer,
        functions: ['convolve_pooled'],
        calls: [`convolve_pooled(&${context.name}, ${from}, ${scratch}, ${to});`],
      }
    : { ...layer, ...plainCall(context.name, from, to) };
}

export function lowerDense(stage: DenseStage, context: LoweringContext): Lowered {
  if (stage.frozen && context.format === 'int8') return lowerFrozen(stage, context);
  const inputs = stage.weights.length / stage.bias.length;
  const geometry = `1, 1, ${inputs}, 1, 1, 0, 1, 1, ${stage.bias.length}`;
  const from = context.values(stage.inputs[0]!);
  return {
    ...lowerWeights(stage, geometry, context),
    ...plainCall(context.name, from, context.values(stage.id)),
  };
}

/** A layer whose numbers rounding would change the meaning of, beside others in bytes. */
function lowerFrozen(stage: DenseStage, { name, values }: LoweringContext): Lowered {
  const { weights, bias, slope, inputs } = stage;
  const sizes = [weights.length / bias.length, `${name}_weights`, `${name}_bias`, bias.length];
  const call = [values(inputs[0]!), ...sizes, floatLiteral(slope), values(stage.id)];
  return {
    constants: [floatArray(`${name}_weights`, weights), floatArray(`${name}_bias`, bias)],
    constantBytes: 4 * (weights.length + bias.length),
    functions: ['dense'],
    calls: [`dense(${call.join(', ')});`],
    panelsFloats: 0,
  };
}

function plainCall(name: string, from: string, to: string) {
  return { functions: ['convolve'] as const, calls: [`convolve(&${name}, ${from}, ${to});`] };
}

type WeightConstants = Pick<Lowered, 'constants' | 'constantBytes' | 'panelsFloats'>;

/** Weights and the layer that points to them; the order of fields is that of `struct convolution`. */
function lowerWeights(
  stage: ConvolutionStage | DenseStage,
  geometry: string,
  { name, format }: LoweringContext,
): WeightConstants {
  const { weights, bias, slope } = stage;
  const channels = bias.length;
  const taps = weights.length / channels;
  const biases = padded(bias, BIAS_MULTIPLE);
  const head = `${geometry}, ${floatLiteral(slope)}, ${name}_weights`;
  const layer = (fields: string) => `static const struct convolution ${name} = {${fields}};`;
  const biasArray = floatArray(`${name}_bias`, biases);
  if (format === 'float32') {
    const panels = packPanels(weights, channels);
    return {
      constants: [floatArray(`${name}_weights`, panels), biasArray, layer(`${head}, ${name}_bias`)],
      constantBytes: 4 * (panels.length + biases.length),
      panelsFloats: 0,
    };
  }
  const { codes, scales } = roundToInt8(weights, channels);
  const panels = packPanels(codes, channels);
  const padScales = padded(scales, PANEL_CHANNELS);
  return {
    constants: [
      constantArray('int8_t', `${name}_weights`, Array.from(panels, String)),
      floatArray(`${name}_scales`, padScales),
      biasArray,
      layer(`${head}, ${name}_scales, ${name}_bias`),
    ],
    constantBytes: panels.length + 4 * (padScales.length + biases.length),
    panelsFloats: 2 * PANEL_CHANNELS * taps,
  };
}

/** [tap][channel] to [panel of 8 channels][tap][8]; channels that there are not have weights of 0. */
function packPanels(weights: ArrayLike<number>, channels: number): number[] {
  const taps = weights.length / channels;
  const panels = Math.ceil(channels / PANEL_CHANNELS);
  const packed = new Array<number>(panels * taps * PANEL_CHANNELS).fill(0);
  for (let tap = 0, from = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++, from++) {
      const panel = Math.floor(c / PANEL_CHANNELS);
      packed[(panel * taps + tap) * PANEL_CHANNELS + (c % PANEL_CHANNELS)] = weights[from]!;
    }
  }
  return packed;
}

function padded(values: Float32Array, multiple: number): Float32Array {
  const result = new Float32Array(Math.ceil(values.length / multiple) * multiple);
  result.set(values);
  return result;
}
