/** Trains the chosen network of a study on all pictures and writes it with its card. */
import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import { countFlops, countParameters, encodeModel } from '../../model/index.js';
import {
  chooseTrial,
  type NetworkPlan,
  networkOf,
  readStudy,
  type StudyState,
  spaceOf,
  type TrialState,
  trialCard,
} from '../../nas/index.js';
import { wrapFor } from '../../text/index.js';
import {
  createJob,
  type PreparedPictures,
  preparePictures,
  type TrainJob,
  train,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { packageVersion } from '../package-files.js';
import type { ExportOptions } from './search-export.js';

/** `search export`. */
export async function exportTrial(
  dir: string,
  options: ExportOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  tryOutputFile(options.out);
  const { state, notice } = readStudy(dir);
  if (notice) terminal.warn(notice);
  const { trial, why } = pickTrial(state, options);
  const { description } = state.created;
  const epochs = options.epochs ?? description.exportEpochs ?? description.epochs;
  const { seed = description.seed } = options;
  const plan = planOf(state, trial, { epochs, seed, threads: options.threads });
  const path = resolve(options.data ?? description.data.path);
  const pictures = await picturesOf(path, plan, state, context);
  const count = pictures.source.entries.length;
  const all = Array.from({ length: count }, (_, i) => i);
  const job = createJob(pictures, plan.network, plan.settings, { training: all, validation: [] });
  const parameters = await trainFully(job, `${options.out}.checkpoint`, context);
  const name = options.name ?? basename(options.out).replace(/\.[^.]*$/, '');
  const bytes = encodeModel({
    architecture: job.architecture,
    parameters,
    metadata: {
      name,
      version: packageVersion(),
      data: { name: basename(path), hash: pictures.dataHash, pictures: count },
      licence: options.licence,
      attribution: options.attribution,
      seed,
      settings: {
        network: plan.network,
        training: plan.settings,
        study: { name: description.name, trial: trial.id, costs: trial.costs },
      },
      ...pictures.levels,
    },
  });
  writeFileAtomically(options.out, bytes);
  const card = `${options.out.replace(/\.awb$/, '')}.md`;
  const parameterCount = countParameters(job.architecture);
  const flops = countFlops(job.architecture);
  const facts = { ...options, name, seed, epochs, count, parameterCount, flops };
  writeFileAtomically(card, trialCard(state, trial, why, facts));
  if (options.json) {
    const { out: model } = options;
    terminal.printJson({ model, card, trial: trial.id, parameters: parameterCount, epochs });
    return;
  }
  terminal.print(wrapFor(terminal, `Trial ${trial.id}: ${why}.`));
  terminal.print(
    `Model: ${options.out} (${parameterCount} parameters, ${epochs} epochs, ${count} pictures)`,
  );
  terminal.print(`Card: ${card}`);
}

function planOf(
  { created: { description } }: StudyState,
  { configuration }: TrialState,
  { epochs, seed, threads }: { epochs: number; seed: number; threads: number },
): NetworkPlan {
  const plan = networkOf(spaceOf(description), configuration, {
    epochs,
    seed,
    ...(description.batch === undefined ? {} : { batch: description.batch }),
  });
  return { ...plan, settings: { ...plan.settings, threads } };
}

/** All pictures of the training part. Throws InputError where they are not the study's. */
async function picturesOf(
  path: string,
  { network }: NetworkPlan,
  { created: { dataHash } }: StudyState,
  { signal }: CommandContext,
): Promise<PreparedPictures> {
  const pictures = await preparePictures(path, network, { part: 'train', signal });
  if (pictures.dataHash === dataHash) return pictures;
  throw new InputError(
    `${path}: expected the data set ${dataHash} of the study, got ${pictures.dataHash}; name it with --data`,
  );
}

function pickTrial(
  state: StudyState,
  { trial: id }: ExportOptions,
): { trial: TrialState; why: string } {
  if (id === undefined) {
    const choice = chooseTrial(state);
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
  job: TrainJob,
  checkpointFile: string,
  { terminal, signal }: CommandContext,
): Promise<Float32Array> {
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
