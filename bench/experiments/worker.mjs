/** One thread: trains what it is sent, and answers with the errors of the pictures that were held back. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorByCurve, recoveryErrorDegrees } from 'deepawb/color';
import { countParameters } from 'deepawb/model';
import { createJob, train } from 'deepawb/train';
import { knownOf } from './known.mjs';
import { loadPictures } from './pictures.mjs';

const { data, camera, curve } = workerData;
const pictures = await loadPictures(data, camera);

parentPort.on('message', async ({ network, settings, training, validation, given }) => {
  const job = createJob(knownOf(pictures, given, validation), network, settings, {
    training,
    validation,
  });
  const began = performance.now();
  const { estimates } = await train(job, { evaluateEveryEpoch: false });
  const judged = validation.map((index, i) => {
    const truth = pictures.input.entries[index].whitePoint;
    const estimate = { r: estimates[2 * i], b: estimates[2 * i + 1] };
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
