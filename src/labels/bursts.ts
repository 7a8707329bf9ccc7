/** Pictures of one light: the same camera, seconds apart, exposed alike. One label may hold for all of them. */
import type { ShotRecord } from './shot-record.js';

/** Most seconds between two pictures of a burst, and most stops between their exposures. */
export const BURST = { seconds: 20, stops: 2 } as const;

type Shot = Pick<ShotRecord, 'image' | 'camera' | 'takenAt' | 'exposureSeconds' | 'iso' | 'part'>;

/** Bursts of two pictures and more, in the order of time; each picture is in one at most. */
export function findBursts(shots: readonly Shot[]): string[][] {
  const sorted = [...shots].sort(
    (a, b) =>
      compare(a.part, b.part) ||
      compare(a.camera ?? '', b.camera ?? '') ||
      compare(a.takenAt, b.takenAt) ||
      compare(a.image, b.image),
  );
  const bursts: string[][] = [];
  sorted.forEach((shot, i) => {
    const before = sorted[i - 1];
    if (before !== undefined && belongTogether(before, shot)) bursts.at(-1)?.push(shot.image);
    else bursts.push([shot.image]);
  });
  return bursts.filter(({ length }) => length > 1);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function belongTogether(a: Shot, b: Shot): boolean {
  if (a.camera !== b.camera || a.part !== b.part) return false;
  const seconds = Math.abs(Date.parse(`${b.takenAt}Z`) - Date.parse(`${a.takenAt}Z`)) / 1000;
  if (!(seconds <= BURST.seconds)) return false;
  const [first, second] = [exposureOf(a), exposureOf(b)];
  return first === null || second === null || Math.abs(Math.log2(second / first)) <= BURST.stops;
}

/** In any unit; null where the file does not say. */
function exposureOf({ exposureSeconds, iso }: Shot): number | null {
  return exposureSeconds === null ? null : exposureSeconds * (iso ?? 100);
}
