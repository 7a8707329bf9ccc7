/**
 * The camera's own answer as a weak label. One that never changes is no answer: white balance was fixed, or the writer puts a
 * constant there (PiDNG's RaspberryPiHqCamera: 0.4, 1, 0.5).
 */
import type { ShotRecord } from './shot-record.js';

/** Answers that files have whatever the light was. */
const KNOWN_CONSTANTS = [
  { r: 0.4, b: 0.5 },
  { r: 1, b: 1 },
] as const;
/** Answers closer than this are the same one. */
const SAME = 1e-5;
/** From so many pictures on, an answer that most of them share is constant for these. */
const MANY = 6;

type Shot = Pick<ShotRecord, 'image' | 'camera' | 'asShot'>;

export interface WeakLabels {
  readonly usable: readonly string[];
  /** Pictures without one, with a reason each, without a stop at its end. */
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * Which pictures' own answers may serve as labels. An answer is constant where all pictures of a camera, or all of the folder, state
 * it, or most of many.
 */
export function weakLabels(shots: readonly Shot[]): WeakLabels {
  const refused = new Map<string, string>();
  for (const shot of shots) {
    const ofCamera = shots.filter(({ camera }) => camera === shot.camera);
    const reason = reasonAgainst(shot, ofCamera) ?? reasonAgainst(shot, shots);
    if (reason !== null) refused.set(shot.image, reason);
  }
  const usable = shots.map(({ image }) => image).filter((image) => !refused.has(image));
  return { usable, refused };
}

function reasonAgainst({ asShot }: Shot, shots: readonly Shot[]): string | null {
  if (asShot === null) return "the file does not state the camera's answer (AsShotNeutral)";
  const told = `${asShot.r.toFixed(4)}, ${asShot.b.toFixed(4)}`;
  if (KNOWN_CONSTANTS.some((one) => isSame(one, asShot))) {
    return `the camera's answer ${told} is one that its writer always states`;
  }
  const answers = shots.filter((other) => other.asShot !== null);
  const equal = answers.filter((other) => isSame(other.asShot, asShot)).length;
  const isAll = equal > 1 && equal === answers.length;
  if (!isAll && !(equal >= MANY && 2 * equal > answers.length)) return null;
  return `the camera's answer ${told} is the same in ${equal} of ${answers.length} pictures: its white balance was fixed`;
}

function isSame(a: { r: number; b: number } | null, b: { r: number; b: number }): boolean {
  return a !== null && Math.abs(a.r - b.r) < SAME && Math.abs(a.b - b.b) < SAME;
}
