/** The whole program as a function: arguments in, exit code out. */
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.js';
import { addBayesCommand } from './commands/bayes.js';
import { addCompareCommand } from './commands/compare.js';
import { addDataCommand } from './commands/data.js';
import { addDemoCommand } from './commands/demo.js';
import { addEvalCommand } from './commands/eval.js';
import { addExportCommand } from './commands/export.js';
import { addMeasureCommand } from './commands/measure.js';
import { addPredictCommand } from './commands/predict.js';
import { addSearchCommand } from './commands/search.js';
import { addTrainCommand } from './commands/train.js';
import { addWorkerCommand } from './commands/worker.js';
import { EXIT_CODE, exitCodeOf } from './exit-code.js';
import { packageVersion } from './package-files.js';

/** Runs one command line (without node and script). Never throws; prints its errors. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
    return EXIT_CODE.ok;
  } catch (error) {
    terminal.close();
    // Commander has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
    if (signal.aborted) return EXIT_CODE.interrupted;
    report(error, args, context);
    return exitCodeOf(error);
  } finally {
    terminal.close();
  }
}

function report(error: unknown, args: readonly string[], { terminal, env }: CommandContext): void {
  const debug = args.includes('--debug') || (env.DEEPAWB_DEBUG ?? '0') !== '0';
  if (!(error instanceof Error)) terminal.error(String(error));
  else if (debug) terminal.error(error.stack ?? error.message);
  else terminal.error(error.message);
}

function createProgram(context: CommandContext): Command {
  const program = new Command('deepawb')
    .description(
      'Automatic white balance with small networks: raw pictures in, the white point of the light out.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .showHelpAfterError('Run it with --help to see what it takes.')
    .configureHelp({ styleTitle: (title) => context.terminal.colours.bold(title) })
    .configureOutput({ outputError: (text, write) => write(text) })
    .addHelpText(
      'after',
      '\nExample:\n  $ deepawb demo\n  $ deepawb predict picture.png --render balanced.png\n\n' +
        'Exit codes: 0 ok, 1 failed, 2 usage, 3 bad data, 130 interrupted.\n',
    );
  addDataCommand(program, context);
  addTrainCommand(program, context);
  addEvalCommand(program, context);
  addPredictCommand(program, context);
  addDemoCommand(program, context);
  addCompareCommand(program, context);
  addExportCommand(program, context);
  addMeasureCommand(program, context);
  addSearchCommand(program, context);
  addWorkerCommand(program, context);
  addBayesCommand(program, context);
  return program;
}
