/** Which labels to look at again, and which pictures teach most when they are labelled next. */
import { footOnLine, recoveryErrorDegrees, type WhitePoint } from '../color/index.js';
import { constantAnswers } from './as-shot.js';
import type { LabelLine } from './label-record.js';
import { type LeftOut, leaveOneOut } from './leave-one-out.js';
import type { ShotRecord } from './shot-record.js';

/** A point of a curve of lights; with its temperature where it is known. */
export interface LightCurvePoint extends WhitePoint {
  readonly cctKelvin?: number;
}

/** Where a light lies by a curve. */
export interface LightPlace {
  readonly cctKelvin: number | null;
  /** Angle to the curve: positive towards magenta, negative towards green. */
  readonly offDegrees: number;
}

export interface PictureDoubt {
  /** 0: none; 1 is where one ought to look. */
  readonly doubt: number;
  /** Whether its label is doubted: something speaks against it by more than its DOUBT_DEGREES. */
  readonly isDoubtful: boolean;
  /** Sentences without a stop, the gravest first. */
  readonly reasons: readonly string[];
  /** How much an unlabelled picture would teach, degrees; null for those that have a label. */
  readonly teaches: number | null;
}

export interface DoubtInput {
  readonly shots: readonly ShotRecord[];
  readonly labels: ReadonlyMap<string, LabelLine>;
  readonly unusable: ReadonlySet<string>;
  readonly bursts: readonly (readonly string[])[];
  readonly curve: readonly LightCurvePoint[] | null;
  /** That of a picture's own camera, where cameras are mixed; default: `curve`. */
  readonly curveOf?: (shot: ShotRecord) => readonly LightCurvePoint[] | null;
  /** A network's answers. */
  readonly model: ReadonlyMap<string, WhitePoint>;
}

/** Degrees at which one ought to look: beside the curve, from the model, from its burst, within the patch, from the camera. */
export const DOUBT_DEGREES = { curve: 3, model: 4, burst: 1.5, spread: 1.5, camera: 5 } as const;
/** A label is not surer of its place by the curve than this. */
const LEAST_SIGMA = 0.3;

/** The place of a light by a curve of two points at least; temperatures are linear in 1/CT between points. */
export function placeOfLight(curve: readonly LightCurvePoint[], light: WhitePoint): LightPlace {
  const { piece, share, foot, distance } = footOnLine(curve, light);
  const [from, to] = [curve[piece - 1], curve[piece]];
  const degrees = recoveryErrorDegrees(foot, light);
  const cctKelvin =
    from.cctKelvin === undefined || to.cctKelvin === undefined
      ? null
      : 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin);
  return { cctKelvin, offDegrees: distance < 0 ? -degrees : degrees };
}

/** `4310 K, 1.2° to the green`. */
export function describePlace({ cctKelvin, offDegrees }: LightPlace): string {
  const off = Math.abs(offDegrees);
  const side = offDegrees > 0 ? 'magenta' : 'green';
  const where = off < 0.1 ? 'on the curve' : `${off.toFixed(1)}° to the ${side}`;
  return cctKelvin === null ? where : `${Math.round(cctKelvin / 10) * 10} K, ${where}`;
}

/** Times a network's usual error, and degrees, from which on a label is doubted that all others speak against. */
const LEFT_OUT = { times: 3, least: 1 } as const;

/** Of labels whose pictures a network answered, by camera; weak ones judge nobody. */
function leftOutOf({ shots, labels, model }: DoubtInput): ReadonlyMap<string, LeftOut> {
  const found = new Map<string, LeftOut>();
  const cameras = new Set(shots.map(({ camera }) => camera));
  for (const one of cameras) {
    const pairs = shots.flatMap(({ image, camera }) => {
      const [label, answer] = [labels.get(image), model.get(image)];
      const counts = camera === one && label !== undefined && label.how !== 'as-shot';
      return counts && answer !== undefined ? [{ image, label, answer }] : [];
    });
    leaveOneOut(pairs)?.forEach((left, i) => {
      found.set(pairs[i].image, left);
    });
  }
  return found;
}

/** A camera that answers the same whatever the light is speaks neither for nor against a label. */
function withTellingAnswers(shots: readonly ShotRecord[]): readonly ShotRecord[] {
  const constant = constantAnswers(shots);
  return shots.map((shot) => (constant.has(shot.image) ? { ...shot, asShot: null } : shot));
}

