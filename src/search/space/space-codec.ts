/** A space as points of the unit cube and back: drawing, repairing and stepping, always within the constraints. */
import { describeValue } from '../../text/index.js';
import { requireRecords } from '../check-problem.js';
import type { Configuration, Parameter, SearchSpace } from '../problem.js';
import { createDimension, type Dimension } from './dimension.js';
import { orderDimensions } from './order.js';

export interface SpaceCodec {
  readonly dimensions: readonly Dimension[];
  /** Number of configurations; Infinity where a parameter is continuous. Order constraints are not taken off. */
  readonly size: number;
  /** Coordinates of a configuration. Throws RangeError where it is none of this space. */
  encode(configuration: Configuration): Float64Array;
  /** The configuration at coordinates that lie on values and keep the constraints, as the functions below give them. */
  decode(point: Float64Array): Configuration;
  /** A point spread evenly over what the constraints allow, from numbers in [0, 1). */
  draw(uniform: ArrayLike<number>): Float64Array;
  /** The nearest allowed point in a simple sense: values are snapped, then lowered below their uppers. */
  repair(point: ArrayLike<number>): Float64Array;
  /** Distinguishes configurations. */
  key(configuration: Configuration): string;
}

/** Throws RangeError for a space without parameters, with a name twice, or whose constraints cannot be met. */
export function createSpaceCodec(space: SearchSpace): SpaceCodec {
  requireRecords('space', [space]);
  const { parameters, constraints = [] } = space;
  requireRecords('space: parameters', parameters);
  requireRecords('space: constraints', constraints);
  const dimensions = parameters.map(createDimension);
  const names = parameters.map(({ name }) => name);
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new RangeError(
      `search space: expected parameters with different names, got ${names.join(', ') || 'none'}`,
    );
  }
  const order = orderDimensions(dimensions, constraints);

  /** Values chosen uppers first, each at most its uppers and at least what its lowers need. */
  const chooseValues = (pick: (i: number, cap: number) => number): Float64Array => {
    const values = new Float64Array(dimensions.length);
    for (const i of order.visit) {
      let cap = Number.POSITIVE_INFINITY;
      for (const upper of order.uppers[i]) cap = Math.min(cap, values[upper]);
      values[i] = Math.max(order.least[i], pick(i, cap));
    }
    return values;
  };
  const choose = (pick: (i: number, cap: number) => number): Float64Array =>
    chooseValues(pick).map((value, i) => dimensions[i].toUnit(value));

  const draw = (uniform: ArrayLike<number>): Float64Array => {
    const sorted = Float64Array.from(uniform);
    for (const chain of order.chains) {
      const rising = chain.map((i) => sorted[i]).sort((a, b) => a - b);
      chain.forEach((i, k) => {
        sorted[i] = rising[k];
      });
    }
    const inChain = new Set(order.chains.flat());
    return choose((i, cap) => dimensions[i].draw(sorted[i], inChain.has(i) ? undefined : cap));
  };

  return {
    dimensions,
    size: dimensions.reduce(
      (product, { kind, levels, low, high }) =>
        product *
        (kind === 'continuous' ? (low === high ? 1 : Number.POSITIVE_INFINITY) : levels.length),
      1,
    ),
    encode: (configuration) => {
      requireRecords('configuration', [configuration]);
      const point = Float64Array.from(parameters, (parameter, i) =>
        dimensions[i].toUnit(numberOf(parameter, dimensions[i], configuration[parameter.name])),
      );
      for (const { lower, upper } of constraints) {
        if (Number(configuration[lower]) > Number(configuration[upper])) {
          throw new RangeError(
            `configuration: expected ${lower} <= ${upper}, got ${configuration[lower]} and ${configuration[upper]}`,
          );
        }
      }
      return point;
    },
    decode: (point) => {
      // Capped once more: equal values may differ in their last digit after a logarithm.
      const values = chooseValues((i, cap) => dimensions[i].toValue(point[i], cap));
      return Object.fromEntries(
        parameters.map((parameter, i) => [
          parameter.name,
          parameter.kind === 'choice' ? parameter.values[values[i]] : values[i],
        ]),
      );
    },
    draw,
    repair: (point) => choose((i, cap) => dimensions[i].toValue(point[i], cap)),
    key: (configuration) => JSON.stringify(names.map((name) => configuration[name])),
  };
}

/** Slack for values that went through text and a logarithm. */
const ROUNDING = 1e-9;

/** A parameter that is not there has no value to show. */
const found = (value: unknown) => (value === undefined ? 'nothing' : describeValue(value));

function numberOf(parameter: Parameter, { low, high, levels }: Dimension, value: unknown): number {
  const { name } = parameter;
  if (parameter.kind === 'choice') {
    const plain = typeof value === 'string' || typeof value === 'number';
    const index = plain ? parameter.values.indexOf(String(value)) : -1;
    if (index < 0) {
      throw new RangeError(
        `configuration: expected ${name} to be one of ${parameter.values.join(', ')}, got ${found(value)}`,
      );
    }
    return index;
  }
  const slack = ROUNDING * Math.max(Math.abs(low), Math.abs(high));
  if (!(typeof value === 'number' && value >= low - slack && value <= high + slack)) {
    throw new RangeError(
      `configuration: expected ${name} from ${low} to ${high}, got ${found(value)}`,
    );
  }
  if (parameter.kind !== 'float' && !levels.includes(value)) {
    throw new RangeError(`configuration: ${name} has no value ${value}`);
  }
  return Math.min(high, Math.max(low, value));
}
