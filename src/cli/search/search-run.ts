/** `deepawb search run STUDY.yaml` and `search resume DIR`. */
import { type Command, Option } from 'commander';
import { type CommandContext, withCommonOptions } from '../command-context.js';
import { integerOption } from '../options/option-types.js';
import { runnerOption } from '../options/runner-option.js';
import { withSshOptions } from '../options/ssh-options.js';
import { DEFAULT_RUNNER } from './default-runner.js';
import type { RunOptions } from './run-action.js';
import type { MeansOptions } from './study-means.js';

export function addSearchRunCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('run')
    .summary('start a study')
    .description(
      'Starts the study that a YAML file describes. Networks that cost more than the budget are never trained; those ' +
        'that fall behind are stopped early. Ctrl-C, and even kill -9, lose nothing: search resume goes on.',
    )
    .argument('<file>', 'the study, in YAML')
    .option('--out <dir>', "folder for the study (default: the study's name)")
    .option('--trials <n>', 'networks to try', integerOption(1, 100_000))
    .addOption(
      runnerOption(
        `what time and memory are measured on (default: the study's, else ${DEFAULT_RUNNER}): `,
      ),
    )
    .option('--dry-run', 'print the space, the first suggestions and their costs; train nothing');
  withMeansOptions(command).action(async (file: string, options: RunOptions) => {
    const { runStudy } = await import('./run-action.js');
    await runStudy(file, options, context);
  });
  withCommonOptions(command, {
    examples: [
      'deepawb search run study.yaml --data data/cube --out study',
      'deepawb search run study.yaml --data data/cube --dry-run',
    ],
    seedUse: "instead of the study's own",
    defaultSeed: null,
  });
}

export function addSearchResumeCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('resume')
    .summary('go on with a study')
    .description(
      'Goes on with a study that was interrupted or killed; trials that were running start again.',
    )
    .argument('<dir>', 'folder of the study')
    .option(
      '--trials <n>',
      'networks to try in all, where the study shall go on beyond its end',
      integerOption(1, 100_000),
    );
  withMeansOptions(command).action(async (dir: string, options: MeansOptions) => {
    const { resumeStudy } = await import('./run-action.js');
    await resumeStudy(dir, options, context);
  });
  withCommonOptions(command, {
    examples: ['deepawb search resume study', 'deepawb search resume study --trials 80'],
  });
}

function withMeansOptions(command: Command): Command {
  command
    .option('--data <dir>', "data set (default: the study's)")
    .option(
      '--slots <n>',
      "trials side by side (default: the study's, else one for each core, or each slot of a worker)",
      integerOption(1, 1024),
    )
    .addOption(new Option('--executor <kind>', 'where trials train').choices(['local', 'bullmq']))
    .option(
      '--redis <url>',
      "Redis of the workers (default: REDIS_URL, else the study's, else redis://127.0.0.1:6379)",
    )
    .option('--queue <name>', "queue of the workers (default: the study's, else deepawb)");
  return withSshOptions(command, 'measure costs on that device instead of here');
}
