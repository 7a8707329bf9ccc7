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
type Answer = NonNullable<ShotRecord['asShot']>;

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
  const refused = new Map<string, string>(constantAnswers(shots));
  for (const { image, asShot } of shots) {
    if (asShot === null) {
      refused.set(image, "the file does not state the camera's answer (AsShotNeutral)");
    }
  }
  const usable = shots.map(({ image }) => image).filter((image) => !refused.has(image));
  return { usable, refused };
}

/** Pictures whose camera answers the same whatever the light is, with how that is known: nothing is to be learnt of such answers. */
export function constantAnswers(shots: readonly Shot[]): ReadonlyMap<string, string> {
  const cameras = new Set(shots.map(({ camera }) => camera));
  const groups = [...cameras].map((one) => shots.filter(({ camera }) => camera === one));
  const found = new Map<string, string>();
  for (const group of [...groups, shots]) {
    const answered = group.flatMap(({ image, asShot }) => (asShot ? [{ image, asShot }] : []));
    for (const { image, asShot, equal } of countEqual(answered)) {
      const reason = constancyOf(asShot, equal, answered.length);
      if (reason !== null && !found.has(image)) found.set(image, reason);
    }
  }
  return found;
}

function constancyOf(answer: Answer, equal: number, all: number): string | null {
  const told = `${answer.r.toFixed(4)}, ${answer.b.toFixed(4)}`;
  if (KNOWN_CONSTANTS.some((one) => isSame(one, answer))) {
    return `the camera's answer ${told} is one that its writer always states`;
  }
  const isAll = equal > 1 && equal === all;
  if (!isAll && !(equal >= MANY && 2 * equal > all)) return null;
  return `the camera's answer ${told} is the same in ${equal} of ${all} pictures: its white balance was fixed`;
}

/** How many answers equal each, itself counted. */
function countEqual<T extends { readonly asShot: Answer }>(
  answered: readonly T[],
): (T & { readonly equal: number })[] {
  const sorted = [...answered].sort(({ asShot: a }, { asShot: b }) => a.r - b.r || a.b - b.b);
  let [from, equal] = [0, 0];
  return sorted.map((one, i) => {
    const { asShot } = one;
    const before = sorted[i - 1]?.asShot;
    if (before?.r === asShot.r && before.b === asShot.b) return { ...one, equal };
    while (asShot.r - sorted[from].asShot.r >= SAME) from++;
    equal = 0;
    for (let j = from; j < sorted.length; j++) {
      if (sorted[j].asShot.r - asShot.r >= SAME) break;
      if (isSame(sorted[j].asShot, asShot)) equal++;
    }
    return { ...one, equal };
  });
}

function isSame(a: Answer, b: Answer): boolean {
  return Math.abs(a.r - b.r) < SAME && Math.abs(a.b - b.b) < SAME;
}
