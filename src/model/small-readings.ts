/**
 * What networks of the small family make of readings: of each its value, 0 where it is not known, and whether it is known, 1 or 0.
 * The hidden layer reads both beside what the pools give, so that its weights of the second are what an unknown reading means
 * to it. Values beyond the range of a reading count as its nearer end.
 */
import type { ModelNode } from './architecture.js';
import { type LogReadingFacts, READINGS, type ReadingName } from './readings/index.js';

/** Far more than one over the least of any reading: whatever is above 0 is known. */
const LARGE = 1e6;
/** Corners of the day, hours. */
const CORNERS = [0, 6, 12, 18] as const;
/** How far the two waves turn at each corner, a slope of 1 / 6 an hour: [corner][noon, evening]. */
const TURNS = [
  [1 / 6, -1 / 6],
  [0, 2 / 6],
  [-2 / 6, 0],
  [0, -2 / 6],
] as const;

/** Nodes of readings; `ids` are those that the hidden layer reads. */
export function readingNodes(names: readonly ReadingName[]): {
  readonly nodes: readonly ModelNode[];
  readonly ids: readonly string[];
} {
  const parts = names.map((name) => (name === 'time' ? timeNodes() : logNodes(name)));
  return { nodes: parts.flatMap(({ nodes }) => nodes), ids: parts.flatMap(({ ids }) => ids) };
}

interface ReadingPart {
  readonly nodes: readonly ModelNode[];
  readonly ids: readonly string[];
}

/** `NAMEKnown`: 1 for what is above 0, else 0. */
function knownNodes(name: ReadingName): ModelNode[] {
  const large = `${name}Large`;
  return [
    { id: large, op: 'activation', from: name, kind: 'affine', alpha: LARGE, beta: 0 },
    { id: `${name}Known`, op: 'activation', from: large, kind: 'clamp', alpha: 0, beta: 1 },
  ];
}

/** The logarithm of a reading, times whether it is known. */
function logNodes(name: Exclude<ReadingName, 'time'>): ReadingPart {
  const { least, most, centre, scale }: LogReadingFacts = READINGS[name];
  const id = (what: string) => `${name}${what}`;
  const activation = { op: 'activation' } as const;
  const nodes: ModelNode[] = [
    ...knownNodes(name),
    { id: id('Bound'), ...activation, from: name, kind: 'clamp', alpha: least, beta: most },
    { id: id('Log'), ...activation, from: id('Bound'), kind: 'log' },
    {
      id: id('Scaled'),
      ...activation,
      from: id('Log'),
      kind: 'affine',
      alpha: scale,
      beta: -scale * centre,
    },
    { id: id('Value'), op: 'arithmetic', kind: 'multiply', from: [id('Scaled'), id('Known')] },
  ];
  return { nodes, ids: [id('Value'), id('Known')] };
}

/**
 * Two triangular waves a day, a quarter of it apart, as cosine and sine have them: 1 at noon and -1 at midnight, 1 at 18 h and -1
 * at 6 h. Continuous over midnight; 0 where the time is not known.
 */
function timeNodes(): ReadingPart {
  const nodes: ModelNode[] = [
    ...knownNodes('time'),
    {
      id: 'timeBound',
      op: 'activation',
      from: 'time',
      kind: 'clamp',
      alpha: 0,
      beta: READINGS.time.most,
    },
    {
      id: 'timeBeyond',
      op: 'dense',
      from: 'timeBound',
      units: CORNERS.length,
      bias: true,
      initialBias: CORNERS.map((hour) => 0 - hour),
      initialWeights: CORNERS.map(() => 1),
      frozen: true,
    },
    { id: 'timeHinges', op: 'activation', from: 'timeBeyond', kind: 'relu' },
    { id: 'timeCorners', op: 'concat', from: ['timeHinges', 'timeKnown'] },
    {
      id: 'timeValue',
      op: 'dense',
      from: 'timeCorners',
      units: 2,
      bias: false,
      // Noon's wave begins at -1, wherever there is a time.
      initialWeights: [...TURNS.flat(), -1, 0],
      frozen: true,
    },
  ];
  return { nodes, ids: ['timeValue', 'timeKnown'] };
}
