/**
 * Answers restricted to a curve of lights: a place along a line of straight pieces in the plane of r and b, and at most a
 * bounded step across it. Both are made of operations that every export has: the place is a mixture of anchors, held within
 * the ends; the line is a sum of hinges whose numbers are frozen,
 *
 *   v(t) = v(t0) + sum over knots of (slope behind - slope before) max(0, t - knot)
 *
 * for r, b and the direction across; the step is that direction times band tanh(..). Directions are means of unit vectors,
 * never longer than 1, so that an answer lies within the band of a point on the line, whatever the trained numbers.
 */
import type { Architecture, ModelNode, NodeOf } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { mixtureNodes } from './small-outputs.js';

/** A point of a curve: a white point of the network's pictures. */
export interface AnswerPoint {
  readonly r: number;
  readonly b: number;
}

/** What answers are restricted to. */
export interface AnswerCurve {
  /** At least two, no two neighbours alike. */
  readonly points: readonly AnswerPoint[];
  /** Largest distance from the line, in units of r and b; 0 for answers on it. */
  readonly band: number;
}

/** A knot: its place along the line and, there, r, b and the direction across (towards larger r and b where r falls along it). */
interface Knot {
  readonly place: number;
  readonly values: readonly [r: number, b: number, acrossR: number, acrossB: number];
}

const OFFSET_DEVIATION = 0.01;

/**
 * The nodes from `hidden1` to `whitePoint`. Places are lengths in (log r, log b) from that of the mean light.
 * @param centre mean (log r, log b)
 * @param anchors (log r, log b) less the centre; their nearest points on the line are what the mixture begins with
 * Throws ArchitectureError for a curve of fewer than two different points, or where the band reaches r or b of 0.
 */
export function curveNodes(
  { points, band }: AnswerCurve,
  centre: readonly [number, number],
  anchors: readonly (readonly [number, number])[],
): ModelNode[] {
  checkCurve(points, band);
  const middle = placeOf(points, { r: Math.exp(centre[0]), b: Math.exp(centre[1]) });
  const knots = knotsOf(points, middle);
  const starts = anchors.map(
    ([x, y]) =>
      placeOf(points, { r: Math.exp(centre[0] + x), b: Math.exp(centre[1] + y) }) - middle,
  );
  const [first, last] = [knots[0]!.place, knots.at(-1)!.place];
  return [
    ...placeNodes(starts),
    { id: 'boundPlace', op: 'activation', from: 'place', kind: 'clamp', alpha: first, beta: last },
    ...lineNodes(knots),
    ...(band === 0
      ? [{ id: 'whitePoint', op: 'slice', from: 'line', start: 0, end: 2 } as const]
      : offsetNodes(band)),
  ];
}

function placeNodes(starts: readonly number[]): ModelNode[] {
  if (starts.length === 0) {
    const initialDeviation = OFFSET_DEVIATION;
    return [{ id: 'place', op: 'dense', from: 'hidden1', units: 1, bias: true, initialDeviation }];
  }
  return [
    ...mixtureNodes(starts.length),
    { id: 'place', op: 'dense', from: 'mixture', units: 1, bias: true, initialWeights: starts },
  ];
}

/** `line`: r, b and the direction across at `boundPlace`. */
function lineNodes(knots: readonly Knot[]): ModelNode[] {
  const pieces = knots.slice(1).map(({ place, values }, i) => {
    const before = knots[i]!;
    return values.map((value, v) => (value - before.values[v]!) / (place - before.place));
  });
  const changes = pieces.map((slopes, i) =>
    slopes.map((slope, v) => (i === 0 ? slope : slope - pieces[i - 1]![v]!)),
  );
  return [
    {
      id: 'beyondKnots',
      op: 'dense',
      from: 'boundPlace',
      units: pieces.length,
      bias: true,
      initialWeights: pieces.map(() => 1),
      initialBias: knots.slice(0, -1).map(({ place }) => -place),
      frozen: true,
    },
    { id: 'hinges', op: 'activation', from: 'beyondKnots', kind: 'relu' },
    {
      id: 'line',
      op: 'dense',
      from: 'hinges',
      units: 4,
      bias: true,
      initialWeights: changes.flat(),
      initialBias: knots[0]!.values,
      frozen: true,
    },
  ];
}

