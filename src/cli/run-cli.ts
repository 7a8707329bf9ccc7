/** The whole program as a function: arguments in, exit code out. */
import { Command, CommanderError } from 'commander';
import type { ProgramCommands } from '../config/index.js';
import { packageVersion } from '../files/package/index.js';
import { visibleLines } from '../text/index.js';
import type { CommandContext } from './command-context.js';
import { EXIT_CODE, exitCodeOf } from './exit-code.js';

type AddCommand = (program: Command, context: CommandContext) => void;

/** In the order of the help. Loaded only when named, or all for the help: `predict` has 64 MB to live in. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  data: async () => (await import('./data/data.js')).addDataCommand,
  label: async () => (await import('./label/label.js')).addLabelCommand,
  train: async () => (await import('./train/train.js')).addTrainCommand,
  eval: async () => (await import('./eval/eval.js')).addEvalCommand,
  predict: async () => (await import('./picture/predict.js')).addPredictCommand,
  web: async () => (await import('./web/web.js')).addWebCommand,
  chart: async () => (await import('./chart/chart.js')).addChartCommand,
  balance: async () => (await import('./balance/balance.js')).addBalanceCommand,
  demo: async () => (await import('./demo/demo.js')).addDemoCommand,
  compare: async () => (await import('./compare/compare.js')).addCompareCommand,
  import: async () => (await import('./import/import.js')).addImportCommand,
  export: async () => (await import('./export/export.js')).addExportCommand,
  measure: async () => (await import('./measure/measure.js')).addMeasureCommand,
  benchmark: async () => (await import('./benchmark/benchmark.js')).addBenchmarkCommand,
  search: async () => (await import('./search/search.js')).addSearchCommand,
  worker: async () => (await import('./search/worker.js')).addWorkerCommand,
  cache: async () => (await import('./cache/cache.js')).addCacheCommand,
  bayes: async () => (await import('./bayes/bayes.js')).addBayesCommand,
  doctor: async () => (await import('./doctor/doctor.js')).addDoctorCommand,
  completion: async () => (await import('./completion/completion.js')).addCompletionCommand,
};

/** Runs one command line (without node and script). Never throws; prints its errors. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  try {
    const { checkCommand, configuredLine } = await import('../config/index.js');
    const line = await configuredLine(args, process.cwd, programCommands(context));
    if (line.said !== undefined) terminal.note(line.said);
    const program = await createProgram(args, context);
    program.hook('preAction', (_, called) => checkCommand(called, terminal.warn));
    await program.parseAsync(line.args, { from: 'user' });
    return EXIT_CODE.ok;
  } catch (error) {
    terminal.close();
    // Commander has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODE.usage;
    if (signal.aborted) return EXIT_CODE.interrupted;
    const { outputFault } = await import('../files/index.js');
    report(outputFault(error), args, context);
    return exitCodeOf(error);
  } finally {
    terminal.close();
  }
}

/** What there is, for files of options. */
export const programCommands = (context: CommandContext): ProgramCommands => ({
  names: Object.keys(COMMANDS),
  load: (name) => createProgram([name], context),
});

function report(error: unknown, args: readonly string[], { terminal, env }: CommandContext): void {
  const debug = args.includes('--debug') || (env.DEEPAWB_DEBUG ?? '0') !== '0';
  if (!(error instanceof Error)) terminal.error(String(error));
  else if (debug) terminal.error(error.stack ?? error.message);
  else terminal.error(error.message);
}

/** All commands, or the one that is named. */
export async function createProgram(
  args: readonly string[],
  context: CommandContext,
): Promise<Command> {
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
    .configureOutput({ outputError: (text, write) => write(visibleLines(text)) })
    .addHelpText(
      'after',
      '\nExample:\n  $ deepawb demo\n  $ deepawb predict picture.png --render balanced.png\n\n' +
        'Exit codes: 0 ok, 1 failed, 2 usage, 3 bad data, 130 interrupted.\n',
    );
  const [first = ''] = args;
  // Completion speaks of all of them.
  const isAlone = Object.hasOwn(COMMANDS, first) && first !== 'completion';
  const names = isAlone ? [first] : Object.keys(COMMANDS);
  for (const add of await Promise.all(names.map((name) => COMMANDS[name]!())))
    add(program, context);
  return program;
}
