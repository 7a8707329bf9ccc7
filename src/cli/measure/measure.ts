/** `deepawb measure model [MODEL]`: what an estimate costs, here or on a device. */
import { type Command, Option } from 'commander';
import type { MeasureOverSshOptions, RunnerName } from '../../device/index.js';
import { sshTarget } from '../../device/target/index.js';
import { readChosenModel } from '../../infer/node/index.js';
import {
  type CommandContext,
  type CommonOptions,
  commandGroup,
  withCommonOptions,
} from '../command-context.js';
import { UsageError } from '../exit-code.js';
import {
  integerOption,
  numberOption,
  type PictureSize,
  sizeOption,
} from '../options/option-types.js';
import { runnerOption } from '../options/runner-option.js';
import { type SshOptions, withSshOptions } from '../options/ssh-options.js';

interface MeasureCommandOptions extends CommonOptions, SshOptions {
  readonly runs: number;
  readonly warmUp: number;
  readonly frame: PictureSize;
  readonly runner: RunnerName;
  readonly cc?: string;
  readonly timeout: number;
}

export function addMeasureCommand(program: Command, context: CommandContext): void {
  const measure = commandGroup(program, 'measure', {
    description: 'what a model costs: CPU time and memory',
    example: 'deepawb measure model model.awb',
  });
  const command = measure
    .command('model')
    .summary('CPU time and memory of an estimate, here or on a device')
    .description(
      'Runs a model in a process of its own and tells the CPU time (user and system, not wall), the wall time and the ' +
        'peak memory of an estimate: the network alone, and from a decoded 16-bit frame to gains. Over SSH it copies ' +
        'one file to a device that needs nothing but Node (or a C library, with --runner c), and leaves nothing behind. ' +
        "The device's host key must be known; keys and agents authenticate, never passwords.",
    )
    .argument('[model]', "model file (default: the package's own)")
    .option('--runs <n>', 'timed batches of calls', integerOption(1, 100_000), 30)
    .option('--warm-up <n>', 'calls before them', integerOption(0, 100_000), 20)
    .addOption(
      new Option('--frame <size>', 'decoded frame, WIDTHxHEIGHT, or one number for both')
        .argParser(sizeOption(1, 16_384))
        .default({ widthPx: 648, heightPx: 432 }, '648x432'),
    )
    .addOption(runnerOption().default('node'))
    .option(
      '--cc <compiler>',
      "C compiler on this machine (default: cc; with --ssh, the device's own)",
    )
    .option('--timeout <s>', 'give up after so many seconds', numberOption(0.1, 86_400), 60);
  withSshOptions(command, 'measure on that device').action(
    (model: string | undefined, options: MeasureCommandOptions) =>
      measureCommand(model, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb measure model model.awb',
      'deepawb measure model model.awb --ssh pi@camera.local',
      'deepawb measure model --ssh pi@cam --runner c --cc aarch64-linux-gnu-gcc',
    ],
  });
}

async function measureCommand(
  chosen: string | undefined,
  options: MeasureCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { runs, warmUp, frame, runner, cc, timeout, json } = options;
  if (cc !== undefined && runner !== 'c') {
    throw new UsageError('--cc: expected --runner c with it');
  }
  const target = sshTarget(options);
  const { file, bytes } = await readChosenModel(chosen);
  const { measureModel, measureModelOverSsh } = await import('../../device/index.js');
  const settings: MeasureOverSshOptions = {
    runs,
    warmUp,
    frame,
    runner,
    timeoutMs: timeout * 1000,
    signal,
    ...(cc === undefined ? {} : { compiler: cc }),
    onStep: (step) => {
      if (!json) terminal.note(`${target?.destination}: ${step}`);
    },
  };
  const measurement = target
    ? await measureModelOverSsh(bytes, target, settings)
    : await measureModel(bytes, settings);
  if (json) {
    terminal.printJson({ model: file, target: target?.destination ?? null, ...measurement });
    return;
  }
  const { formatMeasurement } = await import('../../report/index.js');
  terminal.print(`${file}\n${formatMeasurement(measurement, terminal.colours)}`);
}
