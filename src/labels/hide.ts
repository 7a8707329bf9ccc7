/** A card or chart taken out of a working picture, so that nothing is learnt from it: its pixels become 0, 0, 0. */
import type { LabelLine, Place } from './label-record.js';
import { eachStretch, grownPolygon } from './polygon.js';
import type { ShotRecord } from './shot-record.js';

/** A card's edge, holder and shadow lie around it: this share of its size on every side. */
export const GROWN_SHARE = 0.3;
/** The frame around a chart's patches, as a share of the chart's size on every side. */
const CHART_FRAME = 0.2;

export interface WorkingPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** R, G, B side by side; 0, 0, 0 is masked. */
  readonly rgb: Uint16Array;
}

/**
 * What of a label's picture training must not see, in pixels of the sensor: besides what the label was measured on the chart that was
 * found in the picture, wherever the label came from.
 */
export function hiddenPolygons(
  label: Pick<LabelLine, 'polygon' | 'corners' | 'hidden'>,
  shot: Pick<ShotRecord, 'chart'> = { chart: null },
): Place[][] {
  const { polygon, hidden } = label;
  const corners = label.corners ?? shot.chart?.corners;
  return [
    ...(polygon ? [grownPolygon(polygon, GROWN_SHARE)] : []),
    ...(corners ? [grownPolygon(corners, CHART_FRAME)] : []),
    ...(hidden ? [[...hidden]] : []),
  ];
}

/** Masks polygons, given in pixels of a sensor of that size, in place; every pixel that they touch with its middle. */
export function hide(
  picture: WorkingPicture,
  polygons: readonly (readonly Place[])[],
  sensor: { readonly widthPx: number; readonly heightPx: number },
): void {
  const [across, down] = [picture.widthPx / sensor.widthPx, picture.heightPx / sensor.heightPx];
  for (const polygon of polygons) {
    const scaled = polygon.map(([x, y]): Place => [x * across, y * down]);
    eachStretch(scaled, picture, (y, from, end) => {
      picture.rgb.fill(0, 3 * (y * picture.widthPx + from), 3 * (y * picture.widthPx + end));
    });
  }
}
