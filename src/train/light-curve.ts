/**
 * The curve of lights that a network's answers may be restricted to: fitted to the training labels, the black bodies that the
 * camera's matrix foretells, or points that are given, e.g. by a tuning file.
 */
import { physicalCurve, requireLights } from '../classical/index.js';
import { loadTuning } from '../classical/node/index.js';
import type { ColourMatrix, WhitePoint } from '../color/index.js';
import { fitLabelCurve, pointOnLine } from '../dataset/index.js';
import { InputError } from '../errors/index.js';
import { RecipeError } from './recipe-error.js';

/** Where the curve comes from; `none` for answers that are free. */
export const CURVE_SOURCES = ['none', 'labels', 'physical', 'given'] as const;
export type CurveSource = (typeof CURVE_SOURCES)[number];

/** How curves are laid out for a network. Set by hand: no run compares them. */
export const LIGHT_CURVE_SETTINGS = {
  /** Points of a curve that is fitted or foretold; as many hinges less one. */
  points: 17,
  /** A fitted curve goes on straight, in log r and log b, by this share of its length at both ends: labels end, lights do not. */
  reserve: 0.1,
  /** Half the width of the band about it, in units of r and b: nine of ten labels of cube64's training part lie within. */
  band: 0.03,
  /** Range of the physical curve: candles to blue sky. */
  fromKelvin: 1800,
  toKelvin: 20_000,
} as const;

/** What a recipe says of the curve. */
export interface CurveChoice {
  readonly curve?: CurveSource;
  readonly curvePoints?: readonly (readonly [number, number])[];
  readonly regressed?: string;
}

/**
 * Points along the curve; null for none. Throws RecipeError for too few labels to carry one, for a physical one of a camera that
 * nobody names, and for a given one without points.
 */
export function lightCurve(
  { curve = 'none', curvePoints = [], regressed = 'logChroma' }: CurveChoice,
  lights: readonly WhitePoint[],
  xyzToCamera: ColourMatrix | undefined,
): WhitePoint[] | null {
  if (curve !== 'none' && regressed !== 'logChroma') {
    throw new RecipeError(
      `curve ${curve}: expected no network.regressed beside it, got ${regressed}: answers on a curve are places along it`,
    );
  }
  switch (curve) {
    case 'none':
      return null;
    case 'labels':
      return curveOfLabels(lights);
    case 'physical':
      return curveOfMatrix(xyzToCamera);
    case 'given':
      if (curvePoints.length >= 2) return curvePoints.map(([r, b]) => ({ r, b }));
      throw new RecipeError(
        `curve given: expected network.curvePoints, at least two (r, b), got ${curvePoints.length}`,
      );
    default:
      curve satisfies never;
      throw new TypeError(`unknown curve '${curve}'`);
  }
}

function curveOfLabels(lights: readonly WhitePoint[]): WhitePoint[] {
  const line = fitLabelCurve(lights);
  if (line === null) {
    throw new RecipeError(
      `curve labels: expected at least 20 training pictures under different lights, got ${lights.length}; give --curve physical, or a tuning file`,
    );
  }
  const { points, reserve } = LIGHT_CURVE_SETTINGS;
  const whole = line.at(-1)!.alongDegrees;
  const inner = Array.from({ length: points - 2 }, (_, i) => {
    const { r, b } = pointOnLine(line, (whole * i) / (points - 3));
    return { r, b };
  });
  // The ends' own direction is that of a tenth of the curve, not of its last two points, which one label may turn.
  const tenth = [pointOnLine(line, whole * reserve), pointOnLine(line, whole * (1 - reserve))];
  return [beyond(tenth[0]!, inner[0]!), ...inner, beyond(tenth[1]!, inner.at(-1)!)];
}

/** As far beyond `to` as `from` is before it. */
function beyond(from: WhitePoint, to: WhitePoint): WhitePoint {
  return { r: (to.r * to.r) / from.r, b: (to.b * to.b) / from.b };
}

function curveOfMatrix(xyzToCamera: ColourMatrix | undefined): WhitePoint[] {
  if (xyzToCamera === undefined) {
    throw new RecipeError(
      'curve physical: expected to know which camera took the pictures; give --camera, or "camera" in dataset.json',
    );
  }
  const { points, fromKelvin, toKelvin } = LIGHT_CURVE_SETTINGS;
  return physicalCurve([{ cctKelvin: 6504, xyzToCamera }], { points, fromKelvin, toKelvin });
}

/** (r, b) of the ct_curve of a tuning file. Throws InputError for a file that cannot be read or has none. */
export function tuningCurvePoints(file: string): [r: number, b: number][] {
  const { ctCurve } = loadTuning(file, () => {}).parameters;
  if (ctCurve !== null && ctCurve.length >= 2) {
    return requireLights(ctCurve, `${file}: rpi.awb.ct_curve`).map(({ r, b }) => [r, b]);
  }
  throw new InputError(
    `${file}: expected rpi.awb with a ct_curve, got none. Name a file of a tuned camera, or give --curve labels or physical.`,
  );
}
