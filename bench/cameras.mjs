#!/usr/bin/env node
/**
 * `npm run bench:cameras -- --data DIR --model FILE [--model FILE ...]`: how models do on cameras that they do not know. DIR
 * holds a data set a camera, named by its dataset.json or, as NUS-8's folders are, below. Each model reads every camera's
 * pictures as they are and mapped through both colour matrices; grey world beside them. Mean recovery errors in degrees
 * camera by camera, the mean of these means, and over all cameras how well the model knows its errors: the mean error of the
 * surer half of the pictures by that of the other half, and the area under risk and coverage (degrees; beside it the ideal one
 * and that of a random order), by its confidence and, where it tells one, by its expected error; of that also expected and
 * mean errors from the surest tenth to the most doubtful.
 * Options: --part train|test (default train), --only NAME,NAME (folders), --json.
 */
import { mappingTo } from '../dist/camera/index.js';
import { STATISTICAL_ESTIMATORS } from '../dist/classical/index.js';
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { loadThumbnails, thumbnailPixels } from '../dist/dataset/index.js';
import { loadModel } from '../dist/infer/node/index.js';
import { deciles, mean, riskCoverage } from '../dist/metrics/index.js';
import { cameraFolders } from './camera-folders.mjs';
import { parseArgs } from './options.mjs';

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
      expected: answer.expectedErrorDegrees,
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

/** How well confidences and expected errors know errors. */
function sureness(judged) {
  const errors = judged.map(({ error }) => error);
  const by = (doubts) => {
    const { halves, aurc, idealAurc, randomAurc } = riskCoverage(errors, doubts);
    return { halves, aurc, idealAurc, randomAurc };
  };
  const confidence = by(judged.map(({ confidence: value }) => -value));
  if (judged.some(({ expected }) => expected === undefined)) return { confidence };
  const expected = judged.map(({ expected: value }) => value);
  return { confidence, expectedError: { ...by(expected), deciles: deciles(errors, expected) } };
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
    ...sureness([...byCamera.values()].flat()),
  };
});
if (values.json) console.log(JSON.stringify(rows, null, 2));
else {
  const says = (what, { halves, aurc, idealAurc, randomAurc }) =>
    `  by ${what}: surer half ${halves.toFixed(2)} of the other, area ${aurc.toFixed(2)} (ideal ${idealAurc.toFixed(2)}, random ${randomAurc.toFixed(2)})`;
  for (const { name, cameras, mean: all, confidence, expectedError } of rows) {
    const cells = Object.entries(cameras).map(([camera, error]) => `${camera} ${error.toFixed(2)}`);
    console.log(`${name}: mean of cameras ${all.toFixed(3)}`);
    console.log(`  ${cells.join(', ')}`);
    if (name === 'grey world') continue;
    console.log(says('confidence', confidence));
    if (!expectedError) continue;
    console.log(says('expected error', expectedError));
    const tenths = (field) => expectedError.deciles.map((part) => part[field].toFixed(2)).join(' ');
    console.log(
      `  expected by tenths ${tenths('expected')}\n  mean error         ${tenths('mean')}`,
    );
  }
}
