/** Errors of a network as a camera runs it, frame by frame. */

import type { LibcameraRun } from './as-libcamera.js';
import { type JudgedEntry, type JudgedMethod, judgeMethods } from './judge.js';

/** Errors at a frame after the start of the camera, or after the picture before. */
export interface JudgedFrame extends Pick<JudgedMethod, 'recovery' | 'mired' | 'images'> {
  readonly name: string;
  readonly frame: number;
  readonly after: 'start' | 'change';
}

/** Errors frame by frame; none after a change where no sensor has two pictures. */
export function judgeFrames(
  { method: { name }, overFrames }: LibcameraRun,
  entries: readonly JudgedEntry[],
  seed: number,
): JudgedFrame[] {
  return overFrames().flatMap(({ frame, after, estimates }) => {
    const chosen = entries.flatMap((entry, i) => {
      const estimate = estimates[i];
      return estimate ? [{ entry, estimate }] : [];
    });
    if (chosen.length === 0) return [];
    const asked = { name, parameters: 0, estimates: chosen.map(({ estimate }) => estimate) };
    const judged = judgeMethods(
      [asked],
      chosen.map(({ entry }) => entry),
      { seed },
    );
    const [{ recovery, mired, images }] = judged as [JudgedMethod];
    return [{ name, frame, after, images, recovery, ...(mired ? { mired } : {}) }];
  });
}
