/** Worker thread: reads one picture after the other and does the job that picture-pool names. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import {
  decodePng16,
  exposureStatistics,
  levelDoubt,
  type RawLevels,
  rawToSignedThumbnail,
} from '../../raw/index.js';
import { answerTasks } from '../../threads/index.js';
import { pictureSignature } from '../inspect/signature.js';
import { pictureFault } from './picture-file.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

const inflate = (data: Uint8Array, bytes: number) => inflateSync(data, { maxOutputLength: bytes });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function decode(bytes: Uint8Array, { blackLevel, whiteLevel }: RawLevels) {
  return decodePng16(bytes, { blackLevel, whiteLevel, inflate });
}

function perform(job: PictureJob, { index, file }: PictureTask): PictureResult {
  const bytes = readFileSync(file);
  switch (job.kind) {
    case 'hash':
      return { index, sha256: sha256(bytes) };
    case 'thumbnail': {
      const { heightPx, widthPx } = job;
      const floats = heightPx * widthPx * 4;
      const out = new Float32Array(job.pixels, index * floats * 4, floats);
      const raw = decode(bytes, job);
      rawToSignedThumbnail(raw, { heightPx, widthPx }, out);
      const doubt = levelDoubt(raw);
      // A picture that is masked all over shows nothing at any levels.
      return doubt === null || doubt.fault === 'masked'
        ? { index }
        : { index, doubt: doubt.message };
    }
    case 'exposure': {
      const raw = decode(bytes, job);
      const { widthPx, heightPx } = raw;
      const exposure = { ...exposureStatistics(raw), widthPx, heightPx };
      return { index, sha256: sha256(bytes), exposure, signature: pictureSignature(raw) };
    }
    default:
      return job satisfies never;
  }
}

const job = workerData as PictureJob;
answerTasks((task: PictureTask): PictureResult => {
  try {
    return perform(job, task);
  } catch (error) {
    return { index: task.index, fault: pictureFault(error) };
  }
});
