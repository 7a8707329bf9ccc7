/** The plots of one compared picture with their captions, for the page and for the PNG alike. */
import type { ChartOption } from '../charts/chart-option.js';
import type { ComparedCurve, ComparedPicture, KeptCurve, SearchRecord } from './content.js';
import { pictureCurveOption } from './curve-chart.js';
import { keptWords } from './kept-curve.js';
import {
  coarseSearchOption,
  costRange,
  fineSearchOption,
  foundPoint,
  placeText,
} from './search-chart.js';

export interface ComparedPlot {
  readonly title: string;
  readonly caption: string;
  readonly option: ChartOption;
}

/** Small, so that figures stay legible where three stand side by side. */
export const PLOT_SIZE = { widthPx: 330, heightPx: 290 } as const;

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

function curvePlot(
  picture: ComparedPicture,
  curve: ComparedCurve | undefined,
  kept: readonly KeptCurve[],
): ComparedPlot {
  const dots = picture.zones.length > 0 ? " Small dots: the picture's zones." : '';
  const caption =
    curve === undefined
      ? `${picture.truth ? 'The true light and the methods' : 'The methods'}, marked as above.${dots}`
      : `${curve.along === 'r' ? 'Curve b(r)' : 'CT curve'} of ${curve.method}${curve.band.length > 0 ? ', 95 % bands of curve and lights' : ''}.${dots}`;
  const more = kept.length > 0 ? ` In colour what is kept to by ${keptWords(kept)}.` : '';
  const option = pictureCurveOption(picture, curve, kept);
  return { title: 'White points', caption: `${caption}${more}`, option };
}

function searchPlots(
  search: SearchRecord,
  { truthOnCurve: truth }: ComparedPicture,
  method: string,
  methodIndex: number,
): ComparedPlot[] {
  const found = foundPoint(search);
  const { least, most } = costRange(search.fine);
  const digits = Math.min(6, Math.max(1, 1 - Math.floor(Math.log10(most - least || 1))));
  const costs = `Cost ${least.toFixed(digits)} (bright) to ${most.toFixed(digits)}`;
  const answer = `${placeText(found.cctKelvin, search.along)}, ${signed(found.offset)}`;
  const light =
    truth === undefined
      ? ''
      : `; true light ${placeText(truth.cctKelvin, search.along)}, ${signed(truth.offset)}`;
  return [
    {
      title: `Coarse search of ${method}`,
      caption: `Cost along the curve. Full line: answer${truth ? '; broken line: true light' : ''}.`,
      option: coarseSearchOption(search, truth, methodIndex),
    },
    {
      title: 'Fine search',
      caption: `${costs}. Ring: ${answer}${light}.`,
      option: fineSearchOption(search, truth),
    },
  ];
}

/** The plane of white points, then the searches where the picture has one. */
export function comparedPlots(
  picture: ComparedPicture,
  names: readonly string[],
  curve: ComparedCurve | undefined,
  kept: readonly KeptCurve[] = [],
): ComparedPlot[] {
  const plots = [curvePlot(picture, curve, kept)];
  if (curve === undefined || picture.search === undefined) return plots;
  const index = Math.max(0, names.indexOf(curve.method));
  return [...plots, ...searchPlots(picture.search, picture, curve.method, index)];
}
