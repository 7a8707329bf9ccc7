/**
 * Nodes behind a network that answers with a white point, which tell by how many degrees its answer is likely to be off.
 * They read what the network computes anyway: its planes, the mixture that it answers with, and the answer; so every way to
 * run a network runs them, and the answer stays as it is. Their numbers are frozen: no training changes them, no export rounds
 * them, and they are not counted among a network's parameters.
 *
 *   doubts    how far the answer lies from the training lights; how much the lights of the mixture differ, and how evenly
 *             it mixes them; how far mean chroma, taken evenly and weighted by luminance to the powers of 1 (near grey
 *             world), 2 and 8 (near the brightest patch), lies from the answer; variances of chroma and luminance
 *   novelty   max(0, mean of ((doubt - its mean) / its deviation)^2 / limit - 1): what the calibration never saw
 *   degrees   exp(clamp(w tanh(W doubts + c) + d) + NOVELTY_POWER log(1 + novelty))
 */
import type { Architecture, ModelNode } from '../architecture.js';
import { ArchitectureError } from '../architecture-error.js';
import { framesMapOf } from '../frames-camera.js';
import { nodeInputs } from '../operations.js';
import { isChromaPlanes, isOfMeans } from '../plane-cells.js';
import { answerOf } from '../shapes.js';

/** Ids of these nodes begin so; no network of ours has others that do. */
const PREFIX = 'error:';

/** The vector of doubts, its one-valued answer in degrees, and the layers with numbers. */
export const ERROR_NODES = {
  doubts: `${PREFIX}doubts`,
  degrees: `${PREFIX}degrees`,
  lights: `${PREFIX}lights`,
  evenness: `${PREFIX}evenness`,
  hidden: `${PREFIX}hidden`,
  logDegrees: `${PREFIX}log-degrees`,
  novelty: `${PREFIX}novelty`,
} as const;

/** Neurons between doubts and degrees. */
export const ERROR_NEURONS = 16;
/** Degrees that are told at least and at most, before novelty. */
export const ERROR_RANGE_DEGREES = { least: 0.2, most: 20 } as const;
const NOVELTY_POWER = 0.5;
/** Raises variances before their logarithm: those of lights are squares of log ratios, 0.001 about two degrees. */
const LEAST_VARIANCE = 1e-3;
const POOL_EPSILON = 1e-6;
/** Planes for networks that have none of log chroma. */
const PLANES = { epsilon: 0.06, centre: [-0.6, -0.5], scale: 2, centreLuminance: true } as const;

/** A mixture of lights, `softmax` by `dense`, in front of the answer. */
export interface MixedLights {
  readonly softmax: string;
  readonly dense: string;
}

/** Whether a node is one of these. */
export function isErrorNode({ id }: Pick<ModelNode, 'id'>): boolean {
  return id.startsWith(PREFIX);
}

/** Throws ArchitectureError for a network that answers in kelvin, is for another camera, or tells its error already. */
export function errorNodes(architecture: Architecture): ModelNode[] {
  const refuse = (why: string) => new ArchitectureError(`expected error: ${why}`);
  if (answerOf(architecture) === 'kelvin') {
    throw refuse(
      'expected a network that answers with white points, got one that answers in kelvin',
    );
  }
  if (architecture.expectedError !== undefined) throw refuse('the network tells it already');
  if (framesMapOf(architecture))
    throw refuse('expected the model itself, got one made for a camera');
  const graph = new ErrorGraph();
  // What is told of a picture is told of its colours: edges between them have other ones.
  const own = architecture.nodes.filter(isChromaPlanes).find(isOfMeans);
  const planes =
    own?.id ?? graph.add('planes', { op: 'features', planes: 'relativeLogChroma', ...PLANES });
  const answer = answerNodes(graph, architecture);
  const doubts = [
    answer,
    ...mixtureDoubts(graph, mixedLightsOf(architecture)),
    ...pictureDoubts(
      graph,
      planes,
      graph.affine('answer-as-plane', answer, (own ?? PLANES).scale, 0),
    ),
  ];
  graph.add('doubts', { op: 'concat', from: doubts });
  degreeNodes(graph);
  return graph.nodes;
}

