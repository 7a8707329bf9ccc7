/** What a study would begin with, before there is one. */
import { bayesianStart, type Configuration, createSobolSampler } from '../../search/index.js';
import { costsOf } from '../cost/costs.js';
import type { MeasureCosts } from '../cost/measure-costs.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { createSampler } from '../study/coordinator.js';
import type { TrialCosts } from '../study/events.js';
import { createCostComputer } from '../study/study-problem.js';

/** A network that a study would begin with, and what it costs. */
export interface FirstSuggestion {
  readonly configuration: Configuration;
  readonly costs: TrialCosts;
  readonly activationBytes: number;
}

const MOST_PASSED_OVER = 100;

/**
 * The first networks that can be built and that a study would try, in their order: at most `count`, and no more than come
 * before the search learns. Throws what measuring throws.
 */
export async function firstSuggestions(
  description: StudyDescription,
  count: number,
  { measure, signal }: { readonly measure: MeasureCosts; readonly signal: AbortSignal },
): Promise<FirstSuggestion[]> {
  // Studies start with Sobol' points, unless their sampler draws at random; a Bayesian one passes over those that it
  // takes to be beyond the budget, once it has learnt what costs what.
  const sampler = description.sampler === 'random' ? createSampler('random') : createSobolSampler();
  const problem = { space: spaceOf(description), objectives: [{ name: 'error' }] };
  const compute = createCostComputer(description);
  const suggestions: FirstSuggestion[] = [];
  const pending: Configuration[] = [];
  const costs = costsOf(description).map(({ name }) => ({ name, cost: () => 0 }));
  const evenly = bayesianStart({ ...problem, objectives: [...problem.objectives, ...costs] });
  const learnsAfter = Math.max(evenly, description.start.length);
  const foreseen = description.sampler === 'bayesian' ? learnsAfter : description.trials;
  const wanted = Math.min(count, foreseen, description.trials);
  // Networks that cannot be built cost a trial nothing but its number.
  while (suggestions.length < wanted && pending.length < MOST_PASSED_OVER + wanted) {
    const configuration =
      description.start[pending.length] ??
      sampler.suggest(problem, { observations: [], pending }, description.seed);
    pending.push(configuration);
    const { activationBytes, fault } = compute(configuration);
    if (fault !== undefined) continue;
    suggestions.push({
      configuration,
      costs: await measure(configuration, signal),
      activationBytes,
    });
  }
  return suggestions;
}
