/** Cards and charts of an imported picture measured, on its raw file. */
import {
  type ChartPicture,
  chartPicture,
  type GreySlope,
  measureChart,
} from '../../chart/index.js';
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import {
  isPolygon,
  type MeasuredPatch,
  measurePatch,
  type Place,
  type ShotRecord,
} from '../index.js';
import type { Tuning } from './folder.js';
import { shade, shadingOfShot } from './keep-labels.js';
import type { ReadShot } from './read-shot.js';

/** A raw file at hand, and the tables that go with it. */
export interface ShotAtHand {
  readonly record: ShotRecord;
  readonly shot: ReadShot;
  readonly tuning: Tuning | null;
}

/** Rounds in which the light tells the shading and the shading the light. */
const ROUNDS = 3;

/** Null where nothing lies inside. */
export function measureCard(
  { record, shot, tuning }: ShotAtHand,
  polygon: readonly Place[],
): MeasuredPatch | null {
  if (!isPolygon(polygon)) return null;
  let measured: MeasuredPatch | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const shading = shadingOfShot(record, tuning, measured?.whitePoint ?? null);
    measured = measurePatch(shot, polygon, shading);
    if (shading === null || measured === null) break;
  }
  return measured;
}

/** A chart at known corners. */
export interface MeasuredCorners {
  /** From the chart's first patch on, pixels of the sensor. */
  readonly corners: readonly Place[];
  readonly slope: GreySlope | null;
  /** Share of the colours' variance that no camera explains: 0 is a perfect chart. */
  readonly unexplained: number;
  /** Why no label comes of it, or null. */
  readonly refusal: string | null;
}

type FourCorners = Parameters<typeof measureChart>[1];

/** Null where a corner lies outside of the picture, or the four are no quadrangle. */
export function measureCorners(
  { record, shot, tuning }: ShotAtHand,
  corners: readonly Place[],
): MeasuredCorners | null {
  const { step } = record;
  const places = corners.map(([x, y]) => [x / step - 0.5, y / step - 0.5]);
  let light: WhitePoint | null = null;
  let measured: ReturnType<typeof measureChart> = null;
  for (let round = 0; round < ROUNDS; round++) {
    const shading = shadingOfShot(record, tuning, light);
    measured = measureChart(pictureOf(shot, shading), places as unknown as FourCorners);
    light = measured?.slope?.whitePoint ?? null;
    if (shading === null || light === null) break;
  }
  if (measured === null) return null;
  return {
    corners: measured.corners.map(([x, y]) => [(x + 0.5) * step, (y + 0.5) * step]),
    slope: measured.slope,
    unexplained: measured.fit.unexplained,
    refusal: measured.refusal,
  };
}

function pictureOf({ image }: ReadShot, shading: ReturnType<typeof shadingOfShot>): ChartPicture {
  if (shading === null) return chartPicture(image);
  const shaded = { ...image, rgb: image.rgb.slice() };
  shade(shaded, shading);
  return chartPicture(shaded);
}

/** A chart this sure is believed against a card beside it, which may be tinted by design. */
const SURE_CHART = 0.7;
const MOST_APART = 1.5;

/** Why a card's light cannot be believed beside the chart of its picture, or null. */
export function conflictWithChart(at: ShotAtHand, { whitePoint }: MeasuredPatch): string | null {
  const { chart } = at.record;
  if (chart === null || chart.confidence < SURE_CHART) return null;
  const measured = measureCorners(at, chart.corners);
  if (!measured?.slope || measured.refusal !== null) return null;
  const apart = recoveryErrorDegrees(whitePoint, measured.slope.whitePoint);
  if (apart < MOST_APART) return null;
  return `The greys of the chart in this picture say another light, ${apart.toFixed(1)}° away: patches beside it may be tinted by design. Confirm the chart instead.`;
}
