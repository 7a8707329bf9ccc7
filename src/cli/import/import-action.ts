/** What `deepawb import` does. */
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import { countParameters, encodeModel } from '../../model/index.js';
import { formatMapping } from '../../report/index.js';
import type { ImportedModel } from '../../weights/index.js';
import { importWeights } from '../../weights/node/index.js';
import type { CommandContext } from '../command-context.js';
import type { ImportCommandOptions } from './import.js';

/** Throws InputError, naming the file, for weights that cannot be taken over. */
export async function importCommand(
  file: string,
  options: ImportCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  tryOutputFile(options.out);
  const imported = importWeights(file, options);
  writeFileAtomically(options.out, encodeModel(imported.model));
  report(file, options, imported, terminal);
}

function report(
  file: string,
  { out, json }: ImportCommandOptions,
  { model, format, network, reads, mapped }: ImportedModel,
  terminal: CommandContext['terminal'],
): void {
  const parameters = countParameters(model.architecture);
  const { licence } = model.metadata;
  if (json) {
    terminal.printJson({
      model: out,
      format,
      network,
      reads,
      parameters,
      licence,
      tensors: mapped,
    });
    return;
  }
  for (const line of formatMapping(mapped)) terminal.print(line);
  terminal.print(`${file}: ${format}, ${mapped.length} tensors; network ${network}.`);
  terminal.print(`It reads ${reads}. Licence of the weights: ${licence}.`);
  terminal.print(`Model: ${out} (${parameters} parameters)`);
}
