/** What a study would begin with, in lines. */
import { formatBytes, wrapText } from '../../text/index.js';
import { memoryName } from '../cost/costs.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { deviceName } from '../device-name.js';
import type { TrialCosts } from '../study/events.js';
import { brokenBudget } from '../study/ranked-costs.js';
import type { FirstSuggestion } from './first-suggestions.js';
import { describeConfiguration, describeThresholds } from './study-view.js';

type Parameter = ReturnType<typeof spaceOf>['parameters'][number];

/** The space, the thresholds, and the first suggestions with what they cost; `columns` wide at most where it is words. */
export function describeDryRun(
  description: StudyDescription,
  suggestions: readonly FirstSuggestion[],
  columns: number,
): string[] {
  const { parameters, constraints = [] } = spaceOf(description);
  return [
    `Study ${description.name}: ${description.trials} trials of ${description.epochs} epochs`,
    ...parameters.map((parameter) => `  ${describeParameter(parameter)}`),
    ...constraints.map(({ lower, upper }) => `  ${lower} <= ${upper}`),
    `Thresholds: ${describeThresholds(description)}`,
    `First suggestions, costs measured on ${deviceName(description)}:`,
    wrapText(`MB: ${memoryName(description)}`, columns, '  '),
    ...suggestions.flatMap(({ configuration, costs, activationBytes }, i) => [
      `${String(i + 1).padStart(3)}  ${describeCosts(costs, description)}`,
      `     ${describeComputed(costs, activationBytes)}`,
      wrapText(describeConfiguration(configuration), columns, '     '),
    ]),
  ];
}

function describeCosts(costs: TrialCosts, description: StudyDescription): string {
  const beyond = brokenBudget(costs, description) !== null;
  return (
    `${costs.cpuMs.toPrecision(3)} ms, ${costs.memoryMb} MB` +
    (beyond ? ', beyond the budget: would not be trained' : '')
  );
}

function describeComputed({ parameters, flops }: TrialCosts, activationBytes: number): string {
  const megaflops = (flops / 1e6).toPrecision(3);
  return `${parameters} parameters, ${megaflops} MFLOP, ${formatBytes(activationBytes)} of activations`;
}

function describeParameter(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'ordered':
    case 'choice':
      return `${parameter.name}: ${parameter.values.join(', ')}`;
    default:
      return `${parameter.name}: ${parameter.low} to ${parameter.high}${parameter.log ? ', log scale' : ''}`;
  }
}
