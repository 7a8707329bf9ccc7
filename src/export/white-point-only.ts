/** What formats that give white points cannot write. */
import { ArchitectureError, answerOf, type Model, readsCanonicalSpace } from '../model/index.js';

/**
 * Throws ArchitectureError, with the formats that can, for a network that reads lux, answers with a colour temperature or
 * clips its input, and for one that reads statistics in a sensor's canonical space: what is exported is given raw pictures.
 */
export function requireWhitePoint(
  format: string,
  { architecture, metadata }: Pick<Model, 'architecture' | 'metadata'>,
): void {
  const clips = architecture.nodes.some((node) => 'clip' in node && node.clip === true);
  const isPlain = architecture.input.lux !== true && answerOf(architecture) === 'whitePoint';
  if (isPlain && !clips && !readsCanonicalSpace(metadata)) return;
  if (isPlain && !clips) {
    throw new ArchitectureError(
      `${metadata.name}: trained on statistics in the canonical space of their sensors (layout awbnn), and format ${format} is given raw pictures, on which it would be wrong; use --format libcamera, or train on raw pictures (DNG)`,
    );
  }
  throw new ArchitectureError(
    `the network reads lux, answers with a colour temperature or clips its input, which format ${format} does not write; use --format tflite or awb`,
  );
}
