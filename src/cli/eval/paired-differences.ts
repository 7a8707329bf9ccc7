/** Methods against the first one on the same images: paired bootstrap of the difference of mean recovery errors. */
import type { ThumbnailEntry } from '../../dataset/index.js';
import { angularErrors, type PairedDifference, pairedBootstrap } from '../../metrics/index.js';
import { createRng } from '../../random/index.js';
import type { MethodEstimates } from './estimators.js';

/** Differences method minus first, in degrees; null for the first. The same images are drawn for every method. */
export function differencesToFirst(
  methods: readonly MethodEstimates[],
  entries: readonly ThumbnailEntry[],
  seed: number,
): (PairedDifference | null)[] {
  const errors = methods.map(({ name, estimates }) => angularErrors(estimates, entries, name));
  const [first] = errors;
  return errors.map(({ recovery }, i) => {
    if (i === 0 || first === undefined) return null;
    const rng = createRng(seed).fork('paired bootstrap');
    return pairedBootstrap(recovery, first.recovery, { rng });
  });
}
