/**
 * Bayesian optimisation [Daulton2020; Ament2023]: after a scrambled Sobol' start, a Gaussian process for each outcome
 * that is measured, and the point where the expected improvement of the dominated hypervolume (of the best value, for a
 * single objective) is largest.
 *
 * What became of a trial:
 *   completed   teaches the surrogates and stands for the front
 *   pruned      teaches the surrogates what it would have had, with the variance of that; never on the front
 *   failed      counts as bad as the worst that was seen, so that the search keeps away
 *   infeasible  is not tried again; its cost was known, so there is nothing to learn
 */
import { createRng, type Rng } from '../../random/index.js';
import { averageAcquisitions, createAcquisition } from '../acquisition/acquisition.js';
import { type PreparedBoxes, prepareBoxes } from '../acquisition/hypervolume-improvement.js';
import { improvementBoxes } from '../acquisition/improvement-boxes.js';
import { maximiseAcquisition } from '../acquisition/maximise.js';
import { createScenarios, type Scenarios } from '../acquisition/scenarios.js';
import { fitOutcome, type OutcomeModel } from '../acquisition/surrogate.js';
import { checkHistory, checkProblem } from '../check-problem.js';
import { DEFAULT_FITS, type FitSettings } from '../gaussian-process/fit.js';
import { paretoFront } from '../pareto.js';
import type {
  Configuration,
  Observation,
  Sampler,
  SearchHistory,
  SearchProblem,
} from '../problem.js';
import { createSpaceCodec, type SpaceCodec } from '../space/space-codec.js';
import { createInputEncoder, type InputEncoder } from '../space/surrogate-inputs.js';
import {
  countTold,
  createRandomSampler,
  createSobolSampler,
  isWithinBudget,
  takenKeys,
} from './uniform-samplers.js';

export interface BayesianOptions {
  /** Points of the Sobol' start; unless given 5 where objectives have costs, else one more than parameters, from 5 to 12. */
  readonly initialPoints?: number;
  /** Priors of the surrogates; the expected improvement is averaged over them. */
  readonly fits?: readonly FitSettings[];
  /** Points that the acquisition is evaluated at before climbing. */
  readonly rawPoints?: number;
  /** Climbs. */
  readonly starts?: number;
}

/** Chosen by hand, but for the start: `npm run bench:search -- --variants "start of d + 1,start of 5"` (docs/search.md). */
export const SAMPLER_SETTINGS = {
  /** Points of the Sobol' start: one more than parameters, within these; the least where objectives have costs. */
  leastInitial: 5,
  mostInitial: 12,
  /** In spaces of so few parameters the start leaves no corner to extrapolate into. */
  fewParameters: 3,
  /** Share of what was tried that lies within all thresholds, from which on the search has its bearings. */
  bearings: 0.5,
} as const;

/**
 * How many points the Bayesian sampler tries before it learns, unless told otherwise. Where an objective can be computed, much
 * is known beforehand, and trials of an even start are better spent on what the surrogates say.
 */
export function bayesianStart({ space, objectives }: SearchProblem): number {
  const { leastInitial, mostInitial } = SAMPLER_SETTINGS;
  if (objectives.some(({ cost }) => cost !== undefined)) return leastInitial;
  return Math.min(mostInitial, Math.max(leastInitial, space.parameters.length + 1));
}

/** A sampler that learns. Throws RangeError for a problem or a history that is none. */
export function createBayesianSampler(options: BayesianOptions = {}): Sampler {
  return {
    name: 'bayesian',
    suggest(problem, history, seed) {
      checkProblem(problem);
      checkHistory(problem, history);
      const codec = createSpaceCodec(problem.space);
      const initial = options.initialPoints ?? bayesianStart(problem);
      const known = history.observations.filter(
        (o) => o.kind === 'completed' || o.kind === 'pruned',
      );
      if (countTold(history) < initial || known.length < 2 || !hasAllOutcomes(problem, known)) {
        return createSobolSampler({ withinBudget: true }).suggest(problem, history, seed);
      }
      const centre = untriedCentre(problem, history, codec);
      if (centre) return centre;
      const rng = createRng(seed).fork('bayesian', countTold(history));
      return suggestByModel(problem, history, codec, rng, options, seed);
    },
  };
}

