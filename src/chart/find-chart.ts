/**
 * Finds a chart of 6 x 4 patches (ColorChecker Classic, the Passport's page of it, SpyderCheckr 24) in a linear picture:
 *
 *   flat patches      connected pixels that hardly change, from coarse pictures to fine ones
 *   lattices          grids that such patches form, perspective included
 *   windows           every 6 x 4 of a grid in which at least ten patches were seen
 *   colours           which chart, which of eight ways round, by a fit that knows neither camera nor light
 *
 * What was not seen as a patch (black on black, in a shadow, overexposed) is read where the perspective says that it lies.
 */
import {
  type ChartPicture,
  type PictureLevel,
  shrink,
  smooth,
  toFullPicture,
} from './chart-picture.js';
import { CHART_SETTINGS } from './chart-settings.js';
import { type ColourFit, fitColours, hueAgreement, huesOf } from './colour-fit.js';
import { flatPatches } from './flat-patches.js';
import { relativeChange } from './flatness.js';
import { fitHomography, type Homography, type PointPair, project } from './homography.js';
import { growLattices, type LatticeNode } from './lattice.js';
import { orientations, readPatches } from './patches.js';
import {
  CHART_COLUMNS,
  CHART_ROWS,
  type ChartKind,
  PATCH_COUNT,
  REFERENCE_COLOURS,
} from './reference-colours.js';

export interface FindChartOptions {
  /** Milliseconds of any clock; without one there is no limit. */
  readonly now?: () => number;
  readonly limitMs?: number;
}

/** Where a chart's corner lies, in pixels from the middle of the picture's first pixel. */
export type Corner = readonly [x: number, y: number];

export interface FoundChart {
  readonly kind: ChartKind;
  /** Of the 24 patches' outline: first patch (dark skin), end of the first row, last patch, begin of the last row. */
  readonly corners: readonly [Corner, Corner, Corner, Corner];
  /** Clockwise turn of the first row from left to right, in quarters, and whether the picture is mirrored. */
  readonly turnDegrees: number;
  readonly isMirrored: boolean;
  /** Patches that were seen as such, of 24. */
  readonly seen: number;
  /** 0 to 1: how well the colours are those of a chart and of nothing else. */
  readonly confidence: number;
  readonly fit: ColourFit;
}

const LEVEL_SIDES = CHART_SETTINGS.find.levelSides;
const MOST_SMOOTHED = CHART_SETTINGS.find.mostSmoothed;
const FLATNESS_LIMITS = CHART_SETTINGS.find.flatnessLimits;
const FEWEST_SEEN = CHART_SETTINGS.find.fewestSeen;
const TIME_LIMIT_MS = CHART_SETTINGS.find.timeLimitMs;
const ACCEPTED = CHART_SETTINGS.find.accepted;
const LEAST_AGREEMENT = CHART_SETTINGS.find.leastAgreement;
const HUES = {
  colorchecker: huesOf(REFERENCE_COLOURS.colorchecker),
  spydercheckr: huesOf(REFERENCE_COLOURS.spydercheckr),
} as const;
const CERTAIN = CHART_SETTINGS.find.certain;

/** The best chart of a picture, or null. Takes about `limitMs` (1.8 s) by `now` at most. */
export function findChart(
  picture: ChartPicture,
  { now = () => 0, limitMs = TIME_LIMIT_MS }: FindChartOptions = {},
): FoundChart | null {
  const end = now() + limitMs;
  const isLate = () => now() >= end;
  let best: FoundChart | null = null;
  for (const level of levelsOf(picture)) {
    const change = relativeChange(level);
    for (const limit of FLATNESS_LIMITS) {
      if (isLate()) return best;
      const patches = flatPatches(level, change, limit);
      growLattices(
        patches,
        (nodes) => {
          const found = bestWindow(level, nodes, isLate);
          if (found && found.confidence > (best?.confidence ?? 0)) best = found;
        },
        isLate,
      );
    }
    if (best !== null && (best as FoundChart).confidence >= CERTAIN) return best;
  }
  return best;
}

