/** `deepawb search export DIR`: the network to take, trained on all pictures, as a model file with a card. */

import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import type { StudyState, TrialState } from '../../nas/index.js';
import { markdownCode, markdownText } from '../../text/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { integerOption } from '../options/option-types.js';
import { packageVersion } from '../package-files.js';
import { wrapFor } from '../terminal/wrap-text.js';

interface ExportOptions extends Omit<CommonOptions, 'seed'> {
  readonly seed?: number;
  readonly out: string;
  readonly trial?: number;
  readonly data?: string;
  readonly epochs?: number;
  readonly threads: number;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
}

export function addSearchExportCommand(search: Command, context: CommandContext): void {
  const command = search
    .command('export')
    .summary('train the chosen network fully and write the model')
    .description(
      'Trains the network to take (or another trial) on all pictures of the training part, with the settings it was ' +
        'found with, and writes the model and a card (the same name, ending in .md). Ctrl-C leaves a checkpoint; the ' +
        'same command goes on from it.',
    )
    .argument('<dir>', 'folder of the study')
    .requiredOption('--out <file>', 'model file to write')
    .option('--trial <n>', 'another trial than the one to take', integerOption(0))
    .option('--data <dir>', "data set (default: the study's)")
    .option(
      '--epochs <n>',
      "passes over the pictures (default: the study's exportEpochs)",
      integerOption(1, 100_000),
    )
    .option('--threads <n>', 'threads', integerOption(1, 64), 2)
    .option('--name <text>', 'name of the model (default: that of the file)')
    .option('--licence <text>', 'licence of the model', 'unstated')
    .option('--attribution <text>', 'whom to name for the data', 'unstated')
    .action((dir: string, options: ExportOptions) => exportTrial(dir, options, context));
  withCommonOptions(command, {
    examples: ['deepawb search export study --out model.awb'],
    seedUse: "of weights, order and augmentation; default: the study's",
    defaultSeed: null,
  });
}

async function exportTrial(
  dir: string,
  options: ExportOptions,
  context: CommandContext,
): Promise<void> {
  tryOutputFile(options.out);
  const nas = await import('../../nas/index.js');
  const { state, notice } = nas.readStudy(dir);
  if (notice) context.terminal.warn(notice);
  const { trial, why } = pickTrial(nas, state, options);
  const { description, dataHash } = state.created;
  const epochs = options.epochs ?? description.exportEpochs ?? description.epochs;
  const { seed = description.seed } = options;
  const plan = nas.networkOf(nas.spaceOf(description), trial.configuration, {
    epochs,
    seed,
    ...(description.batch === undefined ? {} : { batch: description.batch }),
  });
  const settings = { ...plan.settings, threads: options.threads };
  const path = resolve(options.data ?? description.data.path);
  const { DEFAULT_BLACK_LEVEL: blackLevel, DEFAULT_WHITE_LEVEL: whiteLevel } = await import(
    '../../raw/index.js'
  );
  const { createJob, preparePictures } = await import('../../train/index.js');
  const pictures = await preparePictures(path, plan.network, {
    part: 'train',
    blackLevel,
    whiteLevel,
    signal: context.signal,
  });
  if (pictures.dataHash !== dataHash) {
    throw new InputError(
      `${path}: expected the data set ${dataHash} of the study, got ${pictures.dataHash}; name it with --data`,
    );
  }
  const count = pictures.source.entries.length;
  const all = Array.from({ length: count }, (_, i) => i);
  const job = createJob(pictures, plan.network, settings, { training: all, validation: [] });
  const parameters = await trainFully(job, `${options.out}.checkpoint`, context);
  const name = options.name ?? basename(options.out).replace(/\.[^.]*$/, '');
  const { encodeModel, countFlops, countParameters } = await import('../../model/index.js');
  const bytes = encodeModel({
    architecture: job.architecture,
    parameters,
    metadata: {
      name,
      version: packageVersion(),
      data: { name: basename(path), hash: dataHash, pictures: count },
      licence: options.licence,
      attribution: options.attribution,
      seed,
      settings: {
        network: plan.network,
        training: settings,
        study: { name: description.name, trial: trial.id, costs: trial.costs },
      },
      blackLevel,
      whiteLevel,
    },
  });
  writeFileAtomically(options.out, bytes);
  const card = `${options.out.replace(/\.awb$/, '')}.md`;
  const parameterCount = countParameters(job.architecture);
  const flops = countFlops(job.architecture);
  const facts = { ...options, name, seed, epochs, count, parameterCount, flops };
  writeFileAtomically(card, cardText(nas, state, trial, why, facts));
  if (options.json) {
    context.terminal.printJson({
      model: options.out,
      card,
      trial: trial.id,
      parameters: parameterCount,
      epochs,
    });
    return;
  }
  context.terminal.print(wrapFor(context.terminal, `Trial ${trial.id}: ${why}.`));
  context.terminal.print(
    `Model: ${options.out} (${parameterCount} parameters, ${epochs} epochs, ${count} pictures)`,
  );
  context.terminal.print(`Card: ${card}`);
}

function pickTrial(
  nas: typeof import('../../nas/index.js'),
  state: StudyState,
  { trial: id }: ExportOptions,
): { trial: TrialState; why: string } {
  if (id === undefined) {
    const choice = nas.chooseTrial(state);
    if (choice) return choice;
    throw new UsageError('search export: no trial is within the thresholds; name one with --trial');
  }
  const trial = state.trials[id];
  if (!trial?.costs) {
    throw new UsageError(
      `search export: --trial: expected one that was measured, from 0 to ${state.trials.length - 1}, got ${id}`,
    );
  }
  return { trial, why: 'it was asked for' };
}

async function trainFully(
  job: Parameters<typeof import('../../train/index.js').train>[0],
  checkpointFile: string,
  { terminal, signal }: CommandContext,
): Promise<Float32Array> {
  const { train } = await import('../../train/index.js');
  const { rm } = await import('node:fs/promises');
  const progress = terminal.progress({
    label: 'Training',
    unit: 'items',
    total: job.settings.epochs,
  });
  const result = await train(
    { ...job, checkpointFile, resume: true },
    { signal, onProgress: (p) => progress.update(p.epoch - 1 + p.step / p.steps) },
  );
  terminal.close();
  if (result.interrupted) {
    terminal.note('Checkpoint written; the same command goes on.');
    signal.throwIfAborted();
  }
  await rm(checkpointFile, { force: true });
  return result.parameters;
}

function cardText(
  nas: typeof import('../../nas/index.js'),
  state: StudyState,
  trial: TrialState,
  why: string,
  facts: {
    readonly name: string;
    readonly epochs: number;
    readonly seed: number;
    readonly threads: number;
    readonly count: number;
    readonly parameterCount: number;
    readonly flops: number;
    readonly licence: string;
    readonly attribution: string;
  },
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
| error in the study | ${trial.status === 'completed' ? nas.meanError(trial).toFixed(3) : 'not trained to the end'} (${measure === 'recoveryDegrees' ? 'mean recovery error, degrees' : 'mean squared error of (r, b)'}; pictures held back from the training part, ${description.epochs} epochs) |
| CPU time of an estimate | ${cpuMs.toPrecision(3)} ms on ${markdownText(device)} |
| peak memory of the process | ${memoryMb} MB |
| parameters, operations | ${facts.parameterCount}, ${(facts.flops / 1e6).toPrecision(3)} MFLOP |
| licence | ${markdownText(facts.licence)} |
| attribution | ${markdownText(facts.attribution)} |

## Settings

| parameter | value |
|---|---|
${settings.join('\n')}
`;
}
