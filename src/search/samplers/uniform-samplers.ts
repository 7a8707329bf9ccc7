/** Samplers that do not learn: plain random points and scrambled Sobol' points. */
import { createRng, createSobol, SOBOL_DIMENSIONS } from '../../random/index.js';
import { checkProblem } from '../check-problem.js';
import type { Configuration, Sampler, SearchHistory, SearchProblem } from '../problem.js';
import { createSpaceCodec, type SpaceCodec } from '../space/space-codec.js';

/** Draws until a configuration is new; after that a space that can be listed is gone through in order. */
const MOST_DRAWS = 1000;
const MOST_LISTED = 100_000;

/** Independent points, evenly over what the constraints allow. */
export function createRandomSampler(): Sampler {
  return {
    name: 'random',
    suggest(problem, history, seed) {
      const codec = checkedCodec(problem);
      const rng = createRng(seed).fork('random', countTold(history));
      const uniform = new Float64Array(codec.dimensions.length);
      return firstNew(codec, history, () => {
        for (let i = 0; i < uniform.length; i++) uniform[i] = rng.uniform();
        return uniform;
      });
    },
  };
}

export interface SobolOptions {
  /** Pass over points whose cheap objectives are beyond their thresholds, as far as there are others. */
  readonly withinBudget?: boolean;
}

/** Points of the sequence that are looked at for one within the budget. */
const MOST_PASSED = 64;

/** The next points of one scrambled Sobol' sequence: more even than random ones. */
export function createSobolSampler({ withinBudget = false }: SobolOptions = {}): Sampler {
  return {
    name: 'sobol',
    suggest(problem, history, seed) {
      const codec = checkedCodec(problem);
      const d = codec.dimensions.length;
      if (d > SOBOL_DIMENSIONS) {
        throw new RangeError(
          `sobol sampler: expected at most ${SOBOL_DIMENSIONS} parameters, got ${d}; use the random sampler`,
        );
      }
      const sobol = createSobol(d, seed);
      let index = countTold(history);
      const next = () => firstNew(codec, history, () => sobol.point(index++));
      const first = next();
      if (!withinBudget) return first;
      for (let passed = 0, point = first; passed < MOST_PASSED; passed++, point = next()) {
        if (isWithinBudget(problem, point)) return point;
      }
      return first;
    },
  };
}

/** Whether all cheap objectives keep their thresholds. */
export function isWithinBudget(
  { objectives }: Pick<SearchProblem, 'objectives'>,
  configuration: Configuration,
): boolean {
  return objectives.every(
    ({ cost, threshold = Number.POSITIVE_INFINITY }) => !cost || cost(configuration) <= threshold,
  );
}

function checkedCodec(problem: SearchProblem): SpaceCodec {
  checkProblem(problem);
  return createSpaceCodec(problem.space);
}

/** How many configurations have been suggested so far. */
export function countTold({ observations, pending }: SearchHistory): number {
  return observations.length + pending.length;
}

/** Keys of all configurations that were suggested. */
export function takenKeys(
  codec: SpaceCodec,
  { observations, pending }: SearchHistory,
): Set<string> {
  const keys = observations.map(({ configuration }) => codec.key(configuration));
  return new Set([...keys, ...pending.map((configuration) => codec.key(configuration))]);
}

/** The first configuration that was not suggested before; any where all were, or are too many to go through. */
export function firstNew(
  codec: SpaceCodec,
  history: SearchHistory,
  next: () => Float64Array,
): Configuration {
  const taken = takenKeys(codec, history);
  let configuration = codec.decode(codec.draw(next()));
  for (let draws = 1; draws < MOST_DRAWS && taken.has(codec.key(configuration)); draws++) {
    configuration = codec.decode(codec.draw(next()));
  }
  if (!taken.has(codec.key(configuration)) || codec.size > MOST_LISTED) return configuration;
  return firstListed(codec, taken) ?? configuration;
}

/** Drawing may miss what is rarely drawn, as the upper end of a log scale. */
function firstListed(codec: SpaceCodec, taken: ReadonlySet<string>): Configuration | null {
  const { dimensions } = codec;
  const point = new Float64Array(dimensions.length);
  for (let number = 0; number < codec.size; number++) {
    let rest = number;
    dimensions.forEach(({ kind, levels, low, toUnit }, i) => {
      const count = kind === 'continuous' ? 1 : levels.length;
      point[i] = toUnit(kind === 'continuous' ? low : levels[rest % count]);
      rest = Math.floor(rest / count);
    });
    const configuration = codec.decode(codec.repair(point));
    if (!taken.has(codec.key(configuration))) return configuration;
  }
  return null;
}
