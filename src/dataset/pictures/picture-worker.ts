/** Worker thread: reads one picture after the other and does the job that picture-pool names. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { inflateSync } from 'node:zlib';
import {
  decodeRaw,
  exposureStatistics,
  type LevelSources,
  levelFault,
  type RawImage,
  rawToSignedThumbnail,
  toRawImage,
} from '../../raw/index.js';
import { answerTasks } from '../../threads/index.js';
import { pictureSignature } from '../inspect/signature.js';
import { pictureFault } from './picture-file.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

const inflate = (data: Uint8Array, bytes: number) => inflateSync(data, { maxOutputLength: bytes });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function decode(bytes: Uint8Array, levels: LevelSources) {
  return toRawImage(decodeRaw(bytes, { inflate }), levels);
}

/** Why the levels cannot be those of a picture; null where they can, and of one that is masked all over. */
function levelDoubt(raw: RawImage): string | null {
  const fault = levelFault(raw);
  if (!fault || fault.kind === 'masked') return null;
  const { kind, share, smallestValue, largestValue } = fault;
  const values = `values ${smallestValue} to ${largestValue}`;
  return kind === 'belowBlack'
    ? `expected values above the black level ${raw.blackLevel}, got ${Math.round(100 * share)} % of the pixels below it (${values})`
    : `expected values up to the white level ${raw.whiteLevel}, got ${values}`;
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
      const raw = decode(bytes, job.levels);
      rawToSignedThumbnail(raw, { heightPx, widthPx }, out);
      const doubt = levelDoubt(raw);
      return doubt === null ? { index } : { index, doubt };
    }
    case 'exposure': {
      const raw = decode(bytes, job.levels);
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
