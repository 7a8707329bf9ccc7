/**
 * A network as data: a list of nodes in topological order, each with its operation, its settings and the ids of the
 * nodes it reads. The input, id `thumbnail`, is [height, width, 4]: linear R, G, B and coverage of every cell. A network may
 * also read how bright the scene is, id `lux`, a vector of one number as the camera estimates it, and readings of the camera under
 * their names, likewise, 0 where one is not known (readings.ts). The output node has shape
 * [2]: the white point (r, b); or [1]: the colour temperature in kelvin, which the camera's own curve makes a white point of.
 * Maps are [height, width, channels], vectors [channels].
 */

import type { ReadingName } from './readings/index.js';

/** Id of the network's input. */
export const THUMBNAIL = 'thumbnail';
/** Id of its second input, where it has one. */
export const LUX = 'lux';

/** Functions of one number that `activation` applies elementwise. */
export type ActivationKind =
  | 'relu'
  | 'leakyRelu' // max(x, alpha x)
  | 'relu6'
  | 'hardSwish'
  | 'sigmoid'
  | 'scaledTanh' // alpha tanh(x) + beta
  | 'silu'
  | 'log' // log(max(x, 1e-30))
  | 'exp'
  | 'affine' // alpha x + beta
  | 'clamp' // alpha <= x <= beta
  | 'reciprocal'; // alpha / x, 0 where x is 0

export type ArithmeticKind = 'add' | 'subtract' | 'multiply' | 'divide';

/** What planes of logarithms are of: the colours of cells, or those of the edges in them. */
export type CellsOf = 'means' | 'edges';

interface NodeBase {
  readonly id: string;
}

/**
 * Planes from the thumbnail. `rgb`: 3 linear planes. `logChroma`: log R/G, log B/G, log luminance, mask.
 * `relativeLogChroma`: the same of cells divided by the picture's own brightness (mean luminance over what is visible),
 * so that a picture has the same planes at any exposure. `rendered`: 3 planes of what a screen would show.
 */
export type FeaturesNode = NodeBase & { readonly op: 'features' } & (
    | {
        readonly planes: 'rgb';
        /** Nine numbers row by row, by which cells, clipped at black, are read; as they are where it is absent. */
        readonly colourMatrix?: readonly number[];
      }
    | {
        readonly planes: 'logChroma' | 'relativeLogChroma';
        /** Added to each linear (for `relativeLogChroma`: relative) channel before the logarithm. */
        readonly epsilon: number;
        /** Subtracted from (log R/G, log B/G), before the scale. */
        readonly centre: readonly [number, number];
        /** Factor of both chroma planes. */
        readonly scale: number;
        /** Whether the image's own mean is taken off its log luminance. */
        readonly centreLuminance: boolean;
        /** Channels above 1 count as 1, as pictures that were clipped had them. */
        readonly clip?: boolean;
        /** As of `rgb`. */
        readonly colourMatrix?: readonly number[];
        /** Pixels of the thumbnail that a cell of the planes has on a side; one unless given. */
        readonly cell?: number;
        /** What is taken of the pixels of a cell: their mean, or the mean difference between neighbours; means unless given. */
        readonly of?: CellsOf;
      }
    | {
        /**
         * A picture as it would be shown, as networks trained on such pictures read it: R, G, B times `gains`, then
         * `matrix`, clipped to 0..1, to the power of `exponent`, rounded down to one of `levels` steps, less `mean` over
         * `deviation`. A masked cell is black.
         */
        readonly planes: 'rendered';
        /** Factors of R, G, B. */
        readonly gains: readonly [number, number, number];
        /** 3x3, row by row. */
        readonly matrix: readonly number[];
        /** 0.05..20, e.g. 1 / 2.2. */
        readonly exponent: number;
        /** 255 for 8 bits; 0 for values that are not rounded; at most 1023. */
        readonly levels: number;
        readonly mean: readonly [number, number, number];
        /** More than 0. */
        readonly deviation: readonly [number, number, number];
      }
  );

/** Bilinear interpolation between pixel centres, edges held, without antialiasing. */
export interface ResizeNode extends NodeBase {
  readonly op: 'resize';
  readonly from: string;
  readonly heightPx: number;
  readonly widthPx: number;
}

/** Convolution (cross-correlation) with zero padding on all sides, floor(kernel / 2) unless given. */
export interface ConvNode extends NodeBase {
  readonly op: 'conv';
  readonly from: string;
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
  readonly bias: boolean;
  readonly padding?: number;
}

/** Convolution of each channel by a kernel of its own. */
export interface DepthwiseNode extends NodeBase {
  readonly op: 'depthwise';
  readonly from: string;
  readonly kernel: number;
  readonly stride: number;
  readonly bias: boolean;
  readonly padding?: number;
}