/** From coarse to fine, each as it is and with its noise smoothed; made when asked for. */
function* levelsOf(picture: ChartPicture): Generator<PictureLevel> {
  const longer = Math.max(picture.widthPx, picture.heightPx);
  let last = 0;
  for (const side of LEVEL_SIDES) {
    const factor = Math.max(1, Math.ceil(longer / side - 0.25));
    if (factor === last) continue;
    last = factor;
    const level = shrink(picture, factor);
    yield level;
    if (level.widthPx * level.heightPx <= MOST_SMOOTHED) yield smooth(level);
  }
}

function bestWindow(
  level: PictureLevel,
  nodes: readonly LatticeNode[],
  isLate: () => boolean,
): FoundChart | null {
  const windows = windowsOf(nodes);
  const most = windows.reduce((max, { pairs }) => Math.max(max, pairs.length), 0);
  let best: FoundChart | null = null;
  for (const { pairs, isUpright } of windows) {
    if (pairs.length < 0.7 * most) continue;
    if (isLate()) return best;
    const found = judgeWindow(level, pairs, isUpright);
    if (found && found.confidence > (best?.confidence ?? 0)) best = found;
  }
  return best;
}

interface Window {
  readonly pairs: readonly PointPair[];
  readonly isUpright: boolean;
}

/** What a grid's steps may have been taken for: its own, or one of them a diagonal of the real ones. */
const SHEARS = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** All windows of 6 x 4 and 4 x 6 places in which enough patches were seen. */
function windowsOf(nodes: readonly LatticeNode[]): Window[] {
  const out: Window[] = [];
  for (const [ofJ, ofI] of SHEARS) {
    const sheared = nodes.map(({ i, j, patch }) => ({ i: i + ofJ * j, j: j + ofI * i, patch }));
    const places = new Map(sheared.map((node) => [`${node.i},${node.j}`, node]));
    const columns = sheared.map(({ i }) => i);
    const rows = sheared.map(({ j }) => j);
    for (const isUpright of [false, true]) {
      const [wide, high] = isUpright ? [CHART_ROWS, CHART_COLUMNS] : [CHART_COLUMNS, CHART_ROWS];
      for (let i0 = Math.min(...columns) - 2; i0 <= Math.max(...columns) - wide + 3; i0++) {
        for (let j0 = Math.min(...rows) - 2; j0 <= Math.max(...rows) - high + 3; j0++) {
          const pairs = windowPairs(places, i0, j0, wide, high);
          if (pairs.length >= FEWEST_SEEN) out.push({ pairs, isUpright });
        }
      }
    }
  }
  return out;
}

function windowPairs(
  places: ReadonlyMap<string, LatticeNode>,
  i0: number,
  j0: number,
  wide: number,
  high: number,
): PointPair[] {
  const pairs: PointPair[] = [];
  for (let v = 0; v < high; v++) {
    for (let u = 0; u < wide; u++) {
      const node = places.get(`${i0 + u},${j0 + v}`);
      if (node) pairs.push({ u, v, x: node.patch.x, y: node.patch.y });
    }
  }
  return pairs;
}

function judgeWindow(
  level: PictureLevel,
  pairs: readonly PointPair[],
  isUpright: boolean,
): FoundChart | null {
  const window = fitWindow(pairs);
  if (!window || !isPlausible(window, isUpright)) return null;
  let best: FoundChart | null = null;
  for (const place of orientations(isUpright)) {
    const homography = reorient(window, place);
    if (!homography) continue;
    const colours = readPatches(level, homography, 5);
    if (!colours) return best;
    for (const kind of ['colorchecker', 'spydercheckr'] as const) {
      if (hueAgreement(colours.means, HUES[kind]) < LEAST_AGREEMENT) continue;
      const fit = fitColours(colours.means, colours.deviations, REFERENCE_COLOURS[kind]);
      if (!fit) continue;
      const confidence = confidenceOf(fit, pairs.length);
      if (confidence <= (best?.confidence ?? 0)) continue;
      const corners = cornersOf(level, homography);
      best = { kind, corners, ...lieOf(corners), seen: pairs.length, confidence, fit };
    }
  }
  return best;
}

