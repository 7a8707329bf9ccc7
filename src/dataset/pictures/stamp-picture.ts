/** A picture's file as an index holds it: its size and age, by which a later reading knows it again. */
import { statSync } from 'node:fs';
import type { BayerDump } from '../../raw/index.js';
import type { DatasetProblem } from '../dataset-error.js';
import type { PictureStamp } from '../dataset-index.js';
import { checkPictureFile } from './picture-file.js';

/** The stamp, or what is wrong with the file; one that `isChecked` knows is not opened again. `dump` where it has no header. */
export function stampPicture(
  file: string,
  isChecked: (stamp: PictureStamp) => boolean,
  dump?: BayerDump,
): PictureStamp | DatasetProblem {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!stat?.isFile()) {
    return { file, message: 'not a file', cure: 'Put the picture itself there.' };
  }
  const stamp = { file, sizeBytes: Number(stat.size), modifiedNs: String(stat.mtimeNs) };
  // What a dump is may have been said otherwise before; its length is cheap to check.
  if (dump === undefined && isChecked(stamp)) return stamp;
  const fault = checkPictureFile(file, stamp.sizeBytes, dump);
  return fault === null ? stamp : { file, ...fault };
}
