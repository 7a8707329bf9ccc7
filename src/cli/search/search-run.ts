/** `deepawb search run STUDY.yaml` and `search resume DIR`. */

import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { tryOutputFolder } from '../../files/index.js';
import type {
  Executor,
  MeasureBytes,
  MeasureCosts,
  OpenStudy,
  StudyDescription,
  TrialCosts,
} from '../../nas/index.js';
import type { Configuration } from '../../search/index.js';
import { jsonLine } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { integerOption } from '../options/option-types.js';
import { type SshOptions, sshTarget, withSshOptions } from '../options/ssh-options.js';
import { formatBytes } from '../terminal/quantities.js';
import { wrapFor, wrapText } from '../terminal/wrap-text.js';
import type { StudyDisplay } from './live-table.js';

interface MeansOptions extends CommonOptions, SshOptions {
  readonly data?: string;
  readonly slots?: number;
  readonly executor?: 'local' | 'bullmq';
  readonly redis?: string;
  readonly queue?: string;
  readonly trials?: number;
}

interface RunOptions extends MeansOptions {
  readonly out?: string;
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
  withMeansOptions(command).action((file: string, options: RunOptions) => {
    const { seed, ...rest } = options;
    const isGiven = command.getOptionValueSource('seed') === 'cli';
    return runCommand(file, rest, isGiven ? seed : undefined, context);
  });
  withCommonOptions(command, {
    examples: [
      'deepawb search run studies/small.yaml --data data/cube --out study',
      'deepawb search run studies/small.yaml --data data/cube --dry-run',
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
  withMeansOptions(command).action((dir: string, options: MeansOptions) =>
    resumeCommand(dir, options, context),
  );
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

async function runCommand(
  file: string,
  options: Omit<RunOptions, 'seed'>,
  seed: number | undefined,
  context: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const described = nas.parseStudy(readText(file), file);
  const description = {
    ...withOptions(described, options, context.env),
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    ...(seed === undefined ? {} : { seed }),
  };
  if (options.dryRun) {
    await dryRun(description, options, context);
    return;
  }
  const directory = options.out ?? description.name;
  nas.checkNoStudy(directory);
  tryOutputFolder(directory);
  const dataHash = await hashOf(description, context);
  const device = deviceName(description);
  const means = await openMeans(description, options, context);
  const create = () => nas.createStudy(directory, { description, dataHash, device });
  await carryOut(() => withMeans(create(), description, device), means, context);
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
  try {
    if (study.journal.notice) context.terminal.warn(study.journal.notice);
    if (options.trials !== undefined) nas.extendStudy(study, options.trials);
    const { created } = study.state;
    const description = withOptions(created.description, options, context.env);
    const device = options.ssh ? deviceName(description) : created.device;
    const dataHash = await hashOf(description, context);
    if (dataHash !== created.dataHash) {
      throw new InputError(
        `${description.data.path}: expected the data set ${created.dataHash} of the study, got ${dataHash}; ` +
          'name the right one with --data',
      );
    }
    const means = await openMeans(description, options, context);
    await carryOut(() => withMeans(study, description, device), means, context);
  } finally {
    study.close();
  }
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
  options: Omit<MeansOptions, 'seed'>,
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
    executor: executorOf(description, options, env),
    ...(target ? { device: { kind: 'ssh', ...target } } : {}),
  };
}

function executorOf(
  { executor }: StudyDescription,
  options: Omit<MeansOptions, 'seed'>,
  env: NodeJS.ProcessEnv,
): StudyDescription['executor'] {
  const kind = options.executor ?? executor.kind;
  const slots = options.slots ?? executor.slots;
  if (kind === 'local') {
    for (const name of ['redis', 'queue'] as const) {
      if (options[name]) throw new UsageError(`search: --${name} is for --executor bullmq`);
    }
    return { kind, ...(slots === undefined ? {} : { slots }) };
  }
  const own = executor.kind === 'bullmq' ? executor : DEFAULT_PLACE;
  const redis = options.redis ?? env.REDIS_URL ?? own.redis;
  const queue = options.queue ?? own.queue;
  return { kind, redis, queue, ...(slots === undefined ? {} : { slots }) };
}

const DEFAULT_PLACE = { redis: 'redis://127.0.0.1:6379', queue: 'deepawb' };

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

interface Means {
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  readonly json: boolean;
  /** Hears of notices once there is a display that they must not tear. */
  display: StudyDisplay | null;
}

/** What a study runs with, before there is one: a Redis that is away must not leave half a study behind. */
async function openMeans(
  description: StudyDescription,
  { json = false }: { readonly json?: boolean },
  { terminal }: CommandContext,
): Promise<Means> {
  const nas = await import('../../nas/index.js');
  const measure = nas.createCostMeasurement(description, await measurementOf(description));
  const executor = await createExecutor(description, (notice) => {
    const warn = () => terminal.warn(notice);
    if (means.display) means.display.interrupt(warn);
    else warn();
  });
  const means: Means = { executor, measure, json, display: null };
  return means;
}

async function carryOut(
  openStudy: () => OpenStudy,
  means: Means,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { executor, measure, json } = means;
  const nas = await import('../../nas/index.js');
  const view = await import('./study-view.js');
  const { createStudyDisplay } = await import('./live-table.js');
  let opened: OpenStudy | null = null;
  let display: StudyDisplay | null = null;
  signal.addEventListener('abort', () => display?.freeze(), { once: true });
  try {
    opened = openStudy();
    display = json
      ? null
      : createStudyDisplay({ nas, state: opened.state, stream: process.stderr });
    means.display = display;
    await nas.runStudy({
      study: opened,
      executor,
      signal,
      measure,
      onEvent: (event) => {
        if (json) process.stdout.write(jsonLine(event));
        display?.onEvent(event);
      },
      onProgress: (trial, progress) => display?.onProgress(trial, progress),
    });
  } finally {
    display?.close();
    await executor.close();
    opened?.close();
  }
  const study = opened;
  if (signal.aborted) {
    terminal.note(`Nothing is lost: 'deepawb search resume ${study.directory}' goes on.`);
    signal.throwIfAborted();
  }
  if (json) return;
  terminal.print(wrapFor(terminal, view.describeChoice(nas, study.state)));
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
  const { redis, queue, slots } = executor;
  return nas.createBullmqExecutor({
    redis,
    queue,
    onNotice,
    ...(slots === undefined ? {} : { slots }),
  });
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
  options: Pick<RunOptions, 'json'>,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const nas = await import('../../nas/index.js');
  const { describeConfiguration, describeThresholds } = await import('./study-view.js');
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
  terminal.print(`Thresholds: ${describeThresholds(description)}`);
  terminal.print(`First suggestions, costs measured on ${deviceName(description)}:`);
  for (const [i, { configuration, costs, activationBytes }] of suggestions.entries()) {
    terminal.print(`${String(i + 1).padStart(3)}  ${describeCosts(costs, description)}`);
    terminal.print(`     ${describeComputed(costs, activationBytes)}`);
    terminal.print(wrapText(describeConfiguration(configuration), terminal.columns, '     '));
  }
}

function describeCosts(costs: TrialCosts, { objectives }: StudyDescription): string {
  const { cpuMs, memoryMb } = costs;
  const beyond = cpuMs > objectives.cpuMs.threshold || memoryMb > objectives.memoryMb.threshold;
  return (
    `${cpuMs.toPrecision(3)} ms, ${memoryMb} MB` +
    (beyond ? ', beyond the budget: would not be trained' : '')
  );
}

function describeComputed({ parameters, flops }: TrialCosts, activationBytes: number): string {
  const megaflops = (flops / 1e6).toPrecision(3);
  return `${parameters} parameters, ${megaflops} MFLOP, ${formatBytes(activationBytes)} of activations`;
}

interface FirstSuggestion {
  readonly configuration: Configuration;
  readonly costs: TrialCosts;
  readonly activationBytes: number;
}

async function firstSuggestions(
  description: StudyDescription,
  measure: MeasureCosts,
  signal: AbortSignal,
) {
  const nas = await import('../../nas/index.js');
  const { createSobolSampler } = await import('../../search/index.js');
  // Studies start with Sobol' points, unless their sampler draws at random; a Bayesian one passes over those that it
  // takes to be beyond the budget, once it has learnt what costs what.
  const sampler =
    description.sampler === 'random' ? nas.createSampler('random') : createSobolSampler();
  const problem = { space: nas.spaceOf(description), objectives: [{ name: 'error' }] };
  const compute = nas.createCostComputer(description);
  const suggestions: FirstSuggestion[] = [];
  for (let i = 0; i < Math.min(DRY_SUGGESTIONS, description.trials); i++) {
    const pending = suggestions.map(({ configuration }) => configuration);
    const configuration =
      description.start[i] ??
      sampler.suggest(problem, { observations: [], pending }, description.seed);
    const { activationBytes } = compute(configuration);
    suggestions.push({
      configuration,
      costs: await measure(configuration, signal),
      activationBytes,
    });
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
