/** One raw picture from a file that the user named: faults name the file and the cure. */
import { InputError } from '../../../errors/index.js';
import { readInputBytes } from '../../../files/input/index.js';
import {
  DEFAULT_WHITE_LEVEL,
  describeLevelFault,
  type LevelSources,
  levelFault,
  type PictureExtent,
  pictureExtent,
  pngColourCure,
  pngColourDoubt,
  type RawImage,
  type RawReader,
  type ReadRaw,
} from '../../decode/index.js';
import { inflateAtOnce } from '../inflate.js';
import { readOwnBytesLazily } from './decode-lazily.js';
import { colourBytes, largePngHeader, readLargePng } from './large-png.js';
import { STANDARD_INPUT, standardInput } from './standard-input.js';

/** How a picture is to be read. */
export interface PictureReading {
  readonly levels: LevelSources;
  /** Whatever a PNG file says of gamma, profile and bits. */
  readonly assumeLinear: boolean;
  /** Of files that do not say what they are. */
  readonly reader?: RawReader;
  /** Told what is odd about a file. */
  readonly warn?: (sentence: string) => void;
}

/**
 * Reads and decodes a raw picture. Rejects with an InputError that names the file and the cure, also where the file says of
 * itself that it is not linear, values and levels cannot belong together, or nothing is unmasked.
 */
export async function readPicture(file: string, reading: PictureReading): Promise<RawImage> {
  return (await readPictureOfCamera(file, reading)).image;
}

/** As `readPicture`, with what the file says of itself and how far the picture's values reach. */
export async function readPictureOfCamera(
  file: string,
  { levels, assumeLinear, reader, warn }: PictureReading,
): Promise<ReadRaw & { readonly extent: PictureExtent }> {
  const large = reader === undefined ? largePngHeader(file) : null;
  const bytes = large ? colourBytes(file) : await bytesOf(file);
  if (!assumeLinear && reader === undefined) checkColours(file, bytes, levels);
  const read = await naming(file, () =>
    large ? readLargePng(file, large, levels) : readOwnBytesLazily(bytes, levels, reader),
  );
  for (const warning of read.warnings) warn?.(`${file}: ${warning}`);
  const extent = pictureExtent(read.image);
  checkLevels(file, read.image, extent);
  return { ...read, extent };
}

/** Throws InputError where a PNG says of itself that it is not linear up to its white level. */
function checkColours(file: string, bytes: Uint8Array, { options, model }: LevelSources): void {
  const whiteLevel = options?.whiteLevel ?? model?.whiteLevel ?? DEFAULT_WHITE_LEVEL;
  const doubt = pngColourDoubt(bytes, { whiteLevel, inflate: inflateAtOnce });
  if (doubt === null) return;
  throw new InputError(
    `${file}: probably not linear: it ${doubt}. ${pngColourCure('--assume-linear')}.`,
  );
}

/** A picture's bytes. Throws InputError where it cannot be read. */
export function readPictureBytes(file: string): Uint8Array {
  return readInputBytes(file, {
    what: 'a picture',
    folderCure: `Name its files: ${file}/*.png`,
  });
}

/** Of a file, or of standard input. */
async function bytesOf(file: string): Promise<Uint8Array> {
  return file === STANDARD_INPUT ? standardInput() : readPictureBytes(file);
}

async function naming(file: string, read: () => Promise<ReadRaw>): Promise<ReadRaw> {
  try {
    return await read();
  } catch (error) {
    throw namedFault(file, error);
  }
}

/** A picture's fault with the file's name and the cure; any other error as it is. */
export function namedFault(file: string, error: unknown): unknown {
  const { name, message, cure } = error as Error & { readonly cure?: string };
  if (name === 'RawLevelsError') {
    return new InputError(
      `${file}: ${message}. Give levels that go with the file's own, or both: --black-level and --white-level.`,
    );
  }
  return name === 'RawFormatError' ? new InputError(`${file}: ${message}. ${cure}`) : error;
}

/** Throws InputError where the picture's values and its levels cannot belong together, or nothing is unmasked. */
function checkLevels(file: string, image: RawImage, extent: PictureExtent): void {
  const fault = levelFault(image, extent);
  if (!fault) return;
  if (fault.kind === 'masked') {
    throw new InputError(
      `${file}: expected pixels to look at, got a picture that is masked all over (0,0,0). Export it again.`,
    );
  }
  const cure = "Give the camera's own levels with --black-level and --white-level.";
  throw new InputError(`${file}: ${describeLevelFault(fault, image)}. ${cure}`);
}
