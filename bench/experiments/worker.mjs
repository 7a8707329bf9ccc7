/** One thread: trains what it is sent, and answers with the errors of the pictures that were held back. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorByCurve, recoveryErrorDegrees } from 'deepawb/color';
import { countParameters } from 'deepawb/model';
import { createJob, train } from 'deepawb/train';
import { knownOf } from './known.mjs';
import { loadPictures } from './pictures.mjs';
import { toldAnswers } from './told.mjs';

const { data, camera, curve } = workerData;
/** Trainings that are kept: the folds of a variant. */
const KEPT = 12;

const pictures = await loadPictures(data, camera);

/** Variants that differ in how they are judged share a training. */
const known = new Map();

async function trained(job) {
  const { settings, training, weights } = job;
  const identity = JSON.stringify([job.architecture, settings, weights.length]);
  const key = `${identity} ${training.whitePoints.join()} ${training.readings?.join()}`;
  if (known.has(key)) return known.get(key);
  const { estimates, parameters } = await train(job, { evaluateEveryEpoch: false });
  if (known.size >= KEPT) known.delete(known.keys().next().value);
  known.set(key, { estimates, parameters });
  return { estimates, parameters };
}

parentPort.on('message', async ({ network, settings, training, validation, given }) => {
  const job = createJob(knownOf(pictures, given, validation), network, settings, {
    training,
    validation,
  });
  const began = performance.now();
  const { estimates, parameters } = await trained(job);
  const told =
    given.told === undefined
      ? null
      : toldAnswers({ architecture: job.architecture, parameters }, pictures, given.told, {
          training,
          validation,
        });
  const judged = validation.map((index, i) => {
    const truth = pictures.input.entries[index].whitePoint;
    const estimate = told?.[i] ?? { r: estimates[2 * i], b: estimates[2 * i + 1] };
    const byCurve = errorByCurve(curve, estimate, truth);
    return { error: recoveryErrorDegrees(estimate, truth), ...byCurve };
  });
  parentPort.postMessage({
    parameters: countParameters(job.architecture),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    errors: judged.map(({ error }) => error),
    along: judged.map(({ alongDegrees }) => alongDegrees),
    across: judged.map(({ acrossDegrees }) => acrossDegrees),
  });
});
