#!/usr/bin/env node
/**
 * `npm run bench:cameras -- --data DIR --model FILE [--model FILE ...]`: how models do on cameras that they do not know. DIR
 * holds a data set a camera, named by its dataset.json or, as NUS-8's folders are, below. Each model reads every camera's
 * pictures as they are and mapped through both colour matrices; grey world beside them. Mean recovery errors in degrees
 * camera by camera, the mean of these means, and how much better the surer half of the pictures is than the other half
 * (mean error by mean error, over all cameras).
 * Options: --part train|test (default train), --only NAME,NAME (folders), --json.
 */
import { parseArgs } from 'node:util';
import { mappingTo } from '../dist/camera/index.js';
import { STATISTICAL_ESTIMATORS } from '../dist/classical/index.js';
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { loadThumbnails, thumbnailPixels } from '../dist/dataset/index.js';
import { loadModel } from '../dist/infer/node/index.js';
import { mean } from '../dist/metrics/index.js';
import { cameraFolders } from './camera-folders.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', multiple: true, default: ['shipped:universal'] },
    part: { type: 'string', default: 'train' },
    only: { type: 'string' },
    json: { type: 'boolean' },
  },
});
if (!values.data) {
  console.error('bench:cameras: expected --data, a folder that holds a data set a camera');
  process.exit(2);
}

const folders = cameraFolders(values.data, values.only);
const models = await Promise.all(values.model.map((file) => loadModel(file)));

/** Errors and confidences of a network on the pictures of a folder. */
async function judge(estimator, dir) {
  const { set } = await loadThumbnails(dir, { part: values.part, ...estimator.inputSize });
  return set.entries.map(({ whitePoint }, i) => {
    const answer = estimator.estimateThumbnail(thumbnailPixels(set, i));
    return {
      error: recoveryErrorDegrees(answer.whitePoint, whitePoint),
      confidence: answer.confidence,
    };
  });
}

const columns = new Map();
const add = (column, camera, judged) => {
  if (!columns.has(column)) columns.set(column, new Map());
  columns.get(column).set(camera, judged);
};
for (const { name, dir, camera } of folders) {
  const { set } = await loadThumbnails(dir, { part: values.part, heightPx: 64, widthPx: 64 });
  const grey = set.entries.map(({ whitePoint }, i) => {
    const pixels = thumbnailPixels(set, i);
    const answer = STATISTICAL_ESTIMATORS['grey-world']({ heightPx: 64, widthPx: 64, pixels });
    return { error: recoveryErrorDegrees(answer, whitePoint), confidence: 1 };
  });
  add('grey world', name, grey);
  for (const { estimator, through } of models) {
    add(`${estimator.metadata.name}, as they are`, name, await judge(estimator, dir));
    const mapping = mappingTo(estimator.metadata.cameras, camera);
    const mapped = mapping ? through(mapping.colourMatrix) : estimator;
    add(`${estimator.metadata.name}, mapped`, name, await judge(mapped, dir));
  }
}

/** Mean error of the surer half over that of the other half. */
function halves(judged) {
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence).map(({ error }) => error);
  const middle = sorted.length >> 1;
  return mean(sorted.slice(0, middle)) / mean(sorted.slice(middle));
}

const rows = [...columns].map(([name, byCamera]) => {
  const cameras = [...byCamera].map(([camera, judged]) => [
    camera,
    mean(judged.map(({ error }) => error)),
  ]);
  return {
    name,
    cameras: Object.fromEntries(cameras),
    mean: mean(cameras.map(([, error]) => error)),
    halves: halves([...byCamera.values()].flat()),
  };
});
if (values.json) console.log(JSON.stringify(rows, null, 2));
else {
  for (const { name, cameras, mean: all, halves: ratio } of rows) {
    const cells = Object.entries(cameras).map(([camera, error]) => `${camera} ${error.toFixed(2)}`);
    console.log(
      `${name}: mean of cameras ${all.toFixed(3)}; surer half ${ratio.toFixed(2)} of the other`,
    );
    console.log(`  ${cells.join(', ')}`);
  }
}
