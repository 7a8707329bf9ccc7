#!/usr/bin/env node
/**
 * `npm run bench:few -- --data DIR`: what a few labelled pictures of a camera gain (`deepawb train --from`). DIR holds a data
 * set a camera, as for `bench:cameras`. Of each camera some pictures are drawn, a model is adapted to them, and both are
 * judged on the pictures NOT drawn: mean recovery errors in degrees over draws, and the mean of the cameras' means.
 *   before     the model that was begun with
 *   as decided what `train --from` writes: adapted only where the drawn pictures, held back in turn, say that it helps
 *   always     with --always-adapt
 *   worse      share of draws after which what was written is worse on the others than before, and by how much at most
 * Options: --model (default shipped:universal), --sizes 5,10,20,50, --draws 5, --only NAME,NAME (folders), --camera none (as
 * pictures of a camera that nobody names), --kept DIR --kept-camera NAME (what the written models err by on a twentieth of
 * the pictures of another camera, beside the model that was begun with), --replay (another twentieth of those holds what is
 * adapted), --json.
 */
import { basename } from 'node:path';
import { adaptModel } from '../dist/adapt/index.js';
import { cameraByName, mappingTo } from '../dist/camera/index.js';
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { loadThumbnails, splitKFold, thumbnailPixels } from '../dist/dataset/index.js';
import { loadKernelModule } from '../dist/engine/node/index.js';
import { createEstimator } from '../dist/infer/index.js';
import { decodeChosenModel } from '../dist/infer/node/index.js';
import { mean } from '../dist/metrics/index.js';
import { createRng } from '../dist/random/index.js';
import { cameraFolders } from './camera-folders.mjs';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'shipped:universal' },
    sizes: { type: 'string', default: '5,10,20,50' },
    draws: { type: 'string', default: '5' },
    only: { type: 'string' },
    camera: { type: 'string' },
    kept: { type: 'string' },
    'kept-camera': { type: 'string' },
    replay: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const drawCount = positiveInteger(values, 'draws');
if (!values.data) {
  console.error('bench:few: expected --data, a folder that holds a data set a camera');
  process.exit(2);
}

/** As `train --from` holds back unless told otherwise. */
const MOST_FOLDS = 10;
const KEPT_EACH = 20;
const kernels = loadKernelModule();
const start = await decodeChosenModel(values.model);
const size = start.architecture.input;

async function picturesOf(dir) {
  const { set } = await loadThumbnails(dir, { part: 'train', ...size });
  return set.entries.map(({ id, whitePoint }, i) => ({
    ...{ id, whitePoint },
    pixels: thumbnailPixels(set, i),
  }));
}

/** Mean error of a model on pictures of a camera. */
function errorOf(model, pictures, camera) {
  const mapping = camera && mappingTo(model.metadata.cameras, camera);
  const options = mapping ? { colourMatrix: mapping.colourMatrix } : {};
  const estimator = createEstimator(model, kernels, options);
  return mean(
    pictures.map(({ pixels, whitePoint }) =>
      recoveryErrorDegrees(estimator.estimateThumbnail(pixels).whitePoint, whitePoint),
    ),
  );
}

function shuffled(pictures, rng) {
  const order = [...pictures];
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const keptCamera = values['kept-camera'] ? cameraByName(values['kept-camera']).camera : null;
const known = values.kept ? await picturesOf(values.kept) : [];
const twentieth = (first) => known.filter((_, i) => i % KEPT_EACH === first);
const kept = twentieth(0);
const replay = { name: 'kept', camera: keptCamera, pictures: twentieth(KEPT_EACH / 2) };
const held = values.replay ? { replay } : {};
const keptBefore = kept.length > 0 ? errorOf(start, kept, keptCamera) : null;

async function tryDraw(camera, pictures, count, draw) {
  const rng = createRng(draw).fork('few', count);
  const order = shuffled(pictures, rng);
  const [drawn, others] = [order.slice(0, count), order.slice(count)];
  const folds = splitKFold(count, { folds: Math.min(MOST_FOLDS, count), seed: 0 });
  const origin = { ...start.metadata, data: { name: 'few', hash: '' } };
  const adapt = (always) =>
    adaptModel(start, drawn, origin, { camera, folds, kernels, seed: 1, always, ...held });
  const { model, judgement } = await adapt(true);
  const before = errorOf(start, others, camera);
  const always = errorOf(model, others, camera);
  const isTaken = judgement.verdict === 'helped' || judgement.verdict === 'probably helped';
  const keptNow = isTaken && keptBefore !== null ? errorOf(model, kept, keptCamera) : keptBefore;
  return { before, always, decided: isTaken ? always : before, isTaken, kept: keptNow };
}

const folders = cameraFolders(values.data, values.only);
const rows = [];
for (const count of values.sizes.split(',').map(Number)) {
  const cameras = {};
  for (const { name, dir, camera } of folders) {
    const pictures = await picturesOf(dir);
    const whose = values.camera === 'none' ? null : camera;
    const draws = [];
    for (let draw = 1; draw <= drawCount; draw++) {
      draws.push(await tryDraw(whose, pictures, count, draw));
    }
    cameras[name] = draws;
  }
  const over = (pick) => mean(Object.values(cameras).map((draws) => mean(draws.map(pick))));
  const loss = ({ before, decided }) => decided - before;
  const row = {
    pictures: count,
    before: over(({ before }) => before),
    decided: over(({ decided }) => decided),
    always: over(({ always }) => always),
    taken: over(({ isTaken }) => (isTaken ? 1 : 0)),
    worse: over((draw) => (loss(draw) > 0 ? 1 : 0)),
    worst: Math.max(...Object.values(cameras).flatMap((draws) => draws.map(loss))),
    ...(keptBefore === null ? {} : { keptBefore, kept: over((draw) => draw.kept) }),
    cameras,
  };
  rows.push(row);
  if (!values.json) print(row);
}
if (values.json) console.log(JSON.stringify(rows, null, 2));

function print({ pictures, cameras, keptBefore: keptAt, ...row }) {
  const text = (name) => row[name].toFixed(3);
  const percent = (name) => `${Math.round(100 * row[name])} %`;
  console.log(
    `${pictures} pictures: before ${text('before')}, as decided ${text('decided')}, always ${text('always')}; ` +
      `adapted in ${percent('taken')} of draws, worse in ${percent('worse')}, by ${text('worst')} at most` +
      (keptAt === undefined
        ? ''
        : `; ${basename(values.kept)} before ${keptAt.toFixed(3)}, now ${text('kept')}`),
  );
  const cells = Object.entries(cameras).map(([name, draws]) => {
    const of = (key) => mean(draws.map((draw) => draw[key])).toFixed(2);
    return `${name} ${of('before')} ${of('decided')} ${of('always')}`;
  });
  console.log(`  ${cells.join(', ')}`);
}
