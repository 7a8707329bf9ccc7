/** What `deepawb import` does. */
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import { countParameters, encodeModel } from '../../model/index.js';
import { describeImportedModel } from '../../report/index.js';
import { importWeights } from '../../weights/node/index.js';
import type { CommandContext } from '../command-context.js';
import type { ImportCommandOptions } from './import.js';

/** Throws InputError, naming the file, for weights that cannot be taken over. */
export async function importCommand(
  file: string,
  options: ImportCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { out } = options;
  tryOutputFile(out);
  const { model, mapped, ...read } = importWeights(file, options);
  writeFileAtomically(out, encodeModel(model));
  const { licence } = model.metadata;
  const { format, network, reads } = read;
  const facts = {
    format,
    network,
    reads,
    parameters: countParameters(model.architecture),
    licence,
  };
  if (options.json) terminal.printJson({ model: out, ...facts, tensors: mapped });
  else
    for (const line of describeImportedModel(file, out, { ...facts, mapped })) terminal.print(line);
}
