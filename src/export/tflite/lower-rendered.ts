/**
 * Planes of a rendered picture as TensorFlow Lite operators. Their steps want double precision, since a value beside a step must
 * not fall to the other side of it, and float32 is all there is: so values are sums of two floats, products split without error
 * [Dekker1971], sums with theirs [Knuth, TAOCP 2, 4.2.2]. That is 48 bits, and what lies nearer to a step comes of white alone,
 * whose side is decided here.
 */
import { type NodeOf, renderingNumbers } from '../../model/index.js';
import type { Graph, Value } from './graph.js';
import { binary, channels, isPositive, unary } from './lowering.js';
import { castOptions, gatherOptions } from './operators.js';

type Rendered = Extract<NodeOf<'features'>, { planes: 'rendered' }>;

/** A number as the sum of two floats. */
interface Pair {
  readonly high: Value;
  readonly low: Value;
}

/** Of a float of 24 bits: what splits it into two of 12. */
const SPLITTER = 2 ** 12 + 1;
/** Beyond what is shown, 0..1: values there need no second float. */
const SHOWN = { least: -1, most: 2 } as const;
/** Below and above every value. */
const NEVER = 8;
/** More than two floats err by, and less than pictures tell apart. */
const NEAR = 1e-13;
const COLOURS = [0, 1, 2] as const;

/** `light`: [1, height, width, 3], 0 where masked. */
export function renderedPlanes(graph: Graph, light: Value, node: Rendered): Value {
  const numbers = renderingNumbers(node);
  const value = mixture(graph, light, numbers.subarray(0, 9));
  const shown = binary(graph, 'MINIMUM', unary(graph, 'RELU', value.high), 1);
  const encoded = graph.add('POW', [shown, graph.number(node.exponent)], shown.dims);
  if (node.levels === 0) {
    const centred = binary(graph, 'SUB', encoded, graph.floats(numbers.subarray(9, 12)));
    return binary(graph, 'MUL', centred, graph.floats(numbers.subarray(12, 15)));
  }
  return lookUp(graph, levelOf(graph, value, encoded, numbers, node.levels), numbers, node.levels);
}

/** Matrix times colour, in two floats each. */
function mixture(graph: Graph, light: Value, matrix: Float64Array): Pair {
  const [first, second, third] = COLOURS.map((k) => {
    const column = COLOURS.map((c) => matrix[3 * c + k]!);
    return product(graph, channels(graph, light, k, k + 1), column);
  }) as [Pair, Pair, Pair];
  const two = sum(graph, first.high, second.high);
  const all = sum(graph, two.high, third.high);
  const rest = [first.low, second.low, third.low, two.low];
  const low = rest.reduce((total, term) => binary(graph, 'ADD', total, term), all.low);
  const least = binary(graph, 'MAXIMUM', all.high, SHOWN.least);
  return { high: binary(graph, 'MINIMUM', least, SHOWN.most), low };
}

/** One colour [1, height, width, 1] times three factors in double precision: [1, height, width, 3]. */
function product(graph: Graph, x: Value, factors: readonly number[]): Pair {
  const times = (value: Value, numbers: readonly number[]) => {
    const dims = [...value.dims.slice(0, -1), numbers.length];
    return graph.add('MUL', [value, graph.floats(numbers, [1, 1, 1, numbers.length])], dims);
  };
  const halves = factors.map((factor) => splitFloat(Math.fround(factor)));
  const [upper, lower] = split(graph, x);
  const high = times(
    x,
    factors.map((factor) => Math.fround(factor)),
  );
  const parts = [
    times(
      upper,
      halves.map(([a]) => a),
    ),
    times(
      upper,
      halves.map(([, b]) => b),
    ),
    times(
      lower,
      halves.map(([a]) => a),
    ),
    times(
      lower,
      halves.map(([, b]) => b),
    ),
  ] as const;
  let error = binary(graph, 'SUB', parts[0], high);
  for (const part of parts.slice(1)) error = binary(graph, 'ADD', error, part);
  const beyond = times(
    x,
    factors.map((factor) => factor - Math.fround(factor)),
  );
  return { high, low: binary(graph, 'ADD', error, beyond) };
}

