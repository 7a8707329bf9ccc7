/** `deepawb search run STUDY.yaml` and `search resume DIR`. */
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type {
  Executor,
  MeasureBytes,
  OpenStudy,
  StudyDescription,
  TrialCosts,
} from '../../nas/index.js';
import type { Configuration } from '../../search/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { integerOption } from '../option-types.js';
import { type SshOptions, sshTarget, withSshOptions } from '../ssh-options.js';

interface MeansOptions extends CommonOptions, SshOptions {
  readonly data?: string;
  readonly slots?: number;
  readonly executor?: 'local' | 'bullmq';
  readonly redis?: string;
}

interface RunOptions extends MeansOptions {
  readonly out?: string;
  readonly trials?: number;
  readonly dryRun?: true;
}

/** Size at which a data set is read to learn its content hash. */
const HASH_SIZE = { heightPx: 32, widthPx: 32 };
const DRY_SUGGESTIONS = 8;

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
    .option('--dry-run', 'print the space, the first suggestions and their costs; train nothing');
  withMeansOptions(command).action((file: string, options: RunOptions) =>
    runCommand(file, options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb search run studies/small.yaml --data data/cube --out study',
      'deepawb search run studies/small.yaml --data data/cube --dry-run',
    ],
    seedUse: "the study's own seed counts unless this is given",
  });
}

export function addSearchResumeCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('resume')
    .summary('go on with a study')
    .description(
      'Goes on with a study that was interrupted or killed; trials that were running start again.',
    )
    .argument('<dir>', 'folder of the study');
  withMeansOptions(command).action((dir: string, options: MeansOptions) =>
    resumeCommand(dir, options, context),
  );
  withCommonOptions(command, { examples: ['deepawb search resume study'] });
}

function withMeansOptions(command: Command): Command {
  command
    .option('--data <dir>', "data set (default: the study's)")
    .option(
      '--slots <n>',
      'trials side by side (default: one for each core)',
      integerOption(1, 1024),
    )
    .addOption(new Option('--executor <kind>', 'where trials train').choices(['local', 'bullmq']))
    .option(
      '--redis <url>',
      'Redis of the workers (default: redis://127.0.0.1:6379, or REDIS_URL)',
    );
  return withSshOptions(command, 'measure costs on that device instead of here');
}

async function runCommand(
  file: string,
  options: RunOptions,
  context: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const described = nas.parseStudy(readText(file), file);
  const description = withOptions(described, options, context.env);
  if (options.dryRun) {
    await dryRun(description, options, context);
    return;
  }
  const dataHash = await hashOf(description, context);
  const directory = options.out ?? description.name;
  const device = deviceName(description);
  const study = nas.createStudy(directory, { description, dataHash, device });
  await carryOut(withMeans(study, description, device), options, context);
}

/** A study with the means of this run, which may be others than its journal's. */
function withMeans(study: OpenStudy, description: StudyDescription, device: string): OpenStudy {
  const { state } = study;
  return { ...study, state: { ...state, created: { ...state.created, description, device } } };
}

async function resumeCommand(
  dir: string,
  options: MeansOptions,
  context: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const study = nas.resumeStudy(dir);
  if (study.journal.notice) context.terminal.warn(study.journal.notice);
  const { created } = study.state;
  const description = withOptions(created.description, options, context.env);
  const device = options.ssh ? deviceName(description) : created.device;
  try {
    const dataHash = await hashOf(description, context);
    if (dataHash !== created.dataHash) {
      throw new InputError(
        `${description.data.path}: expected the data set ${created.dataHash} of the study, got ${dataHash}; ` +
          'name the right one with --data',
      );
    }
  } catch (error) {
    study.close();
    throw error;
  }
  await carryOut(withMeans(study, description, device), options, context);
}

