/** One picture and the job that picture-pool names, in whatever thread. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  describeLevelFault,
  exposureStatistics,
  levelFault,
  type RawImage,
  rawToSignedThumbnail,
} from '../../raw/index.js';
import { decodeOwnBytes } from '../../raw/node/index.js';
import { pictureSignature } from '../inspect/signature.js';
import { readerOfDump } from './dumps.js';
import { pictureFault } from './picture-file.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

/** Faults of the picture are part of the result. Throws what is no fault of the picture. */
export function answerPicture(job: PictureJob, task: PictureTask): PictureResult {
  try {
    return perform(job, task);
  } catch (error) {
    return { index: task.index, fault: pictureFault(error) };
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Why the levels cannot be those of a picture; null where they can, and of one that is masked all over. */
function levelDoubt(raw: RawImage): string | null {
  const fault = levelFault(raw);
  return !fault || fault.kind === 'masked' ? null : describeLevelFault(fault, raw);
}

function extentOf(raw: RawImage): NonNullable<PictureResult['extent']> {
  const { blackLevel, whiteLevel } = raw;
  const { channels: _, greyWorld: _grey, clipped: _clipped, ...extent } = exposureStatistics(raw);
  return { ...extent, blackLevel, whiteLevel };
}

function perform(job: PictureJob, { index, file, dump }: PictureTask): PictureResult {
  const bytes = readFileSync(file);
  const reader = readerOfDump(dump);
  switch (job.kind) {
    case 'hash':
      return { index, sha256: sha256(bytes) };
    case 'thumbnail': {
      const { heightPx, widthPx } = job;
      const floats = heightPx * widthPx * 4;
      const out = new Float32Array(job.pixels, index * floats * 4, floats);
      const raw = decodeOwnBytes(bytes, job.levels, reader);
      rawToSignedThumbnail(raw, { heightPx, widthPx }, out);
      const doubt = levelDoubt(raw);
      return { index, extent: extentOf(raw), ...(doubt === null ? {} : { doubt }) };
    }
    case 'exposure': {
      // Before the picture is decoded in the place of its own bytes.
      const hash = sha256(bytes);
      const raw = decodeOwnBytes(bytes, job.levels, reader);
      const { widthPx, heightPx, blackLevel, whiteLevel } = raw;
      const exposure = { ...exposureStatistics(raw), widthPx, heightPx };
      const levels = { blackLevel, whiteLevel };
      return { index, sha256: hash, exposure, levels, signature: pictureSignature(raw) };
    }
    default:
      return job satisfies never;
  }
}
