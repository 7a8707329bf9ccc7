/** One raw picture file, read and answered by one method or several. */
import { statSync } from 'node:fs';
import { type WhitePoint, whitePointToGains } from '../../../color/white/index.js';
import { BadInput, InputError, UsageError } from '../../../errors/index.js';
import type { CameraReadings } from '../../../model/index.js';
import type { RawImage } from '../../../raw/index.js';
import type { PictureReading } from '../../../raw/node/decode/index.js';
import type { NamedAnswer, PictureAnswer } from '../../index.js';
import type { ToldCamera } from './picture-cameras.js';
import type { PictureMethod } from './picture-method.js';

/** The answer on one picture, as `deepawb predict --json` prints it. */
export interface FileAnswer extends NamedAnswer {
  /** Who answered. */
  readonly method: string;
  /** Null where nobody says which camera took it. */
  readonly camera: ToldCamera | null;
}

/** A picture without an answer: of all methods where `method` is null. */
export interface FileFailure {
  readonly file: string;
  readonly method: string | null;
  /** A sentence without the file's name. */
  readonly reason: string;
}

/** What was found out about one file: an answer a method, or why there is none. */
export interface FileAnswers {
  readonly answers: readonly FileAnswer[];
  readonly failures: readonly FileFailure[];
}

/** Is told the picture beside the first method's white point, and its camera's matrices. */
export type OnPicture = (
  file: string,
  image: RawImage,
  whitePoint: WhitePoint,
  header: OpenedPicture['header'],
) => Promise<void>;

export interface AnswerFileOptions {
  readonly onPicture?: OnPicture;
  /** What a user says that the camera knew; goes before what files say. */
  readonly known?: CameraReadings;
}

type OpenedPicture = Awaited<
  ReturnType<typeof import('../../../raw/node/decode/index.js').readPictureOfCamera>
>;

type Levels = PictureMethod['levels'];

/** Files of more bytes are read when their turn comes, so that no two of them are in memory. */
const MOST_AHEAD_BYTES = 16e6;

/** Work on a file that has begun; called when the file's turn comes. Rejects only with what is no file's fault. */
export type BegunFile = () => Promise<FileAnswers>;

/**
 * Begins to read a picture: another thread inflates it while this one is busy. It is read at the levels of the first network among the
 * methods where neither file nor reading states any, and once more for each network with other levels. `onPicture` has the
 * picture once its first answer is known.
 */
export async function beginFile(
  file: string,
  methods: readonly PictureMethod[],
  reading: PictureReading,
  { onPicture, known = {} }: AnswerFileOptions = {},
): Promise<BegunFile> {
  const [first] = methods;
  const levels = methods.find((method) => method.levels !== undefined)?.levels;
  const read = () => open(file, levels ?? first?.levels, reading);
  const opened = isLarge(file) ? read : settled(read());
  return async () => {
    const answers: FileAnswer[] = [];
    const failures: FileFailure[] = [];
    try {
      const picture = await opened();
      for (const method of methods) {
        const own = isSameLevels(method.levels, levels)
          ? picture
          : await open(file, method.levels, reading);
        try {
          answers.push(await answerOf(file, method, own, known));
        } catch (error) {
          failures.push(failureOf(file, method.name, error));
        }
      }
      const [main] = answers;
      if (main) await onPicture?.(file, picture.image, main.whitePoint, picture.header);
    } catch (error) {
      failures.push(failureOf(file, null, error));
    }
    return { answers, failures };
  };
}

/** As a function that gives what came of a promise when it is asked, so that a rejection waits until then. */
function settled<T>(promise: Promise<T>): () => Promise<T> {
  promise.catch(() => {});
  return () => promise;
}

function isLarge(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size > MOST_AHEAD_BYTES;
}

function isSameLevels(own: Levels, read: Levels): boolean {
  if (own === undefined || read === undefined) return true;
  return own.blackLevel === read.blackLevel && own.whiteLevel === read.whiteLevel;
}

async function open(file: string, model: Levels, asked: PictureReading): Promise<OpenedPicture> {
  const { doubtOf, readPictureOfCamera } = await import('../../../raw/node/decode/index.js');
  const levels = { ...asked.levels, ...(model ? { model } : {}) };
  const read = await readPictureOfCamera(file, { ...asked, levels });
  const doubt = doubtOf(file, read.image, read.extent);
  if (doubt !== null) asked.warn?.(doubt);
  return read;
}

async function answerOf(
  file: string,
  method: PictureMethod,
  { image, header }: OpenedPicture,
  said: CameraReadings,
): Promise<FileAnswer> {
  const { prepared, told: camera } = await method.of(header.camera);
  const { answerPicture, readingsOfCamera } = await import('../../picture/index.js');
  const { whitePoint, confidence, expectedErrorDegrees } = namingFile(file, () =>
    answerPicture(prepared, image, { known: { ...readingsOfCamera(header.camera), ...said } }),
  );
  const gains = whitePointToGains(whitePoint);
  const expected = expectedErrorDegrees === undefined ? {} : { expectedErrorDegrees };
  return { file, method: method.name, whitePoint, gains, confidence, ...expected, camera };
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

/** Throws the error where it is not the input's fault. */
function failureOf(file: string, method: string | null, error: unknown): FileFailure {
  if (!(error instanceof BadInput) || error instanceof UsageError) throw error;
  const { message } = error;
  const reason = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
  return { file, method, reason };
}