/**
 * The centre of the space, where most of what was tried lies beyond the thresholds and it was not tried yet; otherwise null.
 * Surrogates of a handful of points extrapolate towards the corners, and the first suggestions all go there
 * [Siivola2018, on exploring boundaries too much]; at the centre they extrapolate least. Ax begins every search with it.
 */
function untriedCentre(
  { objectives }: SearchProblem,
  history: SearchHistory,
  codec: SpaceCodec,
): Configuration | null {
  if (objectives.length < 2 || codec.dimensions.length <= SAMPLER_SETTINGS.fewParameters)
    return null;
  const completed = history.observations.filter((o) => o.kind === 'completed');
  const within = completed.filter(({ configuration, outcomes }) =>
    objectives.every(
      ({ name, cost, threshold = Number.POSITIVE_INFINITY }) =>
        (outcomes[name] ?? cost?.(configuration) ?? threshold) <= threshold,
    ),
  );
  if (within.length >= SAMPLER_SETTINGS.bearings * completed.length) return null;
  const centre = new Float64Array(codec.dimensions.length).fill(0.5);
  const configuration = codec.decode(codec.draw(centre));
  if (!isWithinBudget({ objectives }, configuration)) return null;
  return takenKeys(codec, history).has(codec.key(configuration)) ? null : configuration;
}

/** Whether each outcome that needs a surrogate was measured once at least. */
function hasAllOutcomes(
  { objectives, outcomeConstraints = [] }: SearchProblem,
  known: readonly Extract<Observation, { kind: 'completed' | 'pruned' }>[],
): boolean {
  const modelled = [...objectives.filter(({ cost }) => !cost), ...outcomeConstraints];
  return modelled.every(({ name }) => known.some(({ outcomes }) => outcomes[name] !== undefined));
}

function suggestByModel(
  problem: SearchProblem,
  history: SearchHistory,
  codec: SpaceCodec,
  rng: Rng,
  options: BayesianOptions,
  seed: number,
): Configuration {
  const taught = history.observations.filter(({ kind }) => kind !== 'infeasible');
  const points = taught.map(({ configuration }) => codec.encode(configuration));
  const pending = history.pending.map((configuration) => codec.encode(configuration));
  const encoder = createInputEncoder(problem, codec, points);
  const known = [...taught.map(costsOf(problem)), ...history.pending.map(costOf(problem))];
  const counts = [...taught.map(({ kind }) => kind === 'completed'), ...pending.map(() => true)];
  const elite = new Set<number>();
  const members = (options.fits ?? DEFAULT_FITS).map((settings, member) => {
    const surrogates = fitSurrogates(problem, taught, encoder, points, settings);
    const scenarios = createScenarios(
      surrogates.all,
      encoder.encodeAll(points),
      encoder.encodeAll(pending),
      rng.fork('member', member),
    );
    const fronts = scenarios.outcomes.map((rows) =>
      feasibleRows(problem, surrogates, rows, known, counts),
    );
    for (const row of eliteRows(fronts[0])) elite.add(row);
    return createAcquisition({
      objectives: problem.objectives,
      models: surrogates.objectives,
      constraints: surrogates.constraints,
      scenarios,
      boxes: boxesOf(problem, surrogates, scenarios, fronts, known),
      encoder,
      decode: codec.decode,
    });
  });
  const allPoints = [...points, ...pending];
  const found = maximiseAcquisition(averageAcquisitions(members), codec, {
    elite: [...elite].map((row) => allPoints[row]),
    taken: takenKeys(codec, history),
    rng,
    ...(options.rawPoints === undefined ? {} : { rawPoints: options.rawPoints }),
    ...(options.starts === undefined ? {} : { starts: options.starts }),
  });
  return found ? codec.decode(found) : createRandomSampler().suggest(problem, history, seed);
}

interface Surrogates {
  /** By objective; null for cheap ones. */
  readonly objectives: readonly (OutcomeModel | null)[];
  readonly constraints: readonly { readonly model: OutcomeModel; readonly bound: number }[];
  /** Those of objectives that have one, then those of constraints. */
  readonly all: readonly OutcomeModel[];
}

