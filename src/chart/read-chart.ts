/** The light of a picture with a chart in it, from finding the chart to the white point of its greys. */
import type { WhitePoint } from '../color/index.js';
import type { ChartPicture } from './chart-picture.js';
import { type Corner, findChart } from './find-chart.js';
import type { GreyOfSlope } from './grey-slope.js';
import { measureChart } from './measure-chart.js';

export interface ChartReading {
  readonly whitePoint: WhitePoint;
  readonly sigmaR: number;
  readonly sigmaB: number;
  readonly sigmaDegrees: number;
  readonly spreadDegrees: number;
  readonly outlier: string | null;
  readonly confidence: number;
  readonly turnDegrees: number;
  readonly isMirrored: boolean;
  /** In pixels of the picture that was searched: one for each repeat of the filters. */
  readonly corners: readonly Corner[];
  readonly greys: readonly GreyOfSlope[];
}

/** The reading, or a sentence that says why there is none. `now`: a clock in milliseconds, for how long may be searched. */
export function readChart(
  picture: ChartPicture,
  { now }: { readonly now: () => number },
): ChartReading | string {
  const found = findChart(picture, { now });
  if (!found) {
    return 'no ColorChecker found. It should lie whole in the picture, 80 pixels wide or more, and not in glare.';
  }
  const measured = measureChart(picture, found.corners);
  if (!measured?.slope || measured.refusal !== null) {
    return measured?.refusal ?? 'The chart reaches out of the picture.';
  }
  const { confidence, turnDegrees, isMirrored } = found;
  const { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees, outlier, greys } =
    measured.slope;
  const light = { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees, outlier };
  const lie = { confidence, turnDegrees, isMirrored, corners: measured.corners };
  return { ...light, ...lie, greys };
}

/** `0.5012 0.6021  ±0.05°, greys 0.40° apart, confidence 0.98`; `emphasise` the white point. */
export function describeReading(
  { whitePoint, sigmaDegrees, spreadDegrees, confidence, outlier }: ChartReading,
  emphasise: (text: string) => string = (text) => text,
): string {
  const light = emphasise(`${whitePoint.r.toFixed(4)} ${whitePoint.b.toFixed(4)}`);
  const doubt = `±${sigmaDegrees.toFixed(2)}°, greys ${spreadDegrees.toFixed(2)}° apart`;
  const off = outlier === null ? '' : `, ${outlier} is off`;
  return `${light}  ${doubt}${off}, confidence ${confidence.toFixed(2)}`;
}
