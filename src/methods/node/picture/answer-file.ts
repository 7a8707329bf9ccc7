/** One raw picture file, read and answered. */
import { type WhitePoint, whitePointToGains } from '../../../color/white/index.js';
import { InputError } from '../../../errors/index.js';
import type { RawImage } from '../../../raw/index.js';
import type { PictureReading } from '../../../raw/node/decode/index.js';
import type { NamedAnswer, PictureAnswer } from '../../index.js';
import type { ToldCamera } from './picture-cameras.js';
import type { PictureMethod } from './picture-method.js';

/** The answer on one picture, as `deepawb predict --json` prints it. */
export interface FileAnswer extends NamedAnswer {
  /** Null where nobody says which camera took it. */
  readonly camera: ToldCamera | null;
}

/**
 * Reads a picture, at the levels of the method's model where neither file nor reading states any, and asks. `onAnswer` has
 * the picture beside its white point. Rejects with an InputError that names the file where it cannot be read, or lets the
 * method say nothing.
 */
export async function answerFile(
  file: string,
  method: PictureMethod,
  asked: PictureReading,
  onAnswer?: (image: RawImage, whitePoint: WhitePoint) => Promise<void>,
): Promise<FileAnswer> {
  const { doubtOf, readPictureOfCamera } = await import('../../../raw/node/decode/index.js');
  const model = method.levels ? { model: method.levels } : {};
  const reading = { ...asked, levels: { ...asked.levels, ...model } };
  const { image, header, extent } = await readPictureOfCamera(file, reading);
  const doubt = doubtOf(file, image, extent);
  if (doubt !== null) reading.warn?.(doubt);
  const { prepared, told: camera } = await method.of(header.camera);
  const { answerPicture } = await import('../../picture/index.js');
  const { whitePoint, confidence } = namingFile(file, () => answerPicture(prepared, image));
  const gains = whitePointToGains(whitePoint);
  await onAnswer?.(image, whitePoint);
  return { file, whitePoint, gains, confidence, camera };
}

/** Throws InputError where the picture lets the method say nothing. */
function namingFile(file: string, answer: () => PictureAnswer): PictureAnswer {
  try {
    return answer();
  } catch (error) {
    if ((error as Error).name !== 'MethodError') throw error;
    throw new InputError(`${file}: ${(error as Error).message}`);
  }
}
