/** `search run --dry-run`: what a study would begin with. */
import {
  brokenBudget,
  createCostMeasurement,
  describeConfiguration,
  describeThresholds,
  firstSuggestions,
  memoryName,
  type StudyDescription,
  spaceOf,
  type TrialCosts,
  withoutPassword,
} from '../../nas/index.js';
import { formatBytes, wrapText } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { deviceName } from './study-means.js';

const DRY_SUGGESTIONS = 8;

/** Prints what a study would begin with. */
export async function printDryRun(
  description: StudyDescription,
  options: { readonly json?: boolean },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const space = spaceOf(description);
  const measure = createCostMeasurement(description);
  const suggestions = await firstSuggestions(description, DRY_SUGGESTIONS, { measure, signal });
  if (options.json) {
    terminal.printJson({ description: withoutPassword(description), space, suggestions });
    return;
  }
  terminal.print(
    `Study ${description.name}: ${description.trials} trials of ${description.epochs} epochs`,
  );
  for (const parameter of space.parameters) terminal.print(`  ${describeParameter(parameter)}`);
  for (const { lower, upper } of space.constraints ?? []) terminal.print(`  ${lower} <= ${upper}`);
  terminal.print(`Thresholds: ${describeThresholds(description)}`);
  terminal.print(`First suggestions, costs measured on ${deviceName(description)}:`);
  terminal.print(wrapText(`MB: ${memoryName(description)}`, terminal.columns, '  '));
  for (const [i, { configuration, costs, activationBytes }] of suggestions.entries()) {
    terminal.print(`${String(i + 1).padStart(3)}  ${describeCosts(costs, description)}`);
    terminal.print(`     ${describeComputed(costs, activationBytes)}`);
    terminal.print(wrapText(describeConfiguration(configuration), terminal.columns, '     '));
  }
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

function describeParameter(parameter: StudyParameter): string {
  switch (parameter.kind) {
    case 'ordered':
    case 'choice':
      return `${parameter.name}: ${parameter.values.join(', ')}`;
    default:
      return `${parameter.name}: ${parameter.low} to ${parameter.high}${parameter.log ? ', log scale' : ''}`;
  }
}

type StudyParameter = ReturnType<typeof spaceOf>['parameters'][number];
