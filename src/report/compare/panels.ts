/** The pictures of a comparison: one panel for uniform gains, for the true light and for every method. */
import { type ColourMatrix, recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { renderBalancedPanel } from '../draw/panels.js';
import type { RgbPicture } from '../draw/png.js';
import { resampleLinear } from '../draw/resample.js';
import type { ComparedPicture } from './content.js';
import { type Marker, methodMarker, TRUTH_MARKER } from './markers.js';

export interface ComparedPanel {
  readonly label: string;
  readonly image: RgbPicture;
  /** What is taken for white. */
  readonly whitePoint: WhitePoint;
  /** Recovery error; absent for the true light, and where it is not known. */
  readonly degrees?: number;
  /** Absent where no plot shows the point. */
  readonly marker?: Marker;
}

/** Gains of 1: camera RGB straight into the colour matrix. */
const UNIFORM: WhitePoint = { r: 1, b: 1 };

/**
 * Panels at a size: uniform gains, the true light where it is known, then the methods as named, all rendered alike through white balance,
 * colour matrix and sRGB.
 */
export function comparedPanels(
  { picture, truth, estimates, ccm: own }: ComparedPicture,
  names: readonly string[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  ccm?: ColourMatrix,
): ComparedPanel[] {
  const sized = resampleLinear(picture, widthPx, heightPx);
  const panel = (label: string, whitePoint: WhitePoint) => ({
    label,
    whitePoint,
    image: renderBalancedPanel(sized, whitePoint, own ?? ccm),
  });
  const off = (estimate: WhitePoint) =>
    truth === undefined ? {} : { degrees: recoveryErrorDegrees(estimate, truth) };
  return [
    { ...panel('uniform gains', UNIFORM), ...off(UNIFORM) },
    ...(truth === undefined ? [] : [{ ...panel('true light', truth), marker: TRUTH_MARKER }]),
    ...estimates.map((estimate, i) => ({
      ...panel(names[i], estimate),
      ...off(estimate),
      marker: methodMarker(i),
    })),
  ];
}

/** Panels in a row: of 4, 5 and 3 the number that leaves fewest places empty. */
export function panelColumns(panels: number): number {
  const empty = (columns: number) => Math.ceil(panels / columns) * columns - panels;
  return [4, 5, 3].reduce((best, columns) => (empty(columns) < empty(best) ? columns : best));
}
