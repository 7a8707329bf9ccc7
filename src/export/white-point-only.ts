/** What formats that give white points cannot write. */
import { type Architecture, ArchitectureError, answerOf } from '../model/index.js';

/**
 * Throws ArchitectureError, with the formats that can, for a network that reads lux, answers with a colour temperature or
 * clips its input.
 */
export function requireWhitePoint(format: string, architecture: Architecture): void {
  const clips = architecture.nodes.some((node) => 'clip' in node && node.clip === true);
  const isPlain = architecture.input.lux !== true && answerOf(architecture) === 'whitePoint';
  if (isPlain && !clips) return;
  throw new ArchitectureError(
    `the network reads lux, answers with a colour temperature or clips its input, which format ${format} does not write; use --format tflite or awb`,
  );
}
