/** Worker thread: one tuning of a Bayesian baseline, every trial reported. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LabelledThumbnail, tuneBayes, tuneReferenceAwb } from '../../classical/index.js';
import { THUMBNAIL_CHANNELS } from '../../dataset/index.js';
import type { TuningJob, TuningPictures } from './bayes-tuning.js';

const { job, pictures } = workerData as { job: TuningJob; pictures: TuningPictures };
const { heightPx, widthPx, pixels, whitePoints } = pictures;
const floats = heightPx * widthPx * THUMBNAIL_CHANNELS;
const training = whitePoints.map(
  (whitePoint, i): LabelledThumbnail => ({
    thumbnail: { heightPx, widthPx, pixels: pixels.subarray(i * floats, (i + 1) * floats) },
    whitePoint,
  }),
);
const onTrial = (trial: object, done: number, total: number): void =>
  parentPort?.postMessage({ trial, done, total });

switch (job.kind) {
  case 'bayes':
    parentPort?.postMessage({ result: tuneBayes(training, { ...job, onTrial }) });
    break;
  case 'reference': {
    const { parameters, tried } = tuneReferenceAwb(training, { onTrial });
    parentPort?.postMessage({ result: { parameters, tried } });
    break;
  }
  default:
    job satisfies never;
}
