/** `deepawb data inspect DIR`: what is in a data set and what is wrong with it. */
import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type LevelOptions, levelsOf, withLevelOptions } from '../dataset-options.js';
import { InputError } from '../exit-code.js';
import { formatCount } from '../quantities.js';

interface InspectCommandOptions extends CommonOptions, LevelOptions {}

export function addDataInspectCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('inspect')
    .summary('look at a data set before training on it')
    .description(
      'Reads every picture and label and says what is there: sizes, white points, masked and clipped shares, ' +
        'groups; and what to look at: broken files, the same picture in train and test, doubtful levels, labels ' +
        'far from all others. Exit code 3 where something cannot be used.',
    )
    .argument('<dir>', 'data set in the SimpleCube++ layout');
  withLevelOptions(command).action((dir: string, options: InspectCommandOptions) =>
    inspect(dir, options, context),
  );
  withCommonOptions(command, { examples: ['deepawb data inspect data/cube'] });
}

async function inspect(
  dir: string,
  options: InspectCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { inspectDataset, formatProblem } = await import('../../dataset/index.js');
  const levels = await levelsOf(options);
  const progress = terminal.progress({ label: 'Inspecting', unit: 'items' });
  const report = await inspectDataset(dir, {
    ...levels,
    signal,
    onProgress: (done, total) => progress.update(done, { total }),
  });
  terminal.close();
  if (options.json) terminal.printJson({ dir, ...report });
  else {
    const { summariseDataset } = await import('../dataset-summary.js');
    const problems = report.problems.map(formatProblem);
    terminal.print(summariseDataset(report, problems, terminal.colours));
  }
  if (report.problems.length > 0) {
    const count = formatCount(report.problems.length, 'problem');
    throw new InputError(`${dir}: ${count}, listed with the result`);
  }
}