/** A node without its id. */
type Draft = ModelNode extends infer Node
  ? Node extends ModelNode
    ? Omit<Node, 'id'>
    : never
  : never;

class ErrorGraph {
  readonly nodes: ModelNode[] = [];

  add(name: string, draft: Draft): string {
    const id = `${PREFIX}${name}`;
    this.nodes.push({ id, ...draft } as ModelNode);
    return id;
  }

  affine(name: string, from: string, alpha: number, beta: number): string {
    return this.add(name, { op: 'activation', kind: 'affine', from, alpha, beta });
  }

  logOfRaised(name: string, from: string): string {
    const raised = this.affine(`${name}-raised`, from, 1, LEAST_VARIANCE);
    // Rounding leaves variances a little below 0.
    const clamped = this.add(`${name}-clamped`, {
      ...{ op: 'activation', kind: 'clamp', from: raised, alpha: LEAST_VARIANCE / 10, beta: 1e6 },
    });
    return this.add(name, { op: 'activation', kind: 'log', from: clamped });
  }

  pool(name: string, from: string, weights: string): string {
    return this.add(name, { op: 'weightedPool', from, weights, epsilon: POOL_EPSILON });
  }

  both(name: string, kind: 'add' | 'subtract' | 'multiply', one: string, other: string): string {
    return this.add(name, { op: 'arithmetic', kind, from: [one, other] });
  }

  part(name: string, from: string, start: number, end: number): string {
    return this.add(name, { op: 'slice', from, start, end });
  }
}

/** (log r, log b) of the answer. */
function answerNodes(graph: ErrorGraph, { nodes, output }: Architecture): string {
  const last = nodes.find(({ id }) => id === output);
  if (last?.op === 'activation' && last.kind === 'exp') return last.from;
  return graph.add('answer', { op: 'activation', kind: 'log', from: output });
}

/** The softmax and the dense layer in front of an exponential answer; null for other networks. */
export function mixedLightsOf({ nodes, output }: Architecture): MixedLights | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const last = byId.get(output);
  const dense = last?.op === 'activation' && last.kind === 'exp' ? byId.get(last.from) : undefined;
  const softmax = dense?.op === 'dense' ? byId.get(dense.from) : undefined;
  if (!dense || softmax?.op !== 'softmax' || softmax.axis !== 'channels') return null;
  return { softmax: softmax.id, dense: dense.id };
}

/** Variances of log r and log b over the mixture, and its entropy. */
function mixtureDoubts(graph: ErrorGraph, mixed: MixedLights | null): string[] {
  if (!mixed) return [];
  const from = mixed.softmax;
  // Means of (log r, log b) and of their squares.
  const moments = graph.add('lights', { op: 'dense', from, units: 4, bias: false, frozen: true });
  const means = graph.part('lights-mean', moments, 0, 2);
  const squares = graph.part('lights-squares', moments, 2, 4);
  const squared = graph.both('lights-mean-squared', 'multiply', means, means);
  const variance = graph.both('lights-variance', 'subtract', squares, squared);
  const logs = graph.add('shares-log', { op: 'activation', kind: 'log', from });
  const parts = graph.both('shares-parts', 'multiply', logs, from);
  return [
    graph.logOfRaised('lights-spread', variance),
    graph.add('evenness', { op: 'dense', from: parts, units: 1, bias: false, frozen: true }),
  ];
}

