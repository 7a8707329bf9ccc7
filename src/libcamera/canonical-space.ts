/**
 * The space in which libcamera's neural AWB (`rpi.nn.awb`) sees a picture, and in which Raspberry Pi's awb_nn writes its
 * training pictures: zone means divided by the sensor's white point at 5000 K, then through its CCM at 5000 K, so that all
 * sensors look much alike. "Raw" is linear camera RGB after black level and lens shading, 0..1.
 *   canonical = CCM (R / (r(5000) s_r), G, B / (b(5000) s_b))
 * awb_nn multiplies the white points of the curve by the sensitivities s; libcamera multiplies the zones by them.
 */
import {
  asDouble,
  evaluatePiecewise,
  findAlgorithm,
  itemsOf,
  memberOf,
  type PiecewiseLinear,
  piecewiseLinear,
  readCtCurve,
  requireLights,
  TuningFileError,
  type TuningNode,
} from '../classical/index.js';
import {
  type ColourMatrix,
  invertMatrix,
  multiplyMatrices,
  type WhitePoint,
} from '../color/index.js';
import type { LocusPoint } from './locus/index.js';

/** CT of the light that is white in this space, K. */
export const CANONICAL_CCT_KELVIN = 5000;

/** What a tuning file says of a sensor, as far as this space needs it. */
export interface CanonicalSpace {
  /** White points of the curve over CT, without sensitivities. */
  readonly r: PiecewiseLinear;
  readonly b: PiecewiseLinear;
  readonly sensitivityR: number;
  readonly sensitivityB: number;
  /** Row by row, at 5000 K. */
  readonly ccm: ColourMatrix;
}

/**
 * The space of a sensor out of its tuning file's text: rpi.awb and rpi.ccm, whether or not they are enabled.
 * @throws TuningFileError naming what is missing or malformed
 */
export function readCanonicalSpace(text: string): CanonicalSpace {
  const awb = requireAlgorithm(text, 'rpi.awb');
  const read = readCtCurve(memberOf(awb, 'ct_curve'), 'rpi.awb.ct_curve', () => {});
  if (read === null) throw new TuningFileError('rpi.awb.ct_curve', 'a list', undefined);
  const curve = requireLights(read, 'rpi.awb.ct_curve');
  const cct = curve.map(({ cctKelvin }) => cctKelvin);
  const space = {
    r: piecewiseLinear(
      cct,
      curve.map(({ r }) => r),
    ),
    b: piecewiseLinear(
      cct,
      curve.map(({ b }) => b),
    ),
    sensitivityR: asDouble(memberOf(awb, 'sensitivity_r')) ?? 1,
    sensitivityB: asDouble(memberOf(awb, 'sensitivity_b')) ?? 1,
    ccm: ccmAt(requireAlgorithm(text, 'rpi.ccm'), CANONICAL_CCT_KELVIN),
  };
  for (const key of ['sensitivityR', 'sensitivityB'] as const) {
    if (!(space[key] > 0)) throw new TuningFileError(`rpi.awb.${key}`, 'a number > 0', space[key]);
  }
  return space;
}

function requireAlgorithm(text: string, name: string): TuningNode {
  const found = findAlgorithm(text, name);
  if (found !== null) return found;
  throw new TuningFileError(name, `an algorithm "${name}"`, undefined);
}

/** The CCM of `rpi.ccm` at a CT: linear between the file's `ccms`, the outer ones beyond them. Throws TuningFileError where there are none. */
export function ccmAt(algorithm: TuningNode, cctKelvin: number): ColourMatrix {
  const ccms = itemsOf(memberOf(algorithm, 'ccms') ?? { kind: 'list', items: [] }).map((entry, i) =>
    readCcm(entry, `rpi.ccm.ccms[${i}]`),
  );
  const [first, last] = [ccms[0], ccms.at(-1)];
  if (first === undefined || last === undefined) {
    throw new TuningFileError('rpi.ccm.ccms', 'at least one matrix', undefined);
  }
  if (cctKelvin <= first.ct) return first.ccm;
  if (cctKelvin >= last.ct) return last.ccm;
  const at = ccms.findIndex(({ ct }) => ct > cctKelvin);
  const [below, above] = [ccms[at - 1], ccms[at]];
  const share = (cctKelvin - below.ct) / (above.ct - below.ct);
  const mixed = below.ccm.map((entry, i) => share * above.ccm[i] + (1 - share) * entry);
  return mixed as unknown as ColourMatrix;
}

