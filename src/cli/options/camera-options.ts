/** The camera of a data set on the command line: its matrix, which gives lights their colour temperature. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ColourMatrix } from '../../color/index.js';
import { InputError } from '../exit-code.js';

export interface CameraOptions {
  readonly xyzToCamera?: ColourMatrix;
}

/** `--xyz-to-camera`: without it, the camera of Cube+. */
export function withCameraOptions(command: Command): Command {
  return command.option(
    '--xyz-to-camera <numbers>',
    "the camera's XYZ-to-RGB matrix under D65 (DNG: ColorMatrix2), nine numbers with commas; it gives lights " +
      'their colour temperature (default: Canon EOS 550D, of Cube+)',
    parseMatrix,
  );
}

function parseMatrix(text: string): ColourMatrix {
  const [a, b, c, d, e, f, g, h, i, ...more] = text.split(',').map((part) => Number(part.trim()));
  const values = [a, b, c, d, e, f, g, h, i] as const;
  if (more.length === 0 && values.every((value) => Number.isFinite(value))) {
    return values as ColourMatrix;
  }
  throw new InvalidArgumentError('Expected nine numbers with commas between them, row by row.');
}

/** Throws InputError for a matrix that sees no black body. */
export async function checkCamera({ xyzToCamera }: CameraOptions): Promise<void> {
  if (xyzToCamera === undefined) return;
  const { cameraCurve } = await import('../../methods/index.js');
  try {
    cameraCurve(xyzToCamera);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `--xyz-to-camera: ${error.message}. Give the matrix from XYZ to camera RGB, not its inverse.`,
    );
  }
}