/** Doubts of all pictures, by id. */
export function findDoubts(input: DoubtInput): ReadonlyMap<string, PictureDoubt> {
  const leftOut = leftOutOf(input);
  return new Map(
    withTellingAnswers(input.shots).map((shot) => {
      const label = input.labels.get(shot.image);
      const doubt = label
        ? doubtOf(shot, label, input, leftOut.get(shot.image))
        : { doubt: 0, isDoubtful: false, reasons: [] };
      const isOpen = label === undefined && !input.unusable.has(shot.image);
      return [shot.image, { ...doubt, teaches: isOpen ? teachesOf(shot, input) : null }] as const;
    }),
  );
}

function doubtOf(
  shot: ShotRecord,
  label: LabelLine,
  { curve: common, curveOf, model, bursts, labels }: DoubtInput,
  left: LeftOut | undefined,
): Omit<PictureDoubt, 'teaches'> {
  const curve = curveOf === undefined ? common : curveOf(shot);
  const found: { readonly share: number; readonly reason: string }[] = [];
  const take = (degrees: number, limit: number, reason: string) => {
    if (degrees > limit)
      found.push({ share: degrees / limit, reason: `${degrees.toFixed(1)}° ${reason}` });
  };
  if (curve !== null) {
    const off = Math.abs(placeOfLight(curve, label).offDegrees);
    const sigma = Math.max(LEAST_SIGMA, label.sigmaDegrees ?? 0);
    take(off, Math.max(DOUBT_DEGREES.curve, 3 * sigma), 'beside the curve of lights');
  }
  const answer = model.get(shot.image);
  if (left) {
    const limit = Math.max(LEFT_OUT.least, LEFT_OUT.times * left.usualDegrees);
    take(left.degrees, limit, "from what the other labels make of the model's answer");
  } else if (answer)
    take(recoveryErrorDegrees(answer, label), DOUBT_DEGREES.model, "from the model's answer");
  const mates = (bursts.find((burst) => burst.includes(shot.image)) ?? [])
    .filter((image) => image !== shot.image)
    .flatMap((image) => labels.get(image) ?? []);
  const apart = Math.max(0, ...mates.map((mate) => recoveryErrorDegrees(mate, label)));
  take(apart, DOUBT_DEGREES.burst, 'from another picture of its burst');
  take(label.spreadDegrees ?? 0, DOUBT_DEGREES.spread, 'within the patch');
  if (shot.asShot) {
    take(
      recoveryErrorDegrees(shot.asShot, label),
      DOUBT_DEGREES.camera,
      "from the camera's own answer",
    );
  }
  found.sort((a, b) => b.share - a.share);
  return {
    doubt: found.reduce((sum, { share }) => sum + share, 0),
    isDoubtful: found.length > 0,
    reasons: found.map(({ reason }) => reason),
  };
}

/**
 * How much a network and the camera disagree; without a network how far the camera's answer, or grey world, lies from all lights
 * that are labelled.
 */
function teachesOf(shot: ShotRecord, { model, labels }: DoubtInput): number {
  const guess = shot.asShot ?? shot.greyWorld;
  const answer = model.get(shot.image);
  if (guess === null) return 0;
  if (answer) return recoveryErrorDegrees(answer, guess);
  const distances = [...labels.values()].map((label) => recoveryErrorDegrees(guess, label));
  return distances.length === 0 ? 0 : Math.min(...distances);
}

/** Ends of ranges of temperature, K. */
const RANGES = [1800, 2500, 3200, 4200, 5500, 7000, 10_000] as const;

export interface RangeCount {
  readonly fromKelvin: number;
  readonly toKelvin: number;
  readonly labels: number;
}

/** Labels in each range of temperature; null where the curve knows none. */
export function coverageOf(
  curve: readonly LightCurvePoint[] | null,
  labels: Iterable<WhitePoint>,
): readonly RangeCount[] | null {
  if (curve === null || curve.some(({ cctKelvin }) => cctKelvin === undefined)) return null;
  const kelvins = [...labels].map((label) => placeOfLight(curve, label).cctKelvin ?? 0);
  return RANGES.slice(1).map((toKelvin, i) => {
    const fromKelvin = RANGES[i];
    const isLast = i === RANGES.length - 2;
    const within = (kelvin: number) =>
      (kelvin >= fromKelvin || i === 0) && (kelvin < toKelvin || isLast);
    return { fromKelvin, toKelvin, labels: kelvins.filter(within).length };
  });
}