function readCcm(node: TuningNode, path: string): { ct: number; ccm: ColourMatrix } {
  const ct = asDouble(memberOf(node, 'ct'));
  if (ct === null) throw new TuningFileError(`${path}.ct`, 'a number', undefined);
  const entries = itemsOf(memberOf(node, 'ccm') ?? node).map(asDouble);
  if (entries.length !== 9 || entries.includes(null)) {
    throw new TuningFileError(`${path}.ccm`, 'nine numbers', entries);
  }
  return { ct, ccm: entries as unknown as ColourMatrix };
}

/** From raw RGB to canonical RGB, a matrix row by row. */
export function toCanonical(space: CanonicalSpace): ColourMatrix {
  const { r, b } = scaleOf(space);
  return multiplyMatrices(space.ccm, [1 / r, 0, 0, 0, 1, 0, 0, 0, 1 / b]);
}

/** From canonical RGB to raw RGB, a matrix row by row. */
export function fromCanonical(space: CanonicalSpace): ColourMatrix {
  const { r, b } = scaleOf(space);
  return multiplyMatrices([r, 0, 0, 0, 1, 0, 0, 0, b], invertMatrix(space.ccm));
}

/** The white point that is divided out. */
function scaleOf({ r, b, sensitivityR, sensitivityB }: CanonicalSpace): WhitePoint {
  return {
    r: evaluatePiecewise(r, CANONICAL_CCT_KELVIN) * sensitivityR,
    b: evaluatePiecewise(b, CANONICAL_CCT_KELVIN) * sensitivityB,
  };
}

/** The raw white point of a light on the sensor's curve, sensitivities included; the curve goes on linearly beyond its ends. */
export function rawWhitePointAt(space: CanonicalSpace, cctKelvin: number): WhitePoint {
  return {
    r: evaluatePiecewise(space.r, cctKelvin) * space.sensitivityR,
    b: evaluatePiecewise(space.b, cctKelvin) * space.sensitivityB,
  };
}

/** What a white point becomes through a 3 x 3 matrix on RGB. */
export function mapWhitePoint(m: ColourMatrix, { r, b }: WhitePoint): WhitePoint {
  const green = m[3] * r + m[4] + m[5] * b;
  return {
    r: (m[0] * r + m[1] + m[2] * b) / green,
    b: (m[6] * r + m[7] + m[8] * b) / green,
  };
}

/** The canonical white point of a light on the sensor's curve. */
export function canonicalWhitePointAt(space: CanonicalSpace, cctKelvin: number): WhitePoint {
  return mapWhitePoint(toCanonical(space), rawWhitePointAt(space, cctKelvin));
}

/**
 * How far a locus reaches, and how fine it is. Warm lights leave the positive RGB of this space on some sensors (2700 K on
 * vc4's imx219), where pictures are clipped to 0: there the locus ends.
 */
const LOCUS = { loKelvin: 2000, hiKelvin: 10_000, steps: 200, least: 0.02 } as const;

/**
 * The sensor's curve in canonical space by rising CT, in even steps of 1/CT from 2000 to 10,000 K, as far as r and b are at
 * least 0.02. Throws TuningFileError where that is nowhere.
 */
export function canonicalLocus(space: CanonicalSpace): LocusPoint[] {
  const { loKelvin, hiKelvin, steps, least } = LOCUS;
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    const cctKelvin = 1 / ((1 - share) / loKelvin + share / hiKelvin);
    return { cctKelvin, ...canonicalWhitePointAt(space, cctKelvin) };
  });
  const usable = points.filter(({ r, b }) => r >= least && b >= least);
  if (usable.length >= 2) return usable;
  throw new TuningFileError('rpi.awb.ct_curve', 'lights that rpi.ccm leaves a colour', undefined);
}
