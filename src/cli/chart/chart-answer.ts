/** What `deepawb chart` says of one picture. */
import {
  type Corner,
  chartPicture,
  findChart,
  type GreyOfSlope,
  measureChart,
} from '../../chart/index.js';
import type { WhitePoint } from '../../color/index.js';
import { type PictureReading, readPicture } from '../../raw/node/decode/index.js';
import { InputError } from '../exit-code.js';

/** As `--json` prints it. */
export interface ChartAnswer {
  readonly file: string;
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
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  readonly greys: readonly GreyOfSlope[];
}

/** Rejects with an InputError where the file cannot be read, shows no chart, or a chart that gives no light. */
export async function answerOf(file: string, reading: PictureReading): Promise<ChartAnswer> {
  const image = await readPicture(file, reading);
  const { widthPx, heightPx } = image;
  const picture = chartPicture(image);
  const found = findChart(picture, { now: () => performance.now() });
  if (!found) {
    throw new InputError(
      `${file}: no ColorChecker found. It should lie whole in the picture, 80 pixels wide or more, and not in glare.`,
    );
  }
  const measured = measureChart(picture, found.corners);
  if (!measured?.slope || measured.refusal !== null) {
    throw new InputError(
      `${file}: ${measured?.refusal ?? 'The chart reaches out of the picture.'}`,
    );
  }
  const { confidence, turnDegrees, isMirrored } = found;
  const { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees, outlier, greys } =
    measured.slope;
  const light = { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees, outlier };
  const lie = { confidence, turnDegrees, isMirrored, corners: measured.corners };
  return { file, ...light, ...lie, size: { widthPx, heightPx }, greys };
}
