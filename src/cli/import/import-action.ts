/** What `deepawb import` does. */
import { basename } from 'node:path';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { countParameters, encodeModel } from '../../model/index.js';
import { formatMapping } from '../../report/index.js';
import {
  architectureFrom,
  type ImportedModel,
  importModel,
  preprocessingFrom,
} from '../../weights/index.js';
import type { CommandContext } from '../command-context.js';
import type { ImportCommandOptions } from './import.js';
import { readFrom } from './weights-file.js';

/** Throws InputError, naming the file, for weights that cannot be taken over. */
export async function importCommand(
  file: string,
  options: ImportCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  tryOutputFile(options.out);
  const { architecture, preprocessing: reads, strides, size, picture } = options;
  const given = {
    ...(architecture
      ? { architecture: readFrom(architecture, architectureFrom, 'a network') }
      : {}),
    ...(reads
      ? {
          preprocessing: isWord(reads)
            ? reads
            : readFrom(reads, preprocessingFrom, 'a preprocessing'),
        }
      : {}),
    ...(strides ? { strides } : {}),
    ...(size ? { size } : {}),
    ...(picture ? { picture } : {}),
    metadata: metadataOf(file, options),
  };
  const imported = readFrom(file, (bytes) => importModel(bytes, given));
  writeFileAtomically(options.out, encodeModel(imported.model));
  report(file, options, imported, terminal);
}

const isWord = (text: string) => text === 'reference' || text === 'linear';

function metadataOf(file: string, options: ImportCommandOptions) {
  const { licence, attribution, blackLevel, whiteLevel } = options;
  const stated = { licence, attribution, blackLevel, whiteLevel };
  return {
    name: options.name ?? basename(file).replace(/\.[^.]*$/, ''),
    version: packageVersion(),
    settings: { imported: { file: basename(file), strides: options.strides ?? null } },
    ...Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
  };
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
