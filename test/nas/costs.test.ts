/** What every cost of the table must do in a study that weighs it: budget, front, hypervolume, halving, search, sentences. */
import { describe, expect, it } from 'vitest';
import {
  brokenBudget,
  COST_NAMES,
  type CostName,
  chooseTrial,
  costFacts,
  costsOf,
  createCostComputer,
  describeThresholds,
  problemOf,
  type StudyDescription,
  type StudyState,
  spaceOf,
  stopRules,
  studyFront,
  studyHypervolume,
  type TrialState,
} from '../../dist/nas/index.js';
import { describeStudy } from './fake-study.js';

const THRESHOLD = 1000;

function descriptionWith(name: CostName, role: 'objective' | 'limit' = 'objective') {
  const others = COST_NAMES.filter((other) => other !== name)
    .filter((other) => costFacts(other).threshold !== null)
    .map((other) => `${other}: { threshold: 1e6 }`);
  const own = `${name}: { threshold: ${THRESHOLD}, role: ${role} }`;
  return describeStudy(`objectives: { error: { threshold: 4 }, ${[own, ...others].join(', ')} }`);
}

const ALIKE = { cpuMs: 1, memoryMb: 50, parameters: 7, flops: 1 };

function trialOf(id: number, error: number, costs: object, curve: number[] = []): TrialState {
  const trial = {
    id,
    status: 'completed',
    error,
    curve,
    repeats: [],
    costs: { ...ALIKE, ...costs },
  };
  return trial as unknown as TrialState;
}

function stateOf(name: CostName, trials: TrialState[], role?: 'limit'): StudyState {
  const description = descriptionWith(name, role);
  const calibration = [{ configuration: someConfiguration(description), costs: ALIKE }];
  return { created: { description }, trials, calibration } as unknown as StudyState;
}

const ids = (trials: readonly TrialState[]) => trials.map(({ id }) => id);

describe.each(COST_NAMES)('the cost %s', (name) => {
  it('is weighed where a study names it, under its threshold', () => {
    expect(costsOf(descriptionWith(name))).toContainEqual({ name, threshold: THRESHOLD });
  });

  it('breaks the budget above its threshold and not at it', () => {
    const description = descriptionWith(name);
    expect(brokenBudget({ ...ALIKE, [name]: THRESHOLD }, description)).toBeNull();
    expect(brokenBudget({ ...ALIKE, [name]: THRESHOLD + 1 }, description)).toMatch(
      new RegExp(`^${name} .* above ${THRESHOLD}$`),
    );
  });

  it('keeps on the front what is dearer in error and cheaper in it', () => {
    const trials = [
      trialOf(0, 1, { [name]: 900 }),
      trialOf(1, 2, { [name]: 100 }),
      trialOf(2, 3, { [name]: 100 }),
      trialOf(3, 0.5, { [name]: THRESHOLD + 1 }),
    ];
    expect(ids(studyFront(stateOf(name, trials)))).toEqual([0, 1]);
  });

  it('counts nothing as a limit that is kept', () => {
    const trials = [trialOf(0, 1, { [name]: 900 }), trialOf(1, 2, { [name]: 100 })];
    expect(ids(studyFront(stateOf(name, trials, 'limit')))).toEqual([0]);
  });

  it('has its share in the hypervolume', () => {
    const volume = (cost: number) =>
      studyHypervolume(stateOf(name, [trialOf(0, 2, { [name]: cost })]));
    expect(volume(750) / volume(500)).toBeCloseTo(0.5, 9);
  });

  it('shields a cheaper network from being stopped by dearer ones', () => {
    const curve = Array.from({ length: 9 }, () => 1);
    const rivals = [0, 1, 2, 3].map((id) => trialOf(id, 1, { [name]: 800 }, curve));
    const rules = (cost: number) =>
      stopRules({ ...ALIKE, [name]: cost }, rivals, descriptionWith(name));
    expect(rules(800).length).toBeGreaterThan(0);
    expect(rules(700)).toEqual([]);
  });

  it('is an objective of the search, foretold for networks that were not measured', () => {
    const state = stateOf(name, []);
    const { description } = state.created;
    const compute = createCostComputer(description);
    const objective = problemOf(state, compute).objectives.find((o) => o.name === name);
    expect(objective?.threshold).toBe(THRESHOLD);
  });

  it('stands in the sentence on thresholds', () => {
    const { name: words, unit } = costFacts(name);
    expect(describeThresholds(descriptionWith(name))).toContain(`${words} ${THRESHOLD}${unit}`);
  });
});

describe('a cost that no study has to name', () => {
  it('is not weighed where none does', () => {
    const description = describeStudy();
    expect(costsOf(description).map(({ name }) => name)).toEqual(['cpuMs', 'memoryMb']);
    expect(brokenBudget({ ...ALIKE, cpuMs: 0.01, parameters: 1e9 }, description)).toBeNull();
  });

  it('is refused without a threshold', () => {
    expect(() => describeStudy('objectives: { parameters: {} }')).toThrow('parameters.threshold');
  });

  it('is known exactly where it follows from shapes', () => {
    const state = stateOf('parameters', []);
    const compute = createCostComputer(state.created.description);
    const problem = problemOf(state, compute);
    const configuration = someConfiguration(state.created.description);
    const objective = problem.objectives.find((o) => o.name === 'parameters');
    const cost = objective as { cost?: (c: typeof configuration) => number };
    expect(cost.cost?.(configuration)).toBe(compute(configuration).parameters);
  });

  it('leaves the choice to CPU time', () => {
    const trials = [
      trialOf(0, 1, { cpuMs: 1, parameters: 900 }),
      trialOf(1, 1, { cpuMs: 0.5, parameters: 950 }),
    ];
    expect(chooseTrial(stateOf('parameters', trials))?.trial.id).toBe(1);
  });
});

type Parameter = ReturnType<typeof spaceOf>['parameters'][number];

function someConfiguration(description: StudyDescription): Record<string, number | string> {
  return Object.fromEntries(spaceOf(description).parameters.map(middle));
}

function middle(parameter: Parameter): [string, number | string] {
  return 'values' in parameter
    ? [parameter.name, parameter.values[0]!]
    : [parameter.name, Math.round((parameter.low + parameter.high) / 2)];
}