/** `whitePoint`: the point on the line and the step across it. */
function offsetNodes(band: number): ModelNode[] {
  return [
    { id: 'onCurve', op: 'slice', from: 'line', start: 0, end: 2 },
    { id: 'across', op: 'slice', from: 'line', start: 2, end: 4 },
    {
      id: 'step',
      op: 'dense',
      from: 'hidden1',
      units: 1,
      bias: true,
      initialDeviation: OFFSET_DEVIATION,
    },
    { id: 'boundStep', op: 'activation', from: 'step', kind: 'scaledTanh', alpha: band, beta: 0 },
    { id: 'steps', op: 'concat', from: ['boundStep', 'boundStep'] },
    { id: 'offCurve', op: 'arithmetic', kind: 'multiply', from: ['across', 'steps'] },
    { id: 'whitePoint', op: 'arithmetic', kind: 'add', from: ['onCurve', 'offCurve'] },
  ];
}

function checkCurve(points: readonly AnswerPoint[], band: number): void {
  if (!(band >= 0)) {
    throw new ArchitectureError(`curve: expected a band of 0 or more, got ${band}`);
  }
  const isLine =
    points.length >= 2 &&
    points.every(({ r, b }, i) => {
      const before = points[i - 1];
      return r > 0 && b > 0 && !(before && before.r === r && before.b === b);
    });
  if (!isLine) {
    throw new ArchitectureError(
      'curve: expected at least two points of positive r and b, no two neighbours alike',
    );
  }
  const least = Math.min(...points.flatMap(({ r, b }) => [r, b]));
  if (band >= least) {
    throw new ArchitectureError(
      `curve: expected a band below ${least}, the smallest r or b of the curve, got ${band}`,
    );
  }
}

/** Length of a piece in (log r, log b). */
function length(from: AnswerPoint, to: AnswerPoint): number {
  return Math.hypot(Math.log(to.r / from.r), Math.log(to.b / from.b));
}

/** The place on the line that is nearest to a white point in the plane of r and b, from the first point on. */
function placeOf(points: readonly AnswerPoint[], { r, b }: AnswerPoint): number {
  let best = { distance: Number.POSITIVE_INFINITY, place: 0 };
  let travelled = 0;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const [dr, db] = [to.r - from.r, to.b - from.b];
    const along = ((r - from.r) * dr + (b - from.b) * db) / (dr * dr + db * db);
    const share = Math.max(0, Math.min(1, along));
    const distance = Math.hypot(r - from.r - share * dr, b - from.b - share * db);
    const piece = length(from, to);
    if (distance < best.distance) best = { distance, place: travelled + share * piece };
    travelled += piece;
  }
  return best.place;
}

function knotsOf(points: readonly AnswerPoint[], middle: number): Knot[] {
  const normals = points.slice(1).map((to, i) => {
    const from = points[i]!;
    const piece = Math.hypot(to.r - from.r, to.b - from.b);
    return [(to.b - from.b) / piece, (from.r - to.r) / piece] as const;
  });
  let place = -middle;
  return points.map((point, i) => {
    if (i > 0) place += length(points[i - 1]!, point);
    const sides = [normals[Math.max(0, i - 1)]!, normals[Math.min(normals.length - 1, i)]!];
    const across = [0, 1].map((c) => (sides[0]![c]! + sides[1]![c]!) / 2);
    return { place, values: [point.r, point.b, across[0]!, across[1]!] };
  });
}

/** A restriction as a network has it, in the space of its own pictures. */
export interface NetworkCurve extends AnswerCurve {
  /** The node whose number is the place along the curve. */
  readonly placeId: string;
  /** The point at a place, held at the ends. */
  readonly lightAt: (place: number) => AnswerPoint;
}

/** What a network's answers are restricted to; null where they are free. */
export function answerCurveOf({ nodes }: Architecture): NetworkCurve | null {
  const find = <Op extends ModelNode['op']>(op: Op, id: string) =>
    nodes.find((node): node is NodeOf<Op> => node.op === op && node.id === id);
  const bounds = find('activation', 'boundPlace');
  const line = find('dense', 'line');
  const knots = find('dense', 'beyondKnots');
  const { initialWeights: changes, initialBias: start } = line ?? {};
  const beyond = knots?.initialBias?.map((bias) => -bias);
  if (!bounds || !line?.frozen || !knots?.frozen || !changes || !start || !beyond) return null;
  const { from: placeId, alpha: first = 0, beta: last = 0 } = bounds;
  const at = (place: number, v: number) =>
    beyond.reduce((sum, knot, i) => {
      return sum + (changes[line.units * i + v] ?? 0) * Math.max(0, place - knot);
    }, start[v] ?? 0);
  const lightAt = (place: number) => {
    const held = Math.min(last, Math.max(first, place));
    return { r: at(held, 0), b: at(held, 1) };
  };
  const points = [...beyond, last].map(lightAt);
  return { placeId, lightAt, points, band: find('activation', 'boundStep')?.alpha ?? 0 };
}
