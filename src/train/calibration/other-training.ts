/** How the trainings of a calibration differ from that of the model: their errors would be those of other networks. */
import type { Model } from '../../model/index.js';
import { firstDifference } from '../checkpoint.js';
import { optionOf } from '../explain-mismatch.js';
import type { PreparedPictures } from '../recipe.js';
import type { TrainSettings } from '../settings.js';

/** A sentence for each difference; none where the model does not say how it was trained. Seeds, threads and arithmetic may differ. */
export function otherTraining(
  { metadata: { name, data, settings: stated } }: Model,
  {
    pictures,
    settings: { seed: _seed, threads: _threads, simd: _simd, ...settings },
  }: { readonly pictures: PreparedPictures; readonly settings: TrainSettings },
): string[] {
  const so = 'the errors that it will expect are those of networks trained otherwise';
  const said: string[] = [];
  if (data.hash !== '' && data.hash !== pictures.dataHash) {
    said.push(
      `--calibrate: ${name} was trained on ${data.name}, and these are other pictures; ${so}.`,
    );
  }
  if (typeof stated.training === 'object' && stated.training !== null) {
    const {
      seed: _ownSeed,
      threads: _ownThreads,
      simd: _ownSimd,
      ...own
    } = stated.training as Record<string, unknown>;
    const now = JSON.parse(JSON.stringify(settings));
    const difference = firstDifference(own, now, 'settings');
    if (difference) {
      const { path, found, wanted } = difference;
      const option = optionOf(path);
      said.push(
        `--calibrate: ${name} was trained with ${option} ${found}, now it is ${wanted}; ${so}.`,
      );
    }
  }
  return said;
}
