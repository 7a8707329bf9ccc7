/**
 * One parameter as one coordinate of the unit cube. Numbers lie on [0, 1] by their value (or its logarithm); of a whole
 * number or a list each value has one place; names are numbered and compared by equality alone.
 */
import { describeValue } from '../../text/index.js';
import { notAName } from '../check-problem.js';
import type { Parameter } from '../problem.js';

export interface Dimension {
  readonly name: string;
  /** `category` coordinates are indices and know no order. */
  readonly kind: 'continuous' | 'discrete' | 'category';
  /** Values of a discrete dimension in rising order, indices of a category; empty for a continuous one. */
  readonly levels: Float64Array;
  readonly low: number;
  readonly high: number;
  /** Coordinate of a value. */
  toUnit(value: number): number;
  /** The value nearest to a coordinate, at most `cap` (one that leaves a value). */
  toValue(unit: number, cap?: number): number;
  /** A value at most `cap`, spread evenly (in the logarithm, where the parameter says so); u in [0, 1). */
  draw(u: number, cap?: number): number;
}

/** Whole-number parameters with more values than this are refused: nobody tells them apart. */
const MOST_LEVELS = 100_000;

/** Throws RangeError for bounds or values that make no parameter. */
export function createDimension(parameter: Parameter): Dimension {
  if (typeof parameter.name !== 'string') throw notAName('space: parameters', parameter.name);
  switch (parameter.kind) {
    case 'float':
      return continuous(parameter);
    case 'integer':
      return wholeNumbers(parameter);
    case 'ordered':
      return listed(parameter.name, parameter.values);
    case 'choice':
      return category(parameter.name, parameter.values);
    default:
      parameter satisfies never;
      throw new RangeError(
        `search space: expected float, integer, ordered or choice as the kind of a parameter, got ${describeValue((parameter as Parameter).kind)}`,
      );
  }
}

interface Range {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
}

function checkRange({ name, low, high, log = false }: Range): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new RangeError(
      `search space: ${name}: expected low <= high, got ${describeValue(low)} and ${describeValue(high)}`,
    );
  }
  if (log && !(low > 0)) {
    throw new RangeError(`search space: ${name}: expected low > 0 on a log scale, got ${low}`);
  }
}

function continuous(range: Range): Dimension {
  checkRange(range);
  const { name, low, high, log = false } = range;
  const forward = log ? Math.log : identity;
  const back = log ? Math.exp : identity;
  const from = forward(low);
  const span = forward(high) - from;
  const toUnit = (value: number) => (span === 0 ? 0 : (forward(value) - from) / span);
  return {
    name,
    kind: 'continuous',
    levels: new Float64Array(),
    low,
    high,
    toUnit,
    toValue: (unit, cap = high) =>
      Math.max(low, Math.min(high, cap, back(from + Math.min(1, Math.max(0, unit)) * span))),
    draw: (u, cap = high) =>
      Math.max(low, Math.min(high, cap, back(from + u * (forward(Math.min(cap, high)) - from)))),
  };
}

function wholeNumbers(range: Range): Dimension {
  checkRange(range);
  const { name, low, high, log = false } = range;
  if (!(Number.isInteger(low) && Number.isInteger(high) && high - low < MOST_LEVELS)) {
    throw new RangeError(
      `search space: ${name}: expected whole bounds less than ${MOST_LEVELS} apart, got ${low} and ${high}`,
    );
  }
  const levels = Float64Array.from({ length: high - low + 1 }, (_, i) => low + i);
  if (!log) return discrete(name, levels, (value) => (value - low) / Math.max(1, high - low));
  const from = Math.log(low);
  const span = Math.log(high) - from;
  const dimension = discrete(name, levels, (value) =>
    span === 0 ? 0 : (Math.log(value) - from) / span,
  );
  return {
    ...dimension,
    // Even in the logarithm: a value stands for half a unit on either side.
    draw(u, cap = high) {
      const least = Math.log(low - 0.5);
      const most = Math.log(Math.min(cap, high) + 0.5);
      return Math.min(cap, Math.max(low, Math.round(Math.exp(least + u * (most - least)))));
    },
  };
}

function listed(name: string, values: readonly number[]): Dimension {
  requireList(name, values);
  const rising = values.every((v, i) => Number.isFinite(v) && (i === 0 || v > values[i - 1]));
  if (values.length === 0 || !rising) {
    throw new RangeError(
      `search space: ${name}: expected values in rising order, got ${values.map(describeValue).join(', ') || 'none'}`,
    );
  }
  const levels = Float64Array.from(values);
  return discrete(name, levels, (value) => levels.indexOf(value) / Math.max(1, levels.length - 1));
}

function discrete(
  name: string,
  levels: Float64Array,
  toUnit: (value: number) => number,
): Dimension {
  const units = levels.map(toUnit);
  const countUpTo = (cap: number) =>
    Math.max(
      1,
      firstReached(levels.length, (i) => levels[i] > cap),
    );
  return {
    name,
    kind: 'discrete',
    levels,
    low: levels[0],
    high: levels[levels.length - 1],
    toUnit,
    toValue(unit, cap = Number.POSITIVE_INFINITY) {
      const count = countUpTo(cap);
      const above = Math.min(
        count - 1,
        firstReached(count, (i) => !(units[i] < unit)),
      );
      const below = Math.max(0, above - 1);
      // The lower of two that are equally near.
      return levels[units[above] - unit < unit - units[below] ? above : below];
    },
    draw: (u, cap = Number.POSITIVE_INFINITY) => levels[Math.floor(u * countUpTo(cap))],
  };
}

/** The first of `count` numbers from 0 that is reached, where all after it are too; `count` where none is. By halving. */
function firstReached(count: number, isReached: (i: number) => boolean): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isReached(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

function category(name: string, values: readonly string[]): Dimension {
  requireList(name, values);
  const areNames = values.every((value) => typeof value === 'string');
  if (!areNames || values.length === 0 || new Set(values).size !== values.length) {
    throw new RangeError(
      `search space: ${name}: expected different values, each a text, got ${values.map(describeValue).join(', ') || 'none'}`,
    );
  }
  const last = values.length - 1;
  return {
    name,
    kind: 'category',
    levels: Float64Array.from(values, (_, i) => i),
    low: 0,
    high: last,
    toUnit: identity,
    toValue: (unit) => Math.min(last, Math.max(0, Math.round(unit))),
    draw: (u) => Math.floor(u * values.length),
  };
}

function requireList(name: string, values: unknown): void {
  if (Array.isArray(values)) return;
  throw new RangeError(
    `search space: ${name}: expected a list of values, got ${describeValue(values)}`,
  );
}

function identity(value: number): number {
  return value;
}