/** Batch normalisation over all pixels of the batch, per channel; epsilon and momentum as in PyTorch. */
export interface BatchNormNode extends NodeBase {
  readonly op: 'batchNorm';
  readonly from: string;
  readonly epsilon: number;
  readonly momentum: number;
}

export interface ActivationNode extends NodeBase {
  readonly op: 'activation';
  readonly from: string;
  readonly kind: ActivationKind;
  readonly alpha?: number;
  readonly beta?: number;
}

/** Pooling without padding; a window that would leave a map smaller than itself is cut to the map. */
interface WindowPool extends NodeBase {
  readonly from: string;
  readonly size: number;
  readonly stride: number;
}

export interface MaxPoolNode extends WindowPool {
  readonly op: 'maxPool';
}

export interface AveragePoolNode extends WindowPool {
  readonly op: 'averagePool';
}

export type PoolNode = MaxPoolNode | AveragePoolNode;

export interface GlobalAveragePoolNode extends NodeBase {
  readonly op: 'globalAveragePool';
  readonly from: string;
}

/** sum of w f / (sum of w + epsilon) over all pixels; `weights` names a map of one channel. */
export interface WeightedPoolNode extends NodeBase {
  readonly op: 'weightedPool';
  readonly from: string;
  readonly weights: string;
  readonly epsilon: number;
}

/** Softmax over the pixels of each channel (`pixels`) or over the channels of a vector or of each pixel. */
export interface SoftmaxNode extends NodeBase {
  readonly op: 'softmax';
  readonly from: string;
  readonly axis: 'pixels' | 'channels';
}

/** Fully connected layer on a vector. `initialBias` gives the bias its first values. */
export interface DenseNode extends NodeBase {
  readonly op: 'dense';
  readonly from: string;
  readonly units: number;
  readonly bias: boolean;
  readonly initialBias?: readonly number[];
  /** Standard deviation of the initial weights; He's rule where it is absent. */
  readonly initialDeviation?: number;
  /** First values of the weights, [in][out], where they mean something. */
  readonly initialWeights?: readonly number[];
  /** Training leaves weights and biases as they are, and exports with weights in int8 do not round them. */
  readonly frozen?: boolean;
}

/** A map as a vector, [height][width][channels]. */
export interface FlattenNode extends NodeBase {
  readonly op: 'flatten';
  readonly from: string;
}

/** Channels of several maps of one size, or of several vectors, one after the other. */
export interface ConcatNode extends NodeBase {
  readonly op: 'concat';
  readonly from: readonly string[];
}

/** Channels start..end (end excluded). */
export interface SliceNode extends NodeBase {
  readonly op: 'slice';
  readonly from: string;
  readonly start: number;
  readonly end: number;
}

/** a op b elementwise; where a is a map, b may be a vector of its channels. x / 0 is 0. */
export interface ArithmeticNode extends NodeBase {
  readonly op: 'arithmetic';
  readonly kind: ArithmeticKind;
  readonly from: readonly [string, string];
}

/** In training each element is 0 with probability `rate`, the others times 1 / (1 - rate); otherwise the identity. */
export interface DropoutNode extends NodeBase {
  readonly op: 'dropout';
  readonly from: string;
  readonly rate: number;
}

export type ModelNode =
  | FeaturesNode
  | ResizeNode
  | ConvNode
  | DepthwiseNode
  | BatchNormNode
  | ActivationNode
  | PoolNode
  | GlobalAveragePoolNode
  | WeightedPoolNode
  | SoftmaxNode
  | DenseNode
  | FlattenNode
  | ConcatNode
  | SliceNode
  | ArithmeticNode
  | DropoutNode;

/** The nodes of an operation. */
export type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

/** What a network reads. */
export interface NetworkInput {
  /** Size of the thumbnail. */
  readonly heightPx: number;
  readonly widthPx: number;
  /** Whether there is an input `lux` beside it, which is always known. */
  readonly lux?: true;
  /** Readings of the camera that are inputs beside it, each 0 where it is not known; none unless given. */
  readonly readings?: readonly ReadingName[];
}

/** Ids of the inputs of one number. */
export function numberInputs({ lux, readings = [] }: NetworkInput): readonly string[] {
  return lux ? [LUX, ...readings] : readings;
}

export interface Architecture {
  readonly input: NetworkInput;
  readonly nodes: readonly ModelNode[];
  /** Id of the node that holds the answer. */
  readonly output: string;
  /** Id of a vector of one number, how many degrees a white point is likely to be off; absent where nobody calibrated it. */
  readonly expectedError?: string;
}
