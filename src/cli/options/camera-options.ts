/** The camera of a data set on the command line: its matrix, which gives lights their colour temperature. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Camera } from '../../camera/index.js';
import type { ColourMatrix } from '../../color/index.js';
import { InputError, UsageError } from '../exit-code.js';

export interface CameraOptions {
  readonly xyzToCamera?: ColourMatrix;
}

export interface NamedCameraOptions {
  readonly camera?: string;
  readonly colorMatrix?: ColourMatrix;
}

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

/** Throws UsageError for both options at once, InputError for a camera that is not known or a matrix that sees no colours. */
export async function givenCamera({
  camera,
  colorMatrix,
}: NamedCameraOptions): Promise<Camera | null> {
  if (camera !== undefined && colorMatrix !== undefined) {
    throw new UsageError('--color-matrix: expected it or --camera, got both');
  }
  if (camera === undefined && colorMatrix === undefined) return null;
  const { cameraByName, cameraOfMatrix } = await import('../../camera/index.js');
  try {
    if (colorMatrix) return cameraOfMatrix('camera of --color-matrix', colorMatrix);
    return cameraByName(camera ?? '').camera;
  } catch (error) {
    if ((error as Error).name !== 'CameraError') throw error;
    const { message } = error as Error;
    const cure = 'its matrix with --color-matrix.';
    throw new InputError(colorMatrix ? message : `--${message.replace(/its matrix .*$/, cure)}`);
  }
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

/** Nine numbers with commas. */
export function parseMatrix(text: string): ColourMatrix {
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
