/** What a trained network answers on a whole set of thumbnails. */
import { type ThumbnailSet, thumbnailPixels } from '../../dataset/index.js';
import { InputError } from '../exit-code.js';
import type { LoadedModel } from '../options/model-choice.js';
import type { MethodEstimates } from './estimators.js';

/** Pictures between two turns of the event loop: a tenth of a second or so. */
const PICTURES_A_TURN = 100;

/**
 * White points of the set's pictures by a network, whose input size must be the set's.
 * @throws InputError that names the picture where the network cannot say anything on one
 */
export async function estimateWithNetwork(
  { estimator }: LoadedModel,
  set: ThumbnailSet,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<MethodEstimates> {
  const estimates = [];
  for (const [i, { id, part }] of set.entries.entries()) {
    if (i % PICTURES_A_TURN === PICTURES_A_TURN - 1) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    try {
      estimates.push(estimator.estimateThumbnail(thumbnailPixels(set, i)).whitePoint);
    } catch (error) {
      if ((error as Error).name !== 'FrameError') throw error;
      throw new InputError(
        `${part}/${id}: ${(error as Error).message}. Leave it out of the data set.`,
      );
    }
    onProgress(i + 1);
  }
  return { name: estimator.metadata.name, parameters: estimator.parameters, estimates };
}
