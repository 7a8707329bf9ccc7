/** From the estimates of all methods to what a comparison shows of the chosen pictures. */
import type { Thumbnail } from '../../classical/index.js';
import { type DatasetPart, readDatasetIndex, thumbnailPixels } from '../../dataset/index.js';
import { judgeMethods, type PreparedMethod } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import { angularErrors } from '../../metrics/index.js';
import type { ComparedCurve, ComparedMethod, ComparedPicture } from '../../report/index.js';
import { curveBand, onCurve, recordSearch, zoneWhitePoints } from '../../report/index.js';
import { readLinearPicture } from '../picture/linear-picture.js';
import type { ChosenPicture } from './picture-choice.js';

/** A Bayesian method whose curve and search can be shown. */
export type ShownBayes = PreparedMethod & Required<Pick<PreparedMethod, 'awb'>>;

/** The first Bayesian method that searches a curve: tuned before extended before stock, a file's before all. */
export function methodToShow(methods: readonly PreparedMethod[]): ShownBayes | undefined {
  const searching = methods.filter(
    (method): method is ShownBayes => method.awb !== undefined && method.awb.ctCurve !== null,
  );
  const rank = ({ name }: PreparedMethod): number =>
    ['bayes-stock', 'bayes-extended', 'bayes-tuned'].indexOf(name);
  const isOwn = (method: PreparedMethod): boolean => rank(method) < 0;
  return searching.find(isOwn) ?? searching.sort((a, b) => rank(b) - rank(a))[0];
}

/** The curve that a method searches, with the lights and the band behind it. */
export function comparedCurve(
  { name, awb }: ShownBayes,
  { lights }: EstimatedPictures,
): ComparedCurve {
  return { method: name, points: awb.ctCurve ?? [], band: curveBand(lights), lights };
}

/** Figures of all methods over the whole part. */
export function comparedMethods(
  { methods, entries }: EstimatedPictures,
  seed: number,
): ComparedMethod[] {
  return judgeMethods(methods, entries, { seed }).map(({ difference, ...evaluation }, i) => ({
    evaluation,
    recoveryDegrees: angularErrors(methods[i]?.estimates ?? [], entries, evaluation.name).recovery,
    difference,
  }));
}

/** The chosen pictures, read from their files, with everything that is shown of them. */
export function* comparedPictures(
  data: { readonly dir: string; readonly part: DatasetPart },
  { methods, entries, thumbnails, levels, layout }: EstimatedPictures,
  chosen: readonly ChosenPicture[],
  shown: ShownBayes | undefined,
): Generator<ComparedPicture> {
  const { pictures } = readDatasetIndex(data.dir, {
    part: data.part,
    skipBad: true,
    ...(layout ? { layout } : {}),
  });
  const files = new Map(pictures.map(({ id, file }) => [id, file]));
  const { heightPx, widthPx } = thumbnails;
  for (const { index, rank } of chosen) {
    const entry = entries[index];
    const file = entry && files.get(entry.id);
    if (entry === undefined || file === undefined) continue;
    const thumbnail: Thumbnail = {
      heightPx,
      widthPx,
      pixels: thumbnailPixels(thumbnails, index),
    };
    const search = shown && recordSearch(shown.awb, thumbnail);
    yield {
      id: entry.id,
      ...(rank === undefined ? {} : { rank }),
      picture: readLinearPicture(file, levels),
      truth: entry.whitePoint,
      ...(shown === undefined ? {} : { truthOnCurve: onCurve(shown.awb, entry.whitePoint) }),
      estimates: methods.flatMap(({ estimates }) => estimates[index] ?? []),
      zones: zoneWhitePoints(thumbnail),
      ...(search === undefined ? {} : { search }),
    };
  }
}