function deviceName({ device }: StudyDescription): string {
  return device.kind === 'ssh' ? device.destination : `${hostname()} (this machine)`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${file}: expected a study in YAML: ${(error as Error).message}`);
  }
}

/** What the command line says goes before what the file says; the data set's path is made absolute. */
function withOptions(
  description: StudyDescription,
  options: RunOptions,
  env: NodeJS.ProcessEnv,
): StudyDescription {
  const path = resolve(options.data ?? description.data.path);
  if (!existsSync(path)) {
    throw new InputError(`${path}: expected the data set of the study; name it with --data`);
  }
  const target = sshTarget(options);
  return {
    ...description,
    data: { ...description.data, path },
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    executor: executorOf(description, options, env),
    ...(target ? { device: { kind: 'ssh', ...target } } : {}),
  };
}

function executorOf(
  { executor }: StudyDescription,
  options: MeansOptions,
  env: NodeJS.ProcessEnv,
): StudyDescription['executor'] {
  const kind = options.executor ?? executor.kind;
  const slots = options.slots ?? executor.slots;
  if (kind === 'local') {
    if (options.redis) throw new UsageError('search: --redis is for --executor bullmq');
    return { kind, ...(slots === undefined ? {} : { slots }) };
  }
  const redis =
    options.redis ?? env.REDIS_URL ?? (executor.kind === 'bullmq' ? executor.redis : DEFAULT_REDIS);
  return { kind, redis, ...(slots === undefined ? {} : { slots }) };
}

const DEFAULT_REDIS = 'redis://127.0.0.1:6379';

async function hashOf(
  { data }: StudyDescription,
  { terminal, signal }: CommandContext,
): Promise<string> {
  const { preparePictures } = await import('../../train/index.js');
  const { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } = await import('../../raw/index.js');
  let progress: ReturnType<typeof terminal.progress> | undefined;
  const { dataHash } = await preparePictures(data.path, HASH_SIZE, {
    part: 'train',
    blackLevel: DEFAULT_BLACK_LEVEL,
    whiteLevel: DEFAULT_WHITE_LEVEL,
    signal,
    onProgress(done, total) {
      progress ??= terminal.progress({ label: 'Reading the data set', unit: 'items', total });
      progress.update(done);
    },
  });
  terminal.close();
  if (data.hash !== undefined && data.hash !== dataHash) {
    throw new InputError(
      `${data.path}: expected the data set ${data.hash} that the study names, got ${dataHash}`,
    );
  }
  return dataHash;
}

async function carryOut(
  study: OpenStudy,
  options: MeansOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, signal } = context;
  const nas = await import('../../nas/index.js');
  const view = await import('../search/study-view.js');
  const { createStudyDisplay } = await import('../search/live-table.js');
  const { description } = study.state.created;
  const display = options.json
    ? null
    : createStudyDisplay({ nas, state: study.state, stream: process.stderr });
  const warn = (notice: string) => terminal.warn(notice);
  const executor = await createExecutor(description, (notice) =>
    display ? display.interrupt(() => warn(notice)) : warn(notice),
  );
  signal.addEventListener('abort', () => display?.freeze(), { once: true });
  try {
    await nas.runStudy({
      study,
      executor,
      signal,
      measure: nas.createCostMeasurement(description, await measurementOf(description)),
      onEvent: (event) => {
        if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
        display?.onEvent(event);
      },
      onProgress: (trial, progress) => display?.onProgress(trial, progress),
    });
  } finally {
    display?.close();
    await executor.close();
    study.close();
  }
  if (signal.aborted) {
    terminal.note(`Nothing is lost: 'deepawb search resume ${study.directory}' goes on.`);
    signal.throwIfAborted();
  }
  if (options.json) return;
  terminal.print(view.describeChoice(nas, study.state));
  terminal.print(`Look at the front with 'deepawb search pareto ${study.directory}'.`);
}

async function createExecutor(
  { executor }: StudyDescription,
  onNotice: (notice: string) => void,
): Promise<Executor> {
  const nas = await import('../../nas/index.js');
  if (executor.kind === 'local') {
    return nas.createLocalExecutor(executor.slots === undefined ? {} : { slots: executor.slots });
  }
  const { redis, slots } = executor;
  return nas.createBullmqExecutor({ redis, onNotice, ...(slots === undefined ? {} : { slots }) });
}

async function measurementOf({ device }: StudyDescription): Promise<MeasureBytes | undefined> {
  if (device.kind === 'local') return undefined;
  const { measureModelOverSsh } = await import('../../device/index.js');
  const { kind: _kind, ...target } = device;
  return (model, options) => measureModelOverSsh(model, target, options);
}

/** Prints what a study would begin with. */
async function dryRun(
  description: StudyDescription,
  options: RunOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const { describeConfiguration } = await import('../search/study-view.js');
  const space = nas.spaceOf(description);
  const measure = nas.createCostMeasurement(description, await measurementOf(description));
  const suggestions = await firstSuggestions(description, measure, signal);
  if (options.json) {
    terminal.printJson({ description, space, suggestions });
    return;
  }
  terminal.print(
    `Study ${description.name}: ${description.trials} trials of ${description.epochs} epochs`,
  );
  for (const parameter of space.parameters) terminal.print(`  ${describeParameter(parameter)}`);
  for (const { lower, upper } of space.constraints ?? []) terminal.print(`  ${lower} <= ${upper}`);
  const { error, cpuMs, memoryMb } = description.objectives;
  terminal.print(
    `Thresholds: error ${error.threshold} (${error.measure}), CPU time ${cpuMs.threshold} ms, memory ${memoryMb.threshold} MB`,
  );
  terminal.print(`First suggestions, costs measured on ${deviceName(description)}:`);
  for (const { configuration, costs } of suggestions) {
    terminal.print(
      `  ${describeCosts(costs, description)}: ${describeConfiguration(configuration)}`,
    );
  }
}

function describeCosts(costs: TrialCosts, { objectives }: StudyDescription): string {
  const { cpuMs, memoryMb, parameters, flops } = costs;
  const beyond = cpuMs > objectives.cpuMs.threshold || memoryMb > objectives.memoryMb.threshold;
  return (
    `${cpuMs.toPrecision(3)} ms, ${memoryMb} MB, ${parameters} parameters, ${(flops / 1e6).toPrecision(3)} MFLOP` +
    (beyond ? ', beyond the budget' : '')
  );
}

interface FirstSuggestion {
  readonly configuration: Configuration;
  readonly costs: TrialCosts;
}

async function firstSuggestions(
  description: StudyDescription,
  measure: import('../../nas/index.js').MeasureCosts,
  signal: AbortSignal,
) {
  const nas = await import('../../nas/index.js');
  const { createSobolSampler } = await import('../../search/index.js');
  // Every study starts with Sobol' points, unless its sampler draws at random.
  const sampler =
    description.sampler === 'random' ? nas.createSampler('random') : createSobolSampler();
  const problem = { space: nas.spaceOf(description), objectives: [{ name: 'error' }] };
  const suggestions: FirstSuggestion[] = [];
  for (let i = 0; i < Math.min(DRY_SUGGESTIONS, description.trials); i++) {
    const pending = suggestions.map(({ configuration }) => configuration);
    const configuration =
      description.start[i] ??
      sampler.suggest(problem, { observations: [], pending }, description.seed);
    suggestions.push({ configuration, costs: await measure(configuration, signal) });
  }
  return suggestions;
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

type StudyParameter = ReturnType<typeof import('../../nas/index.js').spaceOf>['parameters'][number];