function fitSurrogates(
  { objectives, outcomeConstraints = [] }: SearchProblem,
  taught: readonly Observation[],
  encoder: InputEncoder,
  points: readonly Float64Array[],
  settings: FitSettings,
): Surrogates {
  const inputs = encoder.encodeAll(points);
  const fitNamed = (name: string, log: boolean, threshold: number | undefined) =>
    fitOutcome(
      inputs,
      {
        name,
        values: outcomeValues(taught, name),
        noiseVariances: taught.map((o) =>
          o.kind === 'completed' || o.kind === 'pruned' ? (o.noiseVariance?.[name] ?? 0) : 0,
        ),
        log,
        threshold,
      },
      settings,
    );
  const models = objectives.map(({ name, log = false, threshold, cost }) =>
    cost ? null : fitNamed(name, log, threshold),
  );
  const constraints = outcomeConstraints.map(({ name, bound }) => ({
    model: fitNamed(name, false, bound),
    bound,
  }));
  const modelled = models.filter((model) => model !== null);
  return {
    objectives: models,
    constraints,
    all: [...modelled, ...constraints.map((c) => c.model)],
  };
}

/** What was measured; for what failed the worst that was. */
function outcomeValues(taught: readonly Observation[], name: string): number[] {
  const measured = taught.flatMap((o) =>
    (o.kind === 'completed' || o.kind === 'pruned') && o.outcomes[name] !== undefined
      ? [o.outcomes[name]]
      : [],
  );
  const worst = Math.max(...measured);
  return taught.map((o) =>
    o.kind === 'completed' || o.kind === 'pruned' ? (o.outcomes[name] ?? worst) : worst,
  );
}

/** Known costs of a configuration by objective; null for objectives that are measured. */
function costOf({
  objectives,
}: SearchProblem): (configuration: Configuration) => (number | null)[] {
  return (configuration) => objectives.map(({ cost }) => (cost ? cost(configuration) : null));
}

/** The same of an observation: what was measured of a cheap objective goes before what was computed. */
function costsOf(problem: SearchProblem): (observation: Observation) => (number | null)[] {
  const computed = costOf(problem);
  return (observation) => {
    const costs = computed(observation.configuration);
    if (observation.kind !== 'completed') return costs;
    return costs.map((cost, k) =>
      cost === null ? null : (observation.outcomes[problem.objectives[k].name] ?? cost),
    );
  };
}

interface FrontRow {
  readonly row: number;
  readonly values: readonly number[];
}

/** Objective values of the rows that count and keep all constraints, in one scenario. */
function feasibleRows(
  { objectives }: SearchProblem,
  { objectives: models, constraints }: Surrogates,
  rows: readonly (readonly number[])[],
  known: readonly (readonly (number | null)[])[],
  counts: readonly boolean[],
): FrontRow[] {
  const modelled = models.filter((model) => model !== null).length;
  return rows.flatMap((outcomes, row) => {
    if (!counts[row]) return [];
    if (constraints.some(({ bound }, c) => outcomes[modelled + c] > bound)) return [];
    let next = 0;
    const values = objectives.map((_, k) => known[row][k] ?? outcomes[next++]);
    return [{ row, values }];
  });
}

/** Boxes of each scenario; null while no point keeps the constraints. */
function boxesOf(
  { objectives }: SearchProblem,
  surrogates: Surrogates,
  { outcomes }: Scenarios,
  fronts: readonly (readonly FrontRow[])[],
  known: readonly (readonly (number | null)[])[],
): PreparedBoxes[] | null {
  const unconstrained = surrogates.constraints.length === 0;
  if (!unconstrained && fronts.every((front) => front.length === 0)) return null;
  const reference = objectives.map((objective, k) => {
    if (objective.threshold !== undefined) return objective.threshold;
    return worstOf(k, outcomes, known);
  });
  return fronts.map((front) =>
    prepareBoxes(
      improvementBoxes(
        front.map(({ values }) => values),
        reference,
      ),
    ),
  );
}

/** A single objective without a threshold: all that was seen is better than this. */
function worstOf(
  k: number,
  outcomes: Scenarios['outcomes'],
  known: readonly (readonly (number | null)[])[],
): number {
  const values = outcomes.flatMap((rows) => rows.map((row, i) => known[i][k] ?? row[0]));
  const most = Math.max(...values);
  return most + Math.max(1e-9, Math.abs(most)) * 1e-3;
}

/** Rows of the first scenario's front; of a single objective the three best. */
function eliteRows(front: readonly FrontRow[]): number[] {
  if (front.length === 0) return [];
  if (front[0].values.length === 1) {
    return [...front]
      .sort((a, b) => a.values[0] - b.values[0])
      .slice(0, 3)
      .map(({ row }) => row);
  }
  return paretoFront(front.map(({ values }) => values)).map((i) => front[i].row);
}
