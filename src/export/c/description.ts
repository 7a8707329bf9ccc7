/** What the comments of generated files say of a model. */
import { cameraNamesOf, countFlops, countParameters, type Model } from '../../model/index.js';
import type { WeightFormat } from '../weight-format.js';
import type { Program } from './program.js';

/** Lines of a comment, without its frame; `blockComment` makes them harmless. */
export function describeModel(
  { architecture, metadata }: Model,
  { constantBytes, memoryFloats, arithmetic }: Program,
  format: WeightFormat,
): string[] {
  const { data } = metadata;
  const trained = `${data.name}, ${data.pictures} pictures, content hash ${data.hash || 'unknown'}`;
  return [
    `Model:        ${metadata.name}, trained by deepawb ${metadata.version}, seed ${metadata.seed}`,
    `Trained on:   ${trained}`,
    `Cameras:      ${cameraNamesOf(metadata)}`,
    `Licence:      ${metadata.licence.trim() || 'not stated'}`,
    `Attribution:  ${metadata.attribution.trim() || 'not stated'}`,
    `Network:      ${countParameters(architecture)} parameters (${arithmetic === 'float32' ? `weights as ${format}` : `convolutions in ${arithmetic}`}), ${countFlops(architecture)} floating-point operations`,
    `Memory:       ${4 * memoryFloats} bytes of static buffers, ${constantBytes} bytes of constants, no heap`,
  ];
}
