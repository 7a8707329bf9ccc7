/** What must hold of a problem and its history before anything is computed from them. */
import { describeValue } from '../text/index.js';
import type { Observation, SearchHistory, SearchProblem } from './problem.js';

/**
 * Throws RangeError where a problem has no objective, names twice, several objectives and no threshold for one, or bounds
 * that are no numbers.
 */
export function checkProblem(problem: SearchProblem): void {
  requireRecord('problem', problem);
  const { objectives, outcomeConstraints = [] } = problem;
  requireRecords('objectives', objectives);
  requireRecords('outcome constraints', outcomeConstraints);
  if (objectives.length === 0) throw new RangeError('search: expected an objective, got none');
  const names = [...objectives, ...outcomeConstraints].map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw new RangeError(`search: expected outcomes with different names, got ${names.join(', ')}`);
  }
  for (const { name, threshold, log, cost } of objectives) {
    if (typeof name !== 'string') throw notAName('objectives', name);
    if (threshold === undefined ? objectives.length > 1 : !Number.isFinite(threshold)) {
      const why = threshold === undefined ? ', as there are several objectives' : '';
      throw new RangeError(
        `search: objective '${name}': expected a finite threshold${why}, got ${describeValue(threshold)}`,
      );
    }
    if (log && !cost && threshold !== undefined && !(threshold > 0)) {
      throw new RangeError(
        `search: objective '${name}': expected a threshold > 0, as it is modelled in its logarithm, got ${threshold}`,
      );
    }
  }
  for (const { name, bound } of outcomeConstraints) {
    if (typeof name !== 'string') throw notAName('outcome constraints', name);
    if (typeof bound !== 'number' || Number.isNaN(bound)) {
      throw new RangeError(
        `search: constraint '${name}': expected a number for its bound, got ${describeValue(bound)}`,
      );
    }
  }
}

/** Throws RangeError for observations that say what no trial can end with. */
export function checkHistory(problem: SearchProblem, { observations }: SearchHistory): void {
  requireRecords('observations', observations);
  for (const observation of observations) checkObservation(problem, observation);
}

function checkObservation(problem: SearchProblem, observation: Observation): void {
  const { objectives, outcomeConstraints = [] } = problem;
  switch (observation.kind) {
    case 'infeasible':
    case 'failed':
      return;
    case 'completed':
    case 'pruned':
      if (!isRecord(observation.outcomes)) {
        throw fault(observation, 'expected outcomes by name, got none');
      }
      for (const { name, cost, log } of [...objectives, ...outcomeConstraints] as Named[]) {
        const value = observation.outcomes[name];
        // A cheap objective is computed where it was not told; what was pruned need not have come to all of them.
        if (value === undefined && (cost || observation.kind === 'pruned')) continue;
        if (value === undefined || !Number.isFinite(value)) {
          throw fault(
            observation,
            `expected a finite '${name}', got ${describeValue(value)}; tell it as failed`,
          );
        }
        if (log && !cost && !(value > 0)) {
          const why = 'as it is modelled in its logarithm';
          throw fault(observation, `expected '${name}' > 0, ${why}, got ${value}`);
        }
      }
      checkNoise(observation);
      return;
    default:
      observation satisfies never;
      throw fault(
        observation as Observation,
        `expected completed, pruned, failed or infeasible, got ${describeValue((observation as Observation).kind)}`,
      );
  }
}

interface Named {
  readonly name: string;
  readonly cost?: unknown;
  readonly log?: boolean;
}

function checkNoise(observation: Extract<Observation, { kind: 'completed' | 'pruned' }>): void {
  for (const [name, variance] of Object.entries(observation.noiseVariance ?? {})) {
    if (Number.isFinite(variance) && variance >= 0) continue;
    throw fault(
      observation,
      `expected a noise variance of '${name}' from 0, got ${describeValue(variance)}`,
    );
  }
}

function fault({ configuration }: Observation, message: string): RangeError {
  return new RangeError(`search: observation of ${JSON.stringify(configuration)}: ${message}`);
}

/** Values come from files and from programs without types: nothing is taken out of what is no list of records. Throws RangeError. */
export function requireRecords(name: string, list: unknown): void {
  if (!Array.isArray(list)) {
    throw new RangeError(`search: ${name}: expected a list, got ${describeValue(list)}`);
  }
  for (const entry of list) requireRecord(name, entry);
}

function requireRecord(name: string, value: unknown): void {
  if (isRecord(value)) return;
  throw new RangeError(`search: ${name}: expected keys and values, got ${describeValue(value)}`);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function notAName(where: string, name: unknown): RangeError {
  return new RangeError(`search: ${where}: expected text as a name, got ${describeValue(name)}`);
}