/** A patch that a shadow or a reflex cuts has its middle elsewhere: pairs far off are left out, the farthest first. */
function fitWindow(pairs: readonly PointPair[]): Homography | null {
  let kept = pairs;
  for (;;) {
    const h = fitHomography(kept);
    if (!h) return null;
    const step = Math.sqrt(Math.abs(areaOfStep(h, 2, 2)));
    const limit = 0.13 * step + 0.4;
    const off = kept.map(({ u, v, x, y }) => {
      const [px, py] = project(h, u, v);
      return Math.hypot(px - x, py - y);
    });
    const farthest = Math.max(...off);
    if (farthest <= limit) return h;
    if (kept.length <= Math.max(FEWEST_SEEN - 1, 0.7 * pairs.length)) return null;
    kept = kept.filter((_, k) => off[k] < farthest);
  }
}

/** Signed area in pixels of a step in u and a step in v. */
function areaOfStep(h: Homography, u: number, v: number): number {
  const [x, y] = project(h, u, v);
  const [x1, y1] = project(h, u + 0.1, v);
  const [x2, y2] = project(h, u, v + 0.1);
  return 100 * ((x1 - x) * (y2 - y) - (y1 - y) * (x2 - x));
}

/** Whether the quadrangle is one that a flat chart can have. */
function isPlausible(h: Homography, isUpright: boolean): boolean {
  const [wide, high] = isUpright ? [CHART_ROWS, CHART_COLUMNS] : [CHART_COLUMNS, CHART_ROWS];
  let [least, largest] = [Infinity, 0];
  for (const u of [0, wide - 1]) {
    for (const v of [0, high - 1]) {
      if (!(h[6] * u + h[7] * v + 1 > 0.2)) return false;
      const area = areaOfStep(h, u, v);
      least = Math.min(least, area);
      largest = Math.max(largest, area);
    }
  }
  return least > 4 && largest < 5 * least;
}

/** The homography from the chart's own columns and rows, by its corner patches. */
function reorient(
  window: Homography,
  place: (column: number, row: number) => [number, number],
): Homography | null {
  const pairs: PointPair[] = [];
  for (const u of [0, CHART_COLUMNS - 1]) {
    for (const v of [0, CHART_ROWS - 1]) {
      const [x, y] = project(window, ...place(u, v));
      pairs.push({ u, v, x, y });
    }
  }
  return fitHomography(pairs);
}

function cornersOf(level: PictureLevel, h: Homography): [Corner, Corner, Corner, Corner] {
  const at = (u: number, v: number): Corner => {
    const [x, y] = project(h, u, v);
    return [toFullPicture(level, x), toFullPicture(level, y)];
  };
  const [right, bottom] = [CHART_COLUMNS - 0.5, CHART_ROWS - 0.5];
  return [at(-0.5, -0.5), at(right, -0.5), at(right, bottom), at(-0.5, bottom)];
}

/** How the chart lies in the picture, by its first row and its first column. */
function lieOf([first, right, , below]: FoundChart['corners']): {
  turnDegrees: number;
  isMirrored: boolean;
} {
  const [ux, uy] = [right[0] - first[0], right[1] - first[1]];
  const [vx, vy] = [below[0] - first[0], below[1] - first[1]];
  const quarters = Math.round(Math.atan2(uy, ux) / (Math.PI / 2));
  return { turnDegrees: (90 * (quarters + 4)) % 360, isMirrored: ux * vy - uy * vx < 0 };
}

/** 0 where a limit is passed. */
function confidenceOf(fit: ColourFit, seen: number): number {
  const { unexplained, colourDegrees, brightnessSpread, isCamera } = fit;
  const isAccepted =
    isCamera &&
    unexplained < ACCEPTED.unexplained &&
    colourDegrees < ACCEPTED.colourDegrees &&
    brightnessSpread < ACCEPTED.brightnessSpread;
  if (!isAccepted) return 0;
  const ofColours = 1 - (unexplained / ACCEPTED.unexplained) ** 2;
  const ofBrightness = 1 - (brightnessSpread / ACCEPTED.brightnessSpread) ** 2;
  return ofColours * Math.sqrt(ofBrightness) * Math.min(1, seen / (0.7 * PATCH_COUNT)) ** 0.5;
}
