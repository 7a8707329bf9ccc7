/** What a chart at known corners says: its patches at full resolution and the white point of its greys. */
import type { ChartPicture } from './chart-picture.js';
import { CHART_SETTINGS } from './chart-settings.js';
import { type ColourFit, fitColours } from './colour-fit.js';
import type { Corner } from './find-chart.js';
import { type GreyPatch, type GreySlope, greySlope } from './grey-slope.js';
import { fitHomography, type Homography, project } from './homography.js';
import { type PatchColours, readPatches } from './patches.js';
import {
  CHART_COLUMNS,
  CHART_ROWS,
  type ChartKind,
  GREY_NAMES,
  GREY_PATCHES,
  REFERENCE_COLOURS,
} from './reference-colours.js';

export interface MeasuredChart {
  readonly kind: ChartKind;
  /** Corners as given, turned so that the chart's first patch comes first. */
  readonly corners: readonly [Corner, Corner, Corner, Corner];
  readonly fit: ColourFit;
  /** 24 x R, G, B. */
  readonly means: Float64Array;
  readonly clipped: readonly boolean[];
  /** Null where fewer than three greys are left unclipped, and for charts whose greys are tinted. */
  readonly slope: GreySlope | null;
  /** Why no label comes of it, or null. */
  readonly refusal: string | null;
}

const SAMPLES = CHART_SETTINGS.measure.samples;
const FULL = CHART_SETTINGS.measure.full;

/**
 * Measures the chart whose 24 patches lie within four corners (around, from any corner), whichever way round its colours
 * say that it lies. Null where a corner lies so that a patch is outside the picture, or the four are no quadrangle.
 */
export function measureChart(
  picture: ChartPicture,
  corners: readonly [Corner, Corner, Corner, Corner],
): MeasuredChart | null {
  let best: { fit: ColourFit; kind: ChartKind; colours: PatchColours; order: number[] } | null =
    null;
  for (const order of cornerOrders()) {
    const homography = homographyOf(order.map((k) => corners[k]));
    const colours = homography && readPatches(picture, homography, SAMPLES / 4);
    if (!homography || !colours) return null;
    for (const kind of ['colorchecker', 'spydercheckr'] as const) {
      const fit = fitColours(colours.means, colours.deviations, REFERENCE_COLOURS[kind]);
      if (fit && (!best || scoreOf(fit) < scoreOf(best.fit))) best = { fit, kind, colours, order };
    }
  }
  if (!best) return null;
  const turned = best.order.map((k) => corners[k]) as unknown as MeasuredChart['corners'];
  const homography = homographyOf(turned);
  const colours = homography && readPatches(picture, homography, SAMPLES);
  if (!colours) return null;
  const clipped = clippedPatches(picture, homography);
  const { kind, fit } = best;
  const slope = kind === 'colorchecker' ? greySlope(greysOf(colours, clipped)) : null;
  const refusal = refusalOf(kind, fit, slope);
  return { kind, corners: turned, fit, means: colours.means, clipped, slope, refusal };
}

const scoreOf = ({ unexplained, isCamera }: ColourFit): number => unexplained + (isCamera ? 0 : 1);

function refusalOf(kind: ChartKind, fit: ColourFit, slope: GreySlope | null): string | null {
  if (!(fit.isCamera && fit.unexplained < 0.5)) {
    return 'The colours within these corners are not those of a ColorChecker.';
  }
  if (kind === 'spydercheckr') {
    return 'A SpyderCheckr: its greys are tinted by design, the white by about 3 degrees. Use a ColorChecker or a grey card.';
  }
  return slope === null ? 'Fewer than three greys are unclipped: expose less.' : null;
}

/** The eight ways to go round four corners. */
function cornerOrders(): number[][] {
  const around = [0, 1, 2, 3];
  const turns = around.map((k) => around.map((e) => (e + k) % 4));
  return [...turns, ...turns.map((order) => [...order].reverse())];
}

/** From column and row of the patches to pixels. */
function homographyOf(corners: readonly Corner[]): Homography | null {
  const [right, bottom] = [CHART_COLUMNS - 0.5, CHART_ROWS - 0.5];
  const places = [
    [-0.5, -0.5],
    [right, -0.5],
    [right, bottom],
    [-0.5, bottom],
  ];
  return fitHomography(corners.map(([x, y], k) => ({ u: places[k][0], v: places[k][1], x, y })));
}

/** Whether more than one sample in a thousand of a patch is full in any channel. */
function clippedPatches(picture: ChartPicture, homography: Homography): boolean[] {
  const full = { ...picture, rgb: picture.rgb.map((value) => (value >= FULL ? 1 : 0)) };
  const shares = readPatches(full, homography, SAMPLES);
  return Array.from({ length: CHART_COLUMNS * CHART_ROWS }, (_, k) =>
    [0, 1, 2].some((c) => (shares?.means[3 * k + c] ?? 1) > 0.001),
  );
}

function greysOf({ means, deviations }: PatchColours, clipped: readonly boolean[]): GreyPatch[] {
  const threeOf = (values: Float64Array, k: number) =>
    [values[3 * k], values[3 * k + 1], values[3 * k + 2]] as const;
  return GREY_PATCHES.map((k, index) => ({
    name: GREY_NAMES[index],
    rgb: threeOf(means, k),
    deviations: threeOf(deviations, k),
    isClipped: clipped[k],
  }));
}

/** Middles of the 24 patches within corners that begin at the chart's first patch, pixels; empty where there are none. */
export function patchCentres(corners: MeasuredChart['corners']): Corner[] {
  const homography = homographyOf(corners);
  if (!homography) return [];
  return Array.from({ length: CHART_COLUMNS * CHART_ROWS }, (_, k) =>
    project(homography, k % CHART_COLUMNS, Math.floor(k / CHART_COLUMNS)),
  );
}
