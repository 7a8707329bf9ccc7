/** The camera of a data set on the command line: its matrix, which gives lights their colour temperature. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CameraChoice } from '../../camera/index.js';
import type { ColourMatrix } from '../../color/index.js';

export interface CameraOptions {
  readonly xyzToCamera?: ColourMatrix;
}

export type NamedCameraOptions = CameraChoice;

/** `--camera` and `--color-matrix`: who took the pictures. `whose` is the default. */
export function withNamedCameraOptions(command: Command, whose: string): Command {
  return command
    .option(
      '--camera <name>',
      `the camera that took the pictures, one of the table that ships (default: ${whose}): networks made for others ` +
        'read them through both colour matrices, and their answer is mapped back',
    )
    .option(
      '--color-matrix <numbers>',
      'the same for a camera that the table does not have: its matrix from XYZ to RGB under D65 (DNG: ColorMatrix2), ' +
        'nine numbers with commas',
      parseMatrix,
    );
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

/** Nine numbers with commas. Throws commander's InvalidArgumentError for anything else. */
export function parseMatrix(text: string): ColourMatrix {
  const [a, b, c, d, e, f, g, h, i, ...more] = text.split(',').map((part) => Number(part.trim()));
  const values = [a, b, c, d, e, f, g, h, i] as const;
  if (more.length === 0 && values.every((value) => Number.isFinite(value))) {
    return values as ColourMatrix;
  }
  throw new InvalidArgumentError('Expected nine numbers with commas between them, row by row.');
}
