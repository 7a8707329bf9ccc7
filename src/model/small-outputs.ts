/**
 * Ends of the small family: from its hidden layer, `hidden1`, to the answer. What is regressed is a mixture of anchors, one
 * for each place where training lights lie, or free; what the white point is made of it by are operations that every export has.
 */
import type { ModelNode } from './architecture.js';

/**
 * What the last layer gives, for each of red and blue: log r, log b; r, b themselves; the gains 1 / r, 1 / b; or the angles
 * atan r, atan b.
 */
export const REGRESSED = ['logChroma', 'whitePoint', 'gains', 'angles'] as const;
export type Regressed = (typeof REGRESSED)[number];

type Pair = readonly [number, number];

/** r and b, or gains, are kept within these, so that what is made of them is finite and positive. */
const POSITIVE = { least: 1e-3, most: 1e3 } as const;
/** Angles in radians: of r from 0.001 to 8.2, where TANGENT is right to 0.02 %. */
const ANGLES = { least: 1e-3, most: 1.45 } as const;
/**
 * tan x = x (945 - 105 x^2 + x^4) / (945 - 420 x^2 + 15 x^4), its continued fraction up to the fifth term [Lambert1761]: within
 * 1e-5 of itself to r = 2. [Lambert1761] Mémoire sur quelques propriétés remarquables.
 */
const TANGENT = { above: [1, -105, 945], below: [15, -420, 945] } as const;

/** What is regressed of a white point given by its logarithms. */
function regressedOf(kind: Regressed, [logR, logB]: Pair): Pair {
  switch (kind) {
    case 'logChroma':
      return [logR, logB];
    case 'whitePoint':
      return [Math.exp(logR), Math.exp(logB)];
    case 'gains':
      return [Math.exp(-logR), Math.exp(-logB)];
    case 'angles':
      return [Math.atan(Math.exp(logR)), Math.atan(Math.exp(logB))];
    default:
      kind satisfies never;
      throw new TypeError(`unknown output '${kind}'`);
  }
}

/** `whitePoint`: what is regressed as a mixture of anchors (log chroma less the centre), or free, and its way to r and b. */
export function whitePointNodes(
  kind: Regressed,
  centre: Pair,
  anchors: readonly Pair[],
): ModelNode[] {
  const middle = regressedOf(kind, centre);
  const places = anchors.map(([x, y]): Pair => {
    if (kind === 'logChroma') return [x, y];
    const [p, q] = regressedOf(kind, [centre[0] + x, centre[1] + y]);
    return [p - middle[0], q - middle[1]];
  });
  const id = kind === 'logChroma' ? 'logWhitePoint' : 'regressed';
  return [...regressionNodes(id, middle, places), ...toWhitePoint(kind, id)];
}

function regressionNodes(id: string, centre: Pair, anchors: readonly Pair[]): ModelNode[] {
  if (anchors.length === 0) {
    return [
      {
        id,
        op: 'dense',
        from: 'hidden1',
        units: 2,
        bias: true,
        initialBias: centre,
        initialDeviation: 0.01,
      },
    ];
  }
  return [
    ...mixtureNodes(anchors.length),
    {
      id,
      op: 'dense',
      from: 'mixture',
      units: 2,
      bias: true,
      initialBias: centre,
      initialWeights: anchors.flat(),
    },
  ];
}

/** `mixture`: shares of so many anchors. */
export function mixtureNodes(anchors: number): ModelNode[] {
  return [
    { id: 'dense2', op: 'dense', from: 'hidden1', units: anchors, bias: true },
    { id: 'mixture', op: 'softmax', from: 'dense2', axis: 'channels' },
  ];
}

function toWhitePoint(kind: Regressed, from: string): ModelNode[] {
  const { least: alpha, most: beta } = POSITIVE;
  const answer = { id: 'whitePoint', op: 'activation' } as const;
  switch (kind) {
    case 'logChroma':
      return [{ ...answer, from, kind: 'exp' }];
    case 'whitePoint':
      return [{ ...answer, from, kind: 'clamp', alpha, beta }];
    case 'gains':
      return [
        { id: 'gains', op: 'activation', from, kind: 'clamp', alpha, beta },
        { ...answer, from: 'gains', kind: 'reciprocal', alpha: 1 },
      ];
    case 'angles':
      return tangentNodes(from);
    default:
      kind satisfies never;
      throw new TypeError(`unknown output '${kind}'`);
  }
}

/** `whitePoint`: the tangents of angles. */
function tangentNodes(from: string): ModelNode[] {
  const { least: alpha, most: beta } = ANGLES;
  return [
    { id: 'angles', op: 'activation', from, kind: 'clamp', alpha, beta },
    { id: 'squares', op: 'arithmetic', kind: 'multiply', from: ['angles', 'angles'] },
    ...quadraticNodes('above', TANGENT.above),
    ...quadraticNodes('below', TANGENT.below),
    { id: 'aboveTimes', op: 'arithmetic', kind: 'multiply', from: ['above', 'angles'] },
    { id: 'whitePoint', op: 'arithmetic', kind: 'divide', from: ['aboveTimes', 'below'] },
  ];
}

/** a s^2 + b s + c of `squares`, by Horner's rule. */
function quadraticNodes(id: string, [a, b, c]: readonly [number, number, number]): ModelNode[] {
  return [
    { id: `${id}2`, op: 'activation', from: 'squares', kind: 'affine', alpha: a, beta: b },
    { id: `${id}1`, op: 'arithmetic', kind: 'multiply', from: [`${id}2`, 'squares'] },
    { id, op: 'activation', from: `${id}1`, kind: 'affine', alpha: 1, beta: c },
  ];
}

/** Anchors are weights in units of 100 mired, so that decay and rate suit them as they suit the others. */
const MIRED_UNIT = 100;
/** 1,000 to 20,000 K, whatever the weights. */
const MIRED_RANGE = { least: 0.5, most: 10 } as const;

/** `kelvin`: a mixture of anchors in mired, as a colour temperature. */
export function temperatureNodes(anchorsMired: readonly number[]): ModelNode[] {
  const { least, most } = MIRED_RANGE;
  return [
    ...mixtureNodes(anchorsMired.length),
    {
      id: 'mired',
      op: 'dense',
      from: 'mixture',
      units: 1,
      bias: false,
      initialWeights: anchorsMired.map((mired) => mired / MIRED_UNIT),
    },
    { id: 'boundMired', op: 'activation', from: 'mired', kind: 'clamp', alpha: least, beta: most },
    {
      id: 'kelvin',
      op: 'activation',
      from: 'boundMired',
      kind: 'reciprocal',
      alpha: 1e6 / MIRED_UNIT,
    },
  ];
}
