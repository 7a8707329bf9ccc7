/** The card of an exported network: what it is, where it came from, what it costs. */
import { basename } from 'node:path';
import { markdownCode, markdownText } from '../../text/index.js';
import { memoryName } from '../cost/costs.js';
import { meanError, type StudyState, type TrialState } from '../study/study-state.js';

/** Of the training on all pictures. */
export interface CardFacts {
  readonly name: string;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
  readonly count: number;
  readonly parameterCount: number;
  readonly flops: number;
  readonly licence: string;
  readonly attribution: string;
}

/** The card in Markdown. */
export function trialCard(
  state: StudyState,
  trial: TrialState,
  why: string,
  facts: CardFacts,
): string {
  const { description, device, dataHash } = state.created;
  const { cpuMs, memoryMb } = trial.costs!;
  const { measure } = description.objectives.error;
  const settings = Object.entries(trial.configuration).map(
    ([key, value]) => `| ${markdownText(key)} | ${markdownText(String(value))} |`,
  );
  return `# ${markdownText(facts.name)}

Found by the study ${markdownCode(description.name)}, trial ${trial.id} of ${state.trials.length}: ${why}.

| | |
|---|---|
| trained on | ${facts.count} pictures of ${markdownCode(basename(description.data.path))}, content hash ${markdownText(dataHash)} |
| epochs, seed, threads | ${facts.epochs}, ${facts.seed}, ${facts.threads} |
| error in the study | ${trial.status === 'completed' ? meanError(trial).toFixed(3) : 'not trained to the end'} (${measure === 'recoveryDegrees' ? 'mean recovery error, degrees' : 'mean squared error of (r, b)'}; pictures held back from the training part, ${description.epochs} epochs) |
| CPU time of an estimate | ${cpuMs.toPrecision(3)} ms on ${markdownText(device)} |
| ${memoryName(description)} | ${memoryMb} MB |
| parameters, operations | ${facts.parameterCount}, ${(facts.flops / 1e6).toPrecision(3)} MFLOP |
| licence | ${markdownText(facts.licence)} |
| attribution | ${markdownText(facts.attribution)} |

## Settings

| parameter | value |
|---|---|
${settings.join('\n')}
`;
}
