/** Trains the chosen network of a study on all pictures and writes it with its card. */
import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import { countFlops, countParameters } from '../../model/index.js';
import {
  exportPictures,
  exportPlan,
  readStudy,
  trialCard,
  trialToExport,
} from '../../nas/index.js';
import { wrapFor } from '../../text/index.js';
import { modelName } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { inOption } from '../exit-code.js';
import { runTraining } from '../train/run-training.js';
import type { ExportOptions } from './search-export.js';

/** `search export`. */
export async function exportTrial(
  dir: string,
  options: ExportOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  tryOutputFile(options.out, terminal.note);
  const { state, notice } = readStudy(dir);
  if (notice) terminal.warn(notice);
  const { trial, why } = inOption('search export', () => trialToExport(state, options.trial));
  const { description } = state.created;
  const epochs = options.epochs ?? description.exportEpochs ?? description.epochs;
  const { seed = description.seed } = options;
  const plan = exportPlan(state, trial, { epochs, seed, threads: options.threads });
  const path = resolve(options.data ?? description.data.path);
  const pictures = await exportPictures(path, plan, state, context);
  const name = options.name ?? modelName(options.out);
  const { licence, attribution } = options;
  const study = { name: description.name, trial: trial.id, costs: trial.costs };
  const checkpointFile = `${options.out}.checkpoint`;
  const { architecture, trainedOn: count } = await runTraining(
    {
      pictures,
      recipe: plan.network,
      settings: plan.settings,
      origin: { name, data: basename(path), licence, attribution, settings: { study } },
      out: options.out,
      detail: () => '',
      onInterrupt: 'Checkpoint written; the same command goes on.',
      checkpointFile,
      resume: true,
    },
    context,
  );
  await rm(checkpointFile, { force: true });
  const card = `${options.out.replace(/\.awb$/, '')}.md`;
  const parameterCount = countParameters(architecture);
  const flops = countFlops(architecture);
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