/** Ways of mean chroma from the answer, and how much chroma and luminance vary. */
function pictureDoubts(graph: ErrorGraph, planes: string, answer: string): string[] {
  const values = graph.part('values', planes, 0, 3);
  const chroma = graph.part('chroma', planes, 0, 2);
  const luminance = graph.part('luminance', planes, 2, 3);
  const mask = graph.part('mask', planes, 3, 4);
  const mean = graph.pool('mean', values, mask);
  const meanChroma = graph.part('mean-chroma', mean, 0, 2);
  const ways = luminancePowers(graph, luminance).map(({ power, id }) => {
    const weights = graph.both(`weights-${power}`, 'multiply', mask, id);
    const bright = graph.pool(`bright-${power}`, chroma, weights);
    return graph.both(`way-${power}`, 'subtract', bright, answer);
  });
  const squares = graph.pool(
    'squares',
    graph.both('cells-squared', 'multiply', values, values),
    mask,
  );
  const squared = graph.both('mean-squared', 'multiply', mean, mean);
  const variance = graph.both('variance', 'subtract', squares, squared);
  return [
    graph.both('way-0', 'subtract', meanChroma, answer),
    ...ways,
    graph.logOfRaised('spread', variance),
  ];
}

/** Luminance to the powers of 1, 2 and 8: one exponential, as it costs more than all else here, and squares. */
function luminancePowers(graph: ErrorGraph, logLuminance: string) {
  const once = graph.add('power-1', { op: 'activation', kind: 'exp', from: logLuminance });
  const squared = (power: number, of: string) => graph.both(`power-${power}`, 'multiply', of, of);
  const twice = squared(2, once);
  return [
    { power: 1, id: once },
    { power: 2, id: twice },
    { power: 8, id: squared(8, squared(4, twice)) },
  ];
}

/** From doubts to degrees. */
function degreeNodes(graph: ErrorGraph): void {
  const { doubts } = ERROR_NODES;
  const sums = graph.add('hidden', {
    op: 'dense',
    from: doubts,
    units: ERROR_NEURONS,
    bias: true,
    frozen: true,
  });
  const bent = graph.add('bent', {
    op: 'activation',
    kind: 'scaledTanh',
    from: sums,
    alpha: 1,
    beta: 0,
  });
  const logs = graph.add('log-degrees', {
    op: 'dense',
    from: bent,
    units: 1,
    bias: true,
    frozen: true,
  });
  const { least, most } = ERROR_RANGE_DEGREES;
  const bounds = { alpha: Math.log(least), beta: Math.log(most) };
  const bound = graph.add('bound', { op: 'activation', kind: 'clamp', from: logs, ...bounds });
  const squares = graph.both('doubts-squared', 'multiply', doubts, doubts);
  const both = graph.add('doubts-and-squares', { op: 'concat', from: [doubts, squares] });
  const distance = graph.add('novelty', {
    op: 'dense',
    from: both,
    units: 1,
    bias: true,
    frozen: true,
  });
  const beyond = graph.add('beyond', { op: 'activation', kind: 'relu', from: distance });
  const one = graph.affine('beyond-one', beyond, 1, 1);
  const log = graph.add('beyond-log', { op: 'activation', kind: 'log', from: one });
  const raise = graph.affine('raise', log, NOVELTY_POWER, 0);
  const sum = graph.both('sum', 'add', bound, raise);
  graph.add('degrees', { op: 'activation', kind: 'exp', from: sum });
}

/** The network without these nodes. Throws ArchitectureError where nodes of another kind read them. */
export function withoutErrorNodes(architecture: Architecture): Architecture {
  if (architecture.expectedError === undefined) return architecture;
  const { expectedError, ...rest } = architecture;
  const nodes = architecture.nodes.filter((node) => !isErrorNode(node));
  const ids = new Set(nodes.map(({ id }) => id));
  const isBroken = nodes.some((node) =>
    nodeInputs(node).some((id) => id.startsWith(PREFIX) && !ids.has(id)),
  );
  if (isBroken || ids.has(expectedError))
    throw new ArchitectureError('expected error: other nodes read it');
  return { ...rest, nodes };
}
