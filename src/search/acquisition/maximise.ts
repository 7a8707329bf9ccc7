/**
 * Finds the point where an acquisition is largest, in a space that mixes continuous, whole-number and named parameters:
 *   1. evaluate Sobol' points and mutations of the best known points;
 *   2. from the most promising, far from each other, climb: projected L-BFGS along continuous parameters (whole numbers
 *      with many values move as continuous ones and are rounded back), then single steps of the discrete ones, in turn;
 *   3. the best that is none of the points that are known already.
 */
import { minimiseInBox } from '../../linalg/index.js';
import { createSobol, type Rng, SOBOL_DIMENSIONS } from '../../random/index.js';
import type { SpaceCodec } from '../space/space-codec.js';
import type { Acquisition } from './acquisition.js';

export interface MaximiseOptions {
  /** Points to mutate: those of the front. */
  readonly elite: readonly Float64Array[];
  /** Keys of configurations that must not be answered. */
  readonly taken: ReadonlySet<string>;
  readonly rng: Rng;
  readonly rawPoints?: number;
  readonly mutations?: number;
  readonly starts?: number;
}

interface Candidate {
  readonly point: Float64Array;
  readonly value: number;
}

/** Chosen by hand, not measured one by one; `npm run bench:search` and `bench:nas` ran with them. */
export const MAXIMISE_SETTINGS = {
  /** Points of the whole space that are looked at. */
  rawPoints: 512,
  /** Mutations of the elite that are looked at. */
  mutations: 256,
  /** Points that are climbed from. */
  starts: 5,
  /** Whole numbers with more values than this move along gradients too. */
  relaxedLevels: 12,
  climbRounds: 3,
  climbIterations: 40,
  /** Starts lie at least this far apart in the unit cube, per square root of dimension. */
  startDistance: 0.1,
  /** Standard deviations of a mutation, in the unit cube; one is drawn for each. */
  mutationDeviations: [0.02, 0.1, 0.3],
} as const;

/** The best new point; null where all that was looked at is taken. */
export function maximiseAcquisition(
  acquisition: Acquisition,
  codec: SpaceCodec,
  options: MaximiseOptions,
): Float64Array | null {
  const { taken, starts = MAXIMISE_SETTINGS.starts } = options;
  const raw = rawCandidates(acquisition, codec, options);
  const climbed = chooseStarts(raw, starts).map((start) => climb(acquisition, codec, start));
  const ranked = [...climbed, ...raw].sort((a, b) => b.value - a.value);
  const found = ranked.find(({ point }) => !taken.has(codec.key(codec.decode(point))));
  return found?.point ?? null;
}

function rawCandidates(
  acquisition: Acquisition,
  codec: SpaceCodec,
  {
    elite,
    rng,
    rawPoints = MAXIMISE_SETTINGS.rawPoints,
    mutations = MAXIMISE_SETTINGS.mutations,
  }: MaximiseOptions,
): Candidate[] {
  const d = codec.dimensions.length;
  const uniform = uniformPoints(d, rng);
  const points: Float64Array[] = [];
  for (let i = 0; i < rawPoints; i++) points.push(codec.draw(uniform(i)));
  if (elite.length > 0) {
    const random = rng.fork('mutations');
    for (let i = 0; i < mutations; i++) points.push(mutate(elite[i % elite.length], codec, random));
  }
  return points
    .map((point) => ({ point, value: acquisition.value(point) }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => b.value - a.value);
}

/** Sobol' points, and plain random ones beyond their dimensions. */
function uniformPoints(d: number, rng: Rng): (index: number) => Float64Array {
  if (d <= SOBOL_DIMENSIONS) {
    const sobol = createSobol(d, rng.fork('raw').integer(2 ** 31));
    return (index) => sobol.point(index);
  }
  const random = rng.fork('raw');
  return () => Float64Array.from({ length: d }, () => random.uniform());
}

/** Moves a few coordinates of a point, one at least. */
function mutate(point: Float64Array, codec: SpaceCodec, rng: Rng): Float64Array {
  const d = point.length;
  const { mutationDeviations } = MAXIMISE_SETTINGS;
  const deviation = mutationDeviations[rng.integer(mutationDeviations.length)];
  const moved = Float64Array.from(point);
  const certain = rng.integer(d);
  const chance = Math.min(1, 3 / d);
  for (let i = 0; i < d; i++) {
    if (i !== certain && rng.uniform() >= chance) continue;
    const { kind, levels } = codec.dimensions[i];
    if (kind === 'category') moved[i] = rng.integer(levels.length);
    else moved[i] = Math.min(1, Math.max(0, moved[i] + deviation * rng.normal()));
  }
  return codec.repair(moved);
}

function chooseStarts(raw: readonly Candidate[], count: number): Candidate[] {
  const chosen: Candidate[] = [];
  for (const candidate of raw) {
    if (chosen.length === count) break;
    if (
      chosen.every(
        ({ point }) => distance(point, candidate.point) >= MAXIMISE_SETTINGS.startDistance,
      )
    ) {
      chosen.push(candidate);
    }
  }
  return chosen;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum / a.length);
}

