/** Lines of labels.jsonl for what was measured. */
import { recoveryErrorDegrees } from '../../color/index.js';
import { DatasetError } from '../../dataset/index.js';
import {
  copiedOutline,
  type LabelLine,
  type MeasuredPatch,
  type Place,
  type ShotRecord,
  whyNotCopied,
} from '../index.js';
import { newKey } from './keep-labels.js';
import type { MeasuredCorners } from './measure-shot.js';

export interface Author {
  readonly by: string;
  readonly now: Date;
}

function common(shot: ShotRecord, { by, now }: Author) {
  const { image, sha256, black, shading } = shot;
  return { key: newKey(), image, sha256, black, shading, by, at: now.toISOString() };
}

/** Throws RangeError where the patch is refused. */
export function patchLine(
  shot: ShotRecord,
  polygon: readonly Place[],
  measured: MeasuredPatch,
  author: Author,
): LabelLine {
  if (measured.refusal !== null) throw new RangeError(measured.refusal);
  const { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees, n, clippedShare } = measured;
  const certainty = { sigmaR, sigmaB, sigmaDegrees, spreadDegrees, n, clippedShare };
  return { ...common(shot, author), how: 'patch', ...whitePoint, polygon, ...certainty };
}

/** Throws RangeError where the chart is refused. */
export function chartLine(
  shot: ShotRecord,
  { corners, slope, refusal }: MeasuredCorners,
  author: Author,
  confidence?: number,
): LabelLine {
  if (slope === null || refusal !== null) throw new RangeError(refusal ?? 'no light in the chart');
  const { whitePoint, sigmaR, sigmaB, sigmaDegrees, spreadDegrees } = slope;
  return {
    ...common(shot, author),
    how: 'chart',
    ...whitePoint,
    corners,
    sigmaR,
    sigmaB,
    sigmaDegrees,
    spreadDegrees,
    ...(confidence === undefined ? {} : { confidence }),
  };
}

/** The label of one picture for another under the same light. Throws RangeError where they are of two cameras. */
export function copiedLine(
  shot: ShotRecord,
  from: { readonly shot: ShotRecord; readonly label: LabelLine },
  bursts: readonly (readonly string[])[],
  author: Author,
): LabelLine {
  const reason = whyNotCopied(from, shot);
  if (reason !== null) throw new RangeError(reason);
  const { r, b, sigmaR, sigmaB, sigmaDegrees, spreadDegrees } = from.label;
  const drift =
    shot.asShot && from.shot.asShot ? recoveryErrorDegrees(shot.asShot, from.shot.asShot) : null;
  const hidden = copiedOutline(from, shot, bursts);
  return {
    ...common(shot, author),
    how: 'copied',
    from: from.shot.image,
    r,
    b,
    ...(hidden ? { hidden } : {}),
    ...(drift === null ? {} : { driftDegrees: drift }),
    ...(sigmaR === undefined ? {} : { sigmaR }),
    ...(sigmaB === undefined ? {} : { sigmaB }),
    ...(sigmaDegrees === undefined ? {} : { sigmaDegrees }),
    ...(spreadDegrees === undefined ? {} : { spreadDegrees }),
  };
}

/** Of a raw file that is gone or is another one now. */
export function gone(file: string, message: string): DatasetError {
  const cure = 'Bring the file back to its place, or import it again.';
  return new DatasetError(`picture ${file}`, [{ file, message, cure }]);
}
