/**
 * Order constraints a <= b between dimensions, honoured by construction. Dimensions are visited uppers first; each may
 * then take any value between its own bound and the least of its uppers, which always leaves one: bounds are narrowed
 * beforehand so that every value of an upper has room for what lies below it.
 */
import { describeValue } from '../../text/index.js';
import type { OrderConstraint } from '../problem.js';
import type { Dimension } from './dimension.js';

export interface DimensionOrder {
  /** Indices, uppers before their lowers. */
  readonly visit: readonly number[];
  /** Indices of the dimensions that must not be exceeded, by dimension. */
  readonly uppers: readonly (readonly number[])[];
  /** Least value that a dimension may take so that its lowers have one, by dimension. */
  readonly least: readonly number[];
  /**
   * Chains of dimensions with the same values, lowest first: drawn without regard to each other and then sorted, which
   * spreads them evenly over what the constraints allow.
   */
  readonly chains: readonly (readonly number[])[];
}

/** Throws RangeError for unknown names, names without an order, cycles, and constraints that no value meets. */
export function orderDimensions(
  dimensions: readonly Dimension[],
  constraints: readonly OrderConstraint[],
): DimensionOrder {
  const uppers: number[][] = dimensions.map(() => []);
  const lowers: number[][] = dimensions.map(() => []);
  for (const { lower, upper } of constraints) {
    const below = indexOf(dimensions, lower);
    const above = indexOf(dimensions, upper);
    uppers[below].push(above);
    lowers[above].push(below);
  }
  const visit = visitUppersFirst(uppers, dimensions);
  return {
    visit,
    uppers,
    least: leastValues(dimensions, lowers, visit),
    chains: findChains(dimensions, uppers, lowers),
  };
}

function indexOf(dimensions: readonly Dimension[], name: string): number {
  const index = dimensions.findIndex((dimension) => dimension.name === name);
  if (index < 0) {
    throw new RangeError(
      `search space: constraint: expected a parameter's name, got ${describeValue(name)}`,
    );
  }
  if (dimensions[index].kind === 'category') {
    throw new RangeError(
      `search space: constraint: '${name}' has names for values, which know no order`,
    );
  }
  return index;
}

function visitUppersFirst(
  uppers: readonly (readonly number[])[],
  dimensions: readonly Dimension[],
): number[] {
  const visited: number[] = [];
  const state = new Uint8Array(uppers.length);
  const visit = (i: number) => {
    if (state[i] === 2) return;
    if (state[i] === 1) {
      throw new RangeError(
        `search space: constraints: expected no cycle, got one through '${dimensions[i].name}'`,
      );
    }
    state[i] = 1;
    uppers[i].forEach(visit);
    state[i] = 2;
    visited.push(i);
  };
  for (const i of uppers.keys()) visit(i);
  return visited;
}

function leastValues(
  dimensions: readonly Dimension[],
  lowers: readonly (readonly number[])[],
  visit: readonly number[],
): number[] {
  const least = dimensions.map(({ low }) => low);
  for (const i of [...visit].reverse()) {
    const { kind, levels, low, high, name } = dimensions[i];
    const need = Math.max(low, ...lowers[i].map((j) => least[j]));
    const value = kind === 'discrete' ? levels.find((level) => level >= need) : need;
    if (value === undefined || value > high) {
      throw new RangeError(
        `search space: constraints: '${name}' is at most ${high}, and what must not exceed it at least ${need}`,
      );
    }
    least[i] = value;
  }
  return least;
}

/** Paths where every dimension has one upper and one lower at most and all have the same values. */
function findChains(
  dimensions: readonly Dimension[],
  uppers: readonly (readonly number[])[],
  lowers: readonly (readonly number[])[],
): number[][] {
  const chains: number[][] = [];
  dimensions.forEach((_, start) => {
    if (lowers[start].length > 0 || uppers[start].length !== 1) return;
    const chain = [start];
    for (let at = start; uppers[at].length === 1; ) {
      at = uppers[at][0];
      chain.push(at);
    }
    const alone = chain.every((i) => uppers[i].length <= 1 && lowers[i].length <= 1);
    if (alone && chain.every((i) => sameValues(dimensions[i], dimensions[start])))
      chains.push(chain);
  });
  return chains;
}

function sameValues(a: Dimension, b: Dimension): boolean {
  return (
    a.kind === b.kind &&
    a.low === b.low &&
    a.high === b.high &&
    a.levels.length === b.levels.length &&
    a.levels.every((level, i) => level === b.levels[i]) &&
    a.toUnit((a.low + a.high) / 2) === b.toUnit((b.low + b.high) / 2)
  );
}