function climb(acquisition: Acquisition, codec: SpaceCodec, start: Candidate): Candidate {
  let at = start;
  for (let round = 0; round < MAXIMISE_SETTINGS.climbRounds; round++) {
    const before = at.value;
    at = climbSmoothly(acquisition, codec, at);
    at = climbSteps(acquisition, codec, at);
    if (!codec.dimensions.some(({ kind }) => kind !== 'continuous')) break;
    if (!(at.value > before + 1e-6)) break;
  }
  return at;
}

/** Along the gradient of continuous and nearly continuous parameters. */
function climbSmoothly(acquisition: Acquisition, codec: SpaceCodec, start: Candidate): Candidate {
  const { dimensions } = codec;
  const moves = dimensions.map(
    ({ kind, levels, low, high }) =>
      low < high &&
      (kind === 'continuous' ||
        (kind === 'discrete' && levels.length > MAXIMISE_SETTINGS.relaxedLevels)),
  );
  if (!moves.includes(true) || start.value === Number.NEGATIVE_INFINITY) return start;
  const lower = start.point.map((v, i) => (moves[i] ? 0 : v));
  const upper = start.point.map((v, i) => (moves[i] ? 1 : v));
  const inputGradient = new Float64Array(acquisition.inputs);
  const { x } = minimiseInBox(
    (point, gradient) => {
      const value = -acquisition.valueAndGradient(point, start.point, inputGradient);
      for (let i = 0; i < gradient.length; i++) gradient[i] = moves[i] ? -inputGradient[i] : 0;
      return value;
    },
    start.point,
    lower,
    upper,
    { maxIterations: MAXIMISE_SETTINGS.climbIterations, valueTolerance: 1e-7 },
  );
  return better(acquisition, codec.repair(x), start);
}

/** Single steps of discrete parameters while one is better. */
function climbSteps(acquisition: Acquisition, codec: SpaceCodec, start: Candidate): Candidate {
  let at = start;
  codec.dimensions.forEach((dimension, i) => {
    for (const value of stepsFrom(dimension, at.point[i])) {
      const moved = Float64Array.from(at.point);
      moved[i] = value;
      at = better(acquisition, codec.repair(moved), at);
    }
  });
  return at;
}

/** Coordinates a step away: both neighbours and two an eighth of the range away, or all other names. */
function stepsFrom(
  { kind, levels, toUnit, toValue }: SpaceCodec['dimensions'][number],
  unit: number,
): number[] {
  if (kind === 'continuous') return [];
  const index = levels.indexOf(toValue(unit));
  if (kind === 'category') return Array.from(levels).filter((_, i) => i !== index);
  const far = Math.max(2, Math.round(levels.length / 8));
  return [index - 1, index + 1, index - far, index + far]
    .filter((i) => i >= 0 && i < levels.length)
    .map((i) => toUnit(levels[i]));
}

function better(acquisition: Acquisition, point: Float64Array, than: Candidate): Candidate {
  const value = acquisition.value(point);
  return value > than.value ? { point, value } : than;
}
