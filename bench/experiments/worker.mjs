/** One thread: trains what it is sent, and answers with the errors of the pictures that were held back. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorByCurve, findMappedWhitePoint, recoveryErrorDegrees } from 'deepawb/color';
import { countParameters } from 'deepawb/model';
import { createJob, hideLabels, train } from 'deepawb/train';
import { knownOf } from './known.mjs';
import { loadPictures } from './pictures.mjs';
import { toldAnswers } from './told.mjs';

const { data, camera, curve } = workerData;
/** Trainings that are kept: the folds of a variant. */
const KEPT = 12;

const pictures = await loadPictures(data, camera);

/** Variants that differ in how they are judged share a training. */
const known = new Map();
/** What teachers answered: variants that differ in what is made of it have the same ones. */
const taught = new Map();

parentPort.on('message', async ({ network, settings, training, unlabelled, validation, given }) => {
  const own = knownOf(pictures, given, validation);
  const hidden = unlabelled ? hideLabels(pictures, unlabelled, pictures.dataHash) : undefined;
  const job = createJob(hidden ? { ...own, unlabelled: hidden } : own, network, settings, {
    training,
    validation,
  });
  const began = performance.now();
  const { estimates, parameters } = await trained(job, { training, unlabelled, given });
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
    const [answer, light] = [estimate, truth].map((point) => inOwnCamera(point, index));
    return { error: recoveryErrorDegrees(answer, light), ...byCurve };
  });
  parentPort.postMessage({
    parameters: countParameters(job.architecture),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    errors: judged.map(({ error }) => error),
    along: judged.map(({ alongDegrees }) => alongDegrees),
    across: judged.map(({ acrossDegrees }) => acrossDegrees),
  });
});

async function trained(job, { training, unlabelled, given: { told: _, ...given } }) {
  const key = JSON.stringify([job.architecture, job.settings, training, unlabelled, given]);
  if (known.has(key)) return known.get(key);
  const result = await trainTaught(job, training);
  if (known.size >= KEPT) known.delete(known.keys().next().value);
  known.set(key, result);
  return result;
}

/** As the camera has it that took the picture. */
function inOwnCamera(point, index) {
  const toOwn = pictures.toOwnCamera?.[index];
  return toOwn ? (findMappedWhitePoint(toOwn, point) ?? point) : point;
}

function trainTaught(job, training) {
  const { unlabelled, ...settings } = job.settings;
  const { teachers, doubtExponent, surest } = unlabelled ?? {};
  const key = JSON.stringify([
    job.architecture,
    settings,
    training,
    job.unlabelled?.pictures.hash,
    teachers,
    doubtExponent,
    surest,
  ]);
  const known = unlabelled ? taught.get(key) : undefined;
  const ready = known ? { ...job, unlabelled: { ...job.unlabelled, pseudoLabels: known } } : job;
  return train(ready, {
    evaluateEveryEpoch: false,
    onPseudoLabels: (pseudoLabels) => taught.set(key, pseudoLabels),
  });
}