/** x as two values of 12 bits. */
function split(graph: Graph, x: Value): [Value, Value] {
  const large = binary(graph, 'MUL', x, SPLITTER);
  const upper = binary(graph, 'SUB', large, binary(graph, 'SUB', large, x));
  return [upper, binary(graph, 'SUB', x, upper)];
}

function splitFloat(x: number): readonly [number, number] {
  const large = Math.fround(SPLITTER * x);
  const upper = Math.fround(large - Math.fround(large - x));
  return [upper, Math.fround(x - upper)];
}

/** a + b and what rounding took from it. */
function sum(graph: Graph, a: Value, b: Value): Pair {
  const high = binary(graph, 'ADD', a, b);
  const ofB = binary(graph, 'SUB', high, a);
  const ofA = binary(graph, 'SUB', high, ofB);
  const low = binary(graph, 'ADD', binary(graph, 'SUB', a, ofA), binary(graph, 'SUB', b, ofB));
  return { high, low };
}

/** The number of thresholds at or below each value: that which the power gives in float32, put right by its two neighbours. */
function levelOf(
  graph: Graph,
  value: Pair,
  encoded: Value,
  numbers: Float64Array,
  levels: number,
): Value {
  const tables = thresholds(numbers, levels);
  const near = graph.add('FLOOR', [binary(graph, 'MUL', encoded, levels)], encoded.dims);
  const isReached = (level: Value): Value => {
    const threshold = (table: readonly number[]) =>
      gather(graph, table, place(graph, level, levels + 2));
    const high = binary(graph, 'SUB', threshold(tables.high), value.high);
    const missing = binary(
      graph,
      'ADD',
      high,
      binary(graph, 'SUB', threshold(tables.low), value.low),
    );
    const isMissed = isPositive(graph, unary(graph, 'RELU', missing));
    return graph.add('SUB', [graph.number(1), isMissed], isMissed.dims);
  };
  const above = isReached(binary(graph, 'ADD', near, 1));
  const reached = binary(graph, 'ADD', isReached(near), above);
  return binary(graph, 'ADD', binary(graph, 'SUB', near, 1), reached);
}

/** Level 0 and one beyond the last for each colour, as two floats. */
function thresholds(numbers: Float64Array, levels: number): { high: number[]; low: number[] } {
  const exact = COLOURS.flatMap((c) => {
    const [r, g, b] = numbers.subarray(3 * c, 3 * c + 3) as unknown as [number, number, number];
    // White comes to 1, where the last step is, but for the rounding of doubles: on their side of it.
    const white = r + g + b;
    const last = white >= 1 ? 1 - NEAR : 1 + NEAR;
    const steps = Array.from(numbers.subarray(17, 17 + levels));
    const isAtWhite = Math.abs(white - 1) < NEAR;
    return [-NEVER, ...steps.slice(0, -1), isAtWhite ? last : 1, NEVER];
  });
  const high = exact.map((value) => Math.fround(value));
  return { high, low: exact.map((value, i) => value - high[i]!) };
}

/** What each level of each colour is as a plane. */
function lookUp(graph: Graph, level: Value, numbers: Float64Array, levels: number): Value {
  const table = COLOURS.flatMap((c) =>
    Array.from(
      { length: levels + 1 },
      (_, step) => (step / levels - numbers[9 + c]!) * numbers[12 + c]!,
    ),
  );
  return gather(graph, table, place(graph, level, levels + 1));
}

/** Where a level of a colour stands in a table of so many a colour. */
function place(graph: Graph, level: Value, count: number): Value {
  return binary(graph, 'ADD', level, graph.floats([0, count, 2 * count]));
}

function gather(graph: Graph, table: readonly number[], at: Value): Value {
  const whole = graph.add('CAST', [at], at.dims, castOptions, 'int');
  return graph.add('GATHER', [graph.floats(table), whole], at.dims, gatherOptions);
}
