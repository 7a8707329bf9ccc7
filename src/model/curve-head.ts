/**
 * A head that answers in kelvin behind a network that answers with a white point: along the curve of a camera's lights, mired
 * (1e6 / K) as a piecewise linear function of log r - log b, as a sum of hinges. The trained numbers stay as they are.
 */
import type { Architecture, ModelNode } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { Model } from './model-file.js';
import type { ParameterRole } from './operation-facts.js';
import { parameterLayout } from './parameters.js';
import { answerOf } from './shapes.js';

/** A light on a camera's curve, in the space of the network's pictures. */
export interface LocusLight {
  readonly cctKelvin: number;
  readonly r: number;
  readonly b: number;
}

/** Range of the head, which modes of stock files lie within, and a knot every so many lights. */
const HEAD = { fromKelvin: 2500, toKelvin: 8000, every: 3 } as const;
/** What r and b are kept within, so that their logarithms are finite. */
const WHITE_POINTS = { least: 1e-4, most: 1e4 } as const;
const PREFIX = 'curve';

/** Where mired bends, by rising log(r / b). */
export interface CurveKnot {
  readonly along: number;
  readonly mired: number;
}

/**
 * The model with the head: its answer is the colour temperature whose light on the curve has the same r / b as the network's
 * white point; beyond 2500 and 8000 K that of the nearer end. Throws ArchitectureError for a network that answers in
 * kelvin, and for a curve along which r / b does not fall with CT.
 * @param locus by rising CT
 */
export function withCurveHead(model: Model, locus: readonly LocusLight[]): Model {
  // Degrees of a white point say nothing of a colour temperature.
  const { expectedError: _, ...architecture } = model.architecture;
  const { parameters, metadata } = model;
  if (answerOf(architecture) === 'kelvin') {
    throw new ArchitectureError(
      'curve head: expected a network that answers with a white point, got one that answers in kelvin',
    );
  }
  const knots = curveKnots(locus);
  const headed: Architecture = {
    ...architecture,
    nodes: [...architecture.nodes, ...headNodes(architecture.output, knots.length)],
    output: `${PREFIX}Kelvin`,
  };
  return {
    architecture: headed,
    parameters: withHead(parameters, architecture, headed, knots),
    metadata,
  };
}

function headNodes(from: string, knots: number): ModelNode[] {
  const id = (name: string) => `${PREFIX}${name}`;
  const { least: alpha, most: beta } = WHITE_POINTS;
  return [
    { id: id('White'), op: 'activation', from, kind: 'clamp', alpha, beta },
    { id: id('Logs'), op: 'activation', from: id('White'), kind: 'log' },
    { id: id('Along'), op: 'dense', from: id('Logs'), units: 1, bias: false },
    { id: id('Beyond'), op: 'dense', from: id('Along'), units: knots, bias: true },
    { id: id('Hinges'), op: 'activation', from: id('Beyond'), kind: 'relu' },
    { id: id('Mired'), op: 'dense', from: id('Hinges'), units: 1, bias: true },
    { id: id('Kelvin'), op: 'activation', from: id('Mired'), kind: 'reciprocal', alpha: 1e6 },
  ];
}

/** The network's own numbers, and those of the head. */
function withHead(
  own: Float32Array,
  before: Architecture,
  after: Architecture,
  knots: readonly CurveKnot[],
): Float32Array {
  const slopes = knots.slice(1).map((knot, i) => {
    const last = knots[i]!;
    return (knot.mired - last.mired) / (knot.along - last.along);
  });
  // Flat beyond both ends.
  const changes = [...slopes, 0].map((slope, i) => slope - (i === 0 ? 0 : slopes[i - 1]!));
  const head = new Map<string, readonly number[]>([
    ['Along weight', [1, -1]],
    ['Beyond weight', knots.map(() => 1)],
    ['Beyond bias', knots.map(({ along }) => -along)],
    ['Mired weight', changes],
    ['Mired bias', [knots[0]!.mired]],
  ]);
  const old = parameterLayout(before);
  const { tensors, total } = parameterLayout(after);
  const parameters = new Float32Array(total);
  const find = (nodeId: string, role: ParameterRole) => old.find(nodeId, role);
  for (const { nodeId, role, offset } of tensors) {
    const kept = find(nodeId, role);
    if (kept) parameters.set(own.subarray(kept.offset, kept.offset + kept.length), offset);
    else parameters.set(head.get(`${nodeId.slice(PREFIX.length)} ${role}`)!, offset);
  }
  return parameters;
}

/** Throws ArchitectureError for a curve on which log(r / b) is not monotone. */
function curveKnots(locus: readonly LocusLight[]): CurveKnot[] {
  const { fromKelvin, toKelvin, every } = HEAD;
  const knots = locus
    .filter(({ cctKelvin }) => cctKelvin >= fromKelvin && cctKelvin <= toKelvin)
    .filter((_, i) => i % every === 0)
    .map(({ cctKelvin, r, b }) => ({ along: Math.log(r / b), mired: 1e6 / cctKelvin }))
    .toSorted((a, b) => a.along - b.along);
  const isMonotone = knots.every(({ mired }, i) => i === 0 || mired > knots[i - 1]!.mired);
  if (knots.length >= 2 && isMonotone) return knots;
  throw new ArchitectureError(
    'curve head: expected a ct_curve along which r / b falls with CT, or a network that answers in kelvin',
  );
}
