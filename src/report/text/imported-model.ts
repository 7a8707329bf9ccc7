/** A model made of weights of elsewhere: which tensors went where, what it reads, under which licence. */
import { formatMapping, type MappedName } from './tensor-mapping.js';

export interface ImportedFacts {
  readonly format: string;
  readonly network: string;
  readonly reads: string;
  readonly parameters: number;
  readonly licence: string;
  readonly mapped: readonly MappedName[];
}

/** `file`: of the weights; `out`: the model file. */
export function describeImportedModel(
  file: string,
  out: string,
  { format, network, reads, parameters, licence, mapped }: ImportedFacts,
): string[] {
  return [
    ...formatMapping(mapped),
    `${file}: ${format}, ${mapped.length} tensors; network ${network}.`,
    `It reads ${reads}. Licence of the weights: ${licence}.`,
    `Model: ${out} (${parameters} parameters)`,
  ];
}
