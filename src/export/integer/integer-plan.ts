/**
 * What of a network is computed in integers: convolutions of 8 channels and more. With `int16` their maps are rounded to 16
 * bits with a step that is found anew for each frame, as in `infer`. With `int8` maps whose range was measured beforehand are
 * bytes; those that the thumbnail's planes become stay at 16 bits, as few of them are and much hangs on their dark values.
 */
import { MOST_INT16_PRODUCTS } from '../../infer/record/index.js';
import {
  type ConvolutionStage,
  convolutionPadding,
  type Shape,
  type Stage,
} from '../../model/index.js';
import { type Arithmetic, type ByteSteps, byteSteps, type Ranges } from './byte-steps.js';

/** Below it most of a panel would be computed for nothing. */
const FEWEST_CHANNELS = 8;
/** Products of bytes, 383 x 127 at most with what their zero is worth, that 31 bits hold the sum of. */
const MOST_INT8_PRODUCTS = Math.floor((2 ** 31 - 1) / (383 * 127));
/** What the last product of a line reads beyond its map. */
const SLACK_BYTES = 4;

export interface CodeMap {
  /** Pixels around it. */
  readonly border: number;
  /** Of a number. */
  readonly bytes: 1 | 2;
  /** Of 8 bits: what a code stands for. */
  readonly steps: ByteSteps | null;
}

export interface IntegerPlan {
  arithmeticOf(stage: ConvolutionStage): Arithmetic;
  /** How a stage reads the map that it computes in integers on. */
  input(stage: ConvolutionStage): CodeMap | null;
  /** How the result of a stage lies that only convolutions of bytes read; null for floats. */
  output(id: string): CodeMap | null;
}

export interface PlannedNetwork {
  readonly stages: readonly Stage[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly resolve: (id: string) => string;
  /** What is read behind the last stage. */
  readonly kept: readonly string[];
}

/** @param ranges of maps by the ids of the stages that make them, for `int8` */
export function planIntegers(
  network: PlannedNetwork,
  arithmetic: Arithmetic,
  ranges: Ranges,
): IntegerPlan {
  const { stages, shapes, resolve, kept } = network;
  const arithmeticOf = (stage: ConvolutionStage): Arithmetic => {
    const { kernel, channels, from } = stage.node;
    const products = kernel * kernel * shapes.get(from)!.channels;
    if (arithmetic === 'float32' || channels < FEWEST_CHANNELS) return 'float32';
    const source = resolve(stage.inputs[0]!);
    if (
      arithmetic === 'int8' &&
      !isOfPlanes(network, source) &&
      ranges.has(source) &&
      products < MOST_INT8_PRODUCTS
    )
      return 'int8';
    return products < MOST_INT16_PRODUCTS / 2 ? 'int16' : 'float32';
  };
  const readersOf = (id: string) =>
    stages.filter(({ inputs }) => inputs.some((input) => resolve(input) === id));
  const output = (id: string): CodeMap | null => {
    const maker = stages.find((stage) => stage.id === id);
    const readers = readersOf(id);
    if (maker?.op !== 'conv' || arithmeticOf(maker) === 'float32' || kept.includes(id)) return null;
    const convolutions = readers.filter((stage) => stage.op === 'conv');
    if (readers.length === 0 || convolutions.length < readers.length) return null;
    if (!convolutions.every((stage) => arithmeticOf(stage) === 'int8')) return null;
    const border = Math.max(...convolutions.map(({ node }) => convolutionPadding(node)));
    return { border, bytes: 1, steps: byteSteps(ranges.get(id)!) };
  };
  return {
    arithmeticOf,
    output,
    input(stage) {
      const own = arithmeticOf(stage);
      if (own === 'float32') return null;
      const id = resolve(stage.inputs[0]!);
      const border = convolutionPadding(stage.node);
      if (own === 'int16') return { border, bytes: 2, steps: null };
      return output(id) ?? { border, bytes: 1, steps: byteSteps(ranges.get(id)!) };
    },
  };
}

/** Whether a map is the thumbnail's planes, or has parts of them in it as they are. */
function isOfPlanes(network: PlannedNetwork, id: string): boolean {
  const maker = network.stages.find((stage) => stage.id === id);
  if (maker?.op !== 'plain') return false;
  const { op } = maker.node;
  if (op === 'features') return true;
  const isMoved = op === 'concat' || op === 'slice';
  return isMoved && maker.inputs.some((input) => isOfPlanes(network, network.resolve(input)));
}

/** Bytes from line to line of a map of codes. */
export function codeLine({ widthPx, channels }: Shape, { border, bytes }: CodeMap): number {
  return (widthPx + 2 * border) * channels * bytes;
}

/** Floats that a map of codes takes of a pass's memory. */
export function codeFloats(shape: Shape, map: CodeMap): number {
  return Math.ceil(((shape.heightPx + 2 * map.border) * codeLine(shape, map) + SLACK_BYTES) / 4);
}
