/** What the comments of generated files say of a model. */
import { countFlops, countParameters, type Model } from '../../model/index.js';
import type { WeightFormat } from './kernels/convolution.js';
import { commentText } from './literals.js';
import type { Program } from './program.js';

/** Lines of a comment, without its frame. */
export function describeModel(
  { architecture, metadata }: Model,
  { constantBytes, memoryFloats }: Program,
  format: WeightFormat,
): string[] {
  const { data } = metadata;
  const trained = `${data.name}, ${data.pictures} pictures, content hash ${data.hash || 'unknown'}`;
  return [
    `Model:        ${commentText(metadata.name)}, trained by deepawb ${commentText(metadata.version)}, seed ${metadata.seed}`,
    `Trained on:   ${commentText(trained)}`,
    `Licence:      ${commentText(metadata.licence) || 'not stated'}`,
    `Attribution:  ${commentText(metadata.attribution) || 'not stated'}`,
    `Network:      ${countParameters(architecture)} parameters (weights as ${format}), ${countFlops(architecture)} floating-point operations`,
    `Memory:       ${4 * memoryFloats} bytes of static buffers, ${constantBytes} bytes of constants, no heap`,
  ];
}

/** A block comment of these lines. */
export function blockComment(lines: readonly string[]): string {
  return `/*\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */`;
}
