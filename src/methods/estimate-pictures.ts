/** What prepared methods answer on a whole set of pictures. */
import type { WhitePoint } from '../color/index.js';
import {
  MethodError,
  type PictureAnswer,
  type PictureFacts,
  type PreparedMethod,
  type StopSignal,
} from './method.js';

/** Pictures to be estimated; a data set's ThumbnailSet is one. */
export interface PictureSet {
  readonly heightPx: number;
  readonly widthPx: number;
  /** N x height x width x 4, linear R, G, B and coverage. */
  readonly pixels: Float32Array;
  readonly entries: readonly (PictureFacts & { readonly part?: string })[];
}

/** A method and its answers, one for each picture. */
export interface MethodEstimates {
  readonly name: string;
  readonly parameters: number;
  readonly estimates: readonly WhitePoint[];
  /** How sure it was of each; absent where it does not tell. */
  readonly sureness?: readonly Sureness[];
}

/** How sure a method is of an answer. */
export type Sureness = Omit<PictureAnswer, 'whitePoint'>;

export interface EstimateOptions {
  readonly signal?: StopSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Gives the event loop a turn; called every hundred pictures. */
  readonly pause?: () => Promise<void>;
}

const CHANNELS = 4;
/** A tenth of a second or so. */
const PICTURES_A_TURN = 100;

/**
 * White points of all pictures of a set. A method sees pixels, id and properties, and no label.
 * Throws MethodError that names the picture where the method cannot answer on one, and the signal's reason.
 */
export async function estimatePictures(
  { name, parameters, estimate, answer }: PreparedMethod,
  { heightPx, widthPx, pixels, entries }: PictureSet,
  { signal, onProgress, pause }: EstimateOptions = {},
): Promise<MethodEstimates> {
  const floats = heightPx * widthPx * CHANNELS;
  const estimates: WhitePoint[] = [];
  const sureness: Sureness[] = [];
  for (const [i, { part, id, properties, lux, locus, space }] of entries.entries()) {
    if (i % PICTURES_A_TURN === PICTURES_A_TURN - 1) {
      await pause?.();
      signal?.throwIfAborted();
    }
    const picture = { heightPx, widthPx, pixels: pixels.subarray(i * floats, (i + 1) * floats) };
    try {
      const facts = {
        id,
        properties,
        ...(lux === undefined ? {} : { lux }),
        ...(locus ? { locus } : {}),
        ...(space ? { space } : {}),
      };
      if (answer) {
        const { whitePoint, confidence, expectedErrorDegrees } = answer(picture, facts);
        estimates.push(whitePoint);
        sureness.push({
          confidence,
          ...(expectedErrorDegrees === undefined ? {} : { expectedErrorDegrees }),
        });
      } else estimates.push(estimate(picture, facts));
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      const what = part === undefined ? id : `${part}/${id}`;
      throw new MethodError(`${what}: ${error.message}. Leave it out of the data set.`);
    }
    onProgress?.(i + 1, entries.length);
  }
  return { name, parameters, estimates, ...(answer ? { sureness } : {}) };
}
