/**
 * TensorFlow Lite's built-in operators as far as networks need them, all in their first version, with the numbers of
 * schema.fbs (schema version 3): https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs.
 */

/** BuiltinOperator. */
export const BUILTIN = {
  ADD: 0,
  AVERAGE_POOL_2D: 1,
  CONCATENATION: 2,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  FLOOR: 8,
  FULLY_CONNECTED: 9,
  LOGISTIC: 14,
  MAX_POOL_2D: 17,
  MUL: 18,
  RELU: 19,
  RELU6: 21,
  RESHAPE: 22,
  SOFTMAX: 25,
  TANH: 28,
  PAD: 34,
  GATHER: 36,
  TRANSPOSE: 39,
  MEAN: 40,
  SUB: 41,
  DIV: 42,
  EXP: 47,
  CAST: 53,
  MAXIMUM: 55,
  MINIMUM: 57,
  GREATER: 61,
  SELECT: 64,
  SLICE: 65,
  LOG: 73,
  SUM: 74,
  POW: 78,
  LEAKY_RELU: 98,
  ABS: 101,
  HARD_SWISH: 117,
} as const;

export type Builtin = keyof typeof BUILTIN;

/** ActivationFunctionType. */
const FUSED = { none: 0, relu: 1 } as const;
/** Padding. */
const PADDING = { SAME: 0, VALID: 1 } as const;

export type Fused = keyof typeof FUSED;
export type Padding = keyof typeof PADDING;

/** A table of options: its number in the union BuiltinOptions, and its fields; those at their defaults are not written. */
export interface OperatorOptions {
  readonly kind: number;
  readonly fields: readonly OptionField[];
}

export interface OptionField {
  readonly slot: number;
  readonly type: 'byte' | 'int' | 'float';
  readonly value: number;
}

const byte = (slot: number, value: number): OptionField => ({ slot, type: 'byte', value });
const int = (slot: number, value: number): OptionField => ({ slot, type: 'int', value });
const float = (slot: number, value: number): OptionField => ({ slot, type: 'float', value });

export interface WindowSettings {
  readonly stride: number;
  readonly padding: Padding;
}

/** Conv2DOptions. */
export function convolutionOptions(
  { stride, padding }: WindowSettings,
  fused: Fused,
): OperatorOptions {
  const fields = [
    byte(0, PADDING[padding]),
    int(1, stride),
    int(2, stride),
    byte(3, FUSED[fused]),
    int(4, 1),
    int(5, 1),
  ];
  return { kind: 1, fields };
}

/** DepthwiseConv2DOptions, one output for each input channel. */
export function depthwiseOptions({ stride, padding }: WindowSettings): OperatorOptions {
  const window = [byte(0, PADDING[padding]), int(1, stride), int(2, stride)];
  return { kind: 2, fields: [...window, int(3, 1), int(5, 1), int(6, 1)] };
}

/** Pool2DOptions, without padding. */
export function poolOptions(
  stride: number,
  size: { readonly heightPx: number; readonly widthPx: number },
): OperatorOptions {
  const window = [byte(0, PADDING.VALID), int(1, stride), int(2, stride)];
  return { kind: 5, fields: [...window, int(3, size.widthPx), int(4, size.heightPx)] };
}

export const denseOptions = (fused: Fused): OperatorOptions => ({
  kind: 8,
  fields: [byte(0, FUSED[fused])],
});
export const concatOptions = (axis: number): OperatorOptions => ({
  kind: 10,
  fields: [int(0, axis)],
});
/** `keepDims`: summed axes stay, of length 1. */
export const reducerOptions = (keepDims: boolean): OperatorOptions => ({
  kind: 27,
  fields: [byte(0, keepDims ? 1 : 0)],
});
export const leakyOptions = (alpha: number): OperatorOptions => ({
  kind: 75,
  fields: [float(0, alpha)],
});

/** Along the first axis. */
export const gatherOptions: OperatorOptions = { kind: 23, fields: [int(0, 0)] };
/** From floats to whole numbers, as TensorType has them. */
export const castOptions: OperatorOptions = { kind: 37, fields: [byte(0, 0), byte(1, 2)] };

const plain = (kind: number, fields: readonly OptionField[] = []): OperatorOptions => ({
  kind,
  fields,
});

/** Of operators that need nothing said; absent where there is no table for them. */
export const PLAIN_OPTIONS: Partial<Record<Builtin, OperatorOptions>> = {
  SOFTMAX: plain(9, [float(0, 1)]),
  ADD: plain(11),
  RESHAPE: plain(17),
  MUL: plain(21),
  PAD: plain(22),
  TRANSPOSE: plain(26),
  SUB: plain(28),
  DIV: plain(29),
  EXP: plain(33),
  MAXIMUM: plain(39),
  MINIMUM: plain(39),
  GREATER: plain(44),
  SELECT: plain(47),
  SLICE: plain(48),
  POW: plain(56),
  ABS: plain(78),
};
