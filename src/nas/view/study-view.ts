/** A study as tables and sentences for people, and as plain data for programs. */
import { COST_NAMES, type CostName, costFacts, costsOf } from '../cost/costs.js';
import { chooseTrial, studyFront, studyHypervolume, usableTrials } from '../study/study-front.js';
import { meanError, type StudyState, type TrialState } from '../study/study-state.js';

export interface StudyCounts {
  readonly completed: number;
  readonly pruned: number;
  readonly infeasible: number;
  readonly failed: number;
  readonly running: number;
  readonly wanted: number;
}

export function countTrials({ trials, created }: StudyState): StudyCounts {
  const count = (...statuses: TrialState['status'][]) =>
    trials.filter(({ status }) => statuses.includes(status)).length;
  return {
    completed: count('completed'),
    pruned: count('pruned'),
    infeasible: count('infeasible'),
    failed: count('failed'),
    running: count('running', 'suggested'),
    wanted: created.description.trials,
  };
}

/** `23 of 40 trials done, 2 running`. */
export function describeProgress(counts: StudyCounts): string {
  const { completed, pruned, infeasible, failed, running, wanted } = counts;
  return `${completed + pruned + infeasible + failed} of ${wanted} trials done, ${running} running`;
}

/** `12 trained, 5 stopped early, 5 beyond the budget, 1 failed`. */
export function describeEnds({ completed, pruned, infeasible, failed }: StudyCounts): string {
  return `${completed} trained, ${pruned} stopped early, ${infeasible} beyond the budget, ${failed} failed`;
}

export function describeCounts(counts: StudyCounts): string {
  return `${describeProgress(counts)}: ${describeEnds(counts)}`;
}

/** `error 5 degrees, CPU time 10 ms, memory 100 MB`. */
export function describeThresholds({ objectives }: StudyState['created']['description']): string {
  const { measure, threshold } = objectives.error;
  const unit = measure === 'recoveryDegrees' ? ' degrees' : ' (mean squared)';
  return [`error ${threshold}${unit}`, ...costThresholds(objectives)].join(', ');
}

/** `CPU time 10 ms`, `memory 100 MB`. */
function costThresholds(objectives: StudyState['created']['description']['objectives']): string[] {
  return costsOf({ objectives }).map(({ name, threshold }) => {
    const facts = costFacts(name);
    return `${facts.name} ${threshold}${facts.unit}`;
  });
}

export function errorUnit({ created }: StudyState): string {
  return created.description.objectives.error.measure === 'recoveryDegrees' ? '°' : '';
}

/** `9.87 ms`, `12345 parameters`. */
function describeCost(name: CostName, value: number): string {
  const { unit, format, name: plain } = costFacts(name);
  return unit === '' ? `${value} ${plain}` : `${format(value)}${unit}`;
}

/** One line on what became of a trial. */
export function describeTrial(trial: TrialState, unit: string): string {
  const costs = trial.costs
    ? COST_NAMES.map((name) => describeCost(name, trial.costs![name])).join(', ')
    : 'costs unknown';
  const name = `trial ${String(trial.id).padStart(3)}`;
  switch (trial.status) {
    case 'completed':
      return `${name}  trained        ${meanError(trial).toFixed(3)}${unit}  ${costs}`;
    case 'pruned':
      return `${name}  stopped early  ${trial.error.toFixed(3)}${unit} after ${trial.curve.length} epochs  ${costs}`;
    case 'infeasible':
      return `${name}  beyond budget  ${trial.reason}`;
    case 'failed':
      return `${name}  failed         ${trial.reason}`;
    case 'running':
    case 'suggested':
      return `${name}  ${trial.status}`;
    default:
      trial.status satisfies never;
      return name;
  }
}

export const FRONT_HEADINGS = [
  'trial',
  'error',
  'seeds',
  ...COST_NAMES.map((name) => costFacts(name).heading),
  '',
  'network',
];

/** The front, and what else could be taken: trials that were trained with several seeds; by rising error. */
export function frontRows(state: StudyState): string[][] {
  const unit = errorUnit(state);
  const front = studyFront(state);
  const chosen = chooseTrial(state)?.trial;
  const listed = usableTrials(state)
    .filter((trial) => front.includes(trial) || trial.repeats.length > 0 || trial.id === chosen?.id)
    .sort((a, b) => meanError(a) - meanError(b));
  return listed.map((trial) => [
    String(trial.id),
    `${meanError(trial).toFixed(3)}${unit}`,
    String(1 + trial.repeats.length),
    ...COST_NAMES.map((name) => costFacts(name).format(trial.costs![name])),
    [front.includes(trial) ? 'front' : '', trial.id === chosen?.id ? 'take' : '']
      .filter(Boolean)
      .join(', '),
    describeConfiguration(trial.configuration),
  ]);
}

/** The front with a column for each choice in which its networks differ, and the choices that all of them share. */
export function frontColumns(state: StudyState): {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly shared: string;
} {
  const rows = frontRows(state);
  const byId = new Map(state.trials.map((trial) => [String(trial.id), trial.configuration]));
  const networks = rows.map(([id]) => byId.get(id!) ?? {});
  const names = [...new Set(networks.flatMap((network) => Object.keys(network)))];
  const choiceOf = (network: TrialState['configuration'], name: string) =>
    name in network ? shortValue(network[name]!) : '-';
  const differs = (name: string) =>
    new Set(networks.map((network) => choiceOf(network, name))).size > 1;
  const own = names.filter(differs);
  const shared = names
    .filter((name) => !differs(name))
    .map((name) => `${name} ${choiceOf(networks[0]!, name)}`);
  return {
    headings: [...FRONT_HEADINGS.slice(0, -1).map((heading) => heading || 'mark'), ...own],
    rows: rows.map((row, i) => [
      ...row.slice(0, -1),
      ...own.map((name) => choiceOf(networks[i]!, name)),
    ]),
    shared: shared.join(', '),
  };
}

function shortValue(value: string | number | boolean): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value);
}

/** The choices of a configuration, shortest form. */
export function describeConfiguration(configuration: TrialState['configuration']): string {
  return Object.entries(configuration)
    .map(([name, value]) => `${name} ${shortValue(value)}`)
    .join(', ');
}

/** The network to take, in words. */
export function describeChoice(state: StudyState): string {
  const choice = chooseTrial(state);
  if (choice) return `Take trial ${choice.trial.id}: ${choice.why}.`;
  return (
    `No trial is within the thresholds (${describeThresholds(state.created.description)}); ` +
    'allow more, or try more networks.'
  );
}

/** Where a study stands: counts, hypervolume, and a line for every trial. */
export function describeStudy(state: StudyState): string[] {
  const unit = errorUnit(state);
  return [
    describeCounts(countTrials(state)),
    `hypervolume ${studyHypervolume(state).toFixed(4)}`,
    ...state.trials.map((trial) => describeTrial(trial, unit)),
    ...(state.usedUp ? [`Ended early: ${state.usedUp}.`] : []),
  ];
}

/** A study as JSON. */
export function studyJson(state: StudyState): Record<string, unknown> {
  const plain = (trial: TrialState) => ({
    ...trial,
    error: Number.isNaN(trial.error) ? null : trial.error,
    meanError: trial.status === 'completed' ? meanError(trial) : null,
  });
  const choice = chooseTrial(state);
  return {
    name: state.created.description.name,
    finished: state.finished,
    counts: countTrials(state),
    hypervolume: studyHypervolume(state),
    front: studyFront(state).map(({ id }) => id),
    choice: choice ? { trial: choice.trial.id, why: choice.why } : null,
    trials: state.trials.map(plain),
  };
}
