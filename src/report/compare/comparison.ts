/** From the estimates of all methods to what a comparison shows of the chosen pictures. */
import type { Thumbnail } from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import { thumbnailPixels } from '../../dataset/index.js';
import { curveAlongR, type PreparedMethod, searchOf } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import { datasetPictures, type PicturePart } from '../draw/dataset-picture.js';
import type { PickedPicture } from '../evaluation/picture-choice.js';
import type { ComparedCurve, ComparedPicture, KeptCurve } from './content.js';
import { curveBand, onCurve, onCurveAlongR, zoneWhitePoints } from './search-record.js';

/** A picture to show, and why where it was not asked for. */
export type ChosenPicture = Pick<PickedPicture, 'index'> & Partial<PickedPicture>;

/** A Bayesian method whose curve and search can be shown. */
export type ShownBayes = PreparedMethod &
  (Required<Pick<PreparedMethod, 'awb'>> | Required<Pick<PreparedMethod, 'alongR'>>);

/** The first Bayesian method that searches a curve: tuned before extended before stock, a file's before all. */
export function methodToShow(methods: readonly PreparedMethod[]): ShownBayes | undefined {
  const searching = methods.filter(
    (method): method is ShownBayes =>
      method.alongR !== undefined || (method.awb !== undefined && method.awb.ctCurve !== null),
  );
  const rank = ({ name }: PreparedMethod): number =>
    ['bayes-reference', 'bayes-stock', 'bayes-extended', 'bayes-tuned'].indexOf(name);
  const isOwn = (method: PreparedMethod): boolean => rank(method) < 0;
  return searching.find(isOwn) ?? searching.sort((a, b) => rank(b) - rank(a))[0];
}

/** The curve that a method searches, with the lights and the band behind it. */
export function comparedCurve(
  { name, awb, alongR }: ShownBayes,
  { lights }: Pick<EstimatedPictures, 'lights'>,
): ComparedCurve {
  if (alongR) return { method: name, ...curveAlongR(alongR), along: 'r', lights };
  return { method: name, points: awb?.ctCurve ?? [], band: curveBand(lights), lights };
}

/** Curves that methods' answers keep to. */
export function keptCurves({
  prepared,
  methods,
}: Pick<EstimatedPictures, 'prepared'> & {
  readonly methods: readonly { readonly name: string }[];
}): KeptCurve[] {
  return prepared.flatMap(({ name, answerCurve }) => {
    if (!answerCurve) return [];
    const { points, band } = answerCurve;
    return [{ name, points, band, method: methods.findIndex((method) => method.name === name) }];
  });
}

function truthOf(
  shown: ShownBayes | undefined,
  light: WhitePoint,
): Pick<ComparedPicture, 'truthOnCurve'> {
  if (shown?.alongR) return { truthOnCurve: onCurveAlongR(shown.alongR, light) };
  return shown?.awb ? { truthOnCurve: onCurve(shown.awb, light) } : {};
}

/** Pictures by id, in the order in which they are named. Throws RangeError for one that is not there. */
export function namedPictures(ids: readonly string[], known: readonly string[]): ChosenPicture[] {
  return [...new Set(ids)].map((id) => {
    const index = known.indexOf(id);
    if (index >= 0) return { index };
    const some = known.slice(0, 3).join(', ');
    throw new RangeError(
      `expected ids of this part (${some}, ... ${known.length} in all), got ${id}`,
    );
  });
}

/** The chosen pictures, read from their files, with everything that is shown of them. */
export function* comparedPictures(
  data: Pick<PicturePart, 'dir' | 'part'>,
  { methods, entries, thumbnails, levels, layout }: EstimatedPictures,
  chosen: readonly ChosenPicture[],
  shown: ShownBayes | undefined,
): Generator<ComparedPicture> {
  const read = datasetPictures({ ...data, levels, ...(layout ? { layout } : {}) });
  const { heightPx, widthPx } = thumbnails;
  for (const { index, rank } of chosen) {
    const entry = entries[index];
    const picture = entry && read(entry.id);
    if (entry === undefined || picture === undefined) continue;
    const thumbnail: Thumbnail = {
      heightPx,
      widthPx,
      pixels: thumbnailPixels(thumbnails, index),
    };
    const search = shown && searchOf(shown, thumbnail);
    yield {
      id: entry.id,
      ...(rank === undefined ? {} : { rank }),
      picture,
      truth: entry.whitePoint,
      ...truthOf(shown, entry.whitePoint),
      estimates: methods.flatMap(({ estimates }) => estimates[index] ?? []),
      zones: zoneWhitePoints(thumbnail),
      ...(search === undefined ? {} : { search }),
    };
  }
}
