#!/usr/bin/env node
/**
 * `npm run bench:exposure -- --data DIR`: how a model's errors and confidences hold in the dark. Values above black are
 * multiplied by each exposure and rounded to whole levels, without noise and with that of a sensor (EMVA 1288): photons by
 * Poisson's law, and normal read noise, drawn pixel by pixel before rounding. What noise a picture has of its own stays in
 * it. Every picture goes the whole way from raw values to the white point. Mean recovery errors in degrees with 95 %
 * intervals by bootstrap, medians, mean confidences, and mean errors by quarters of the confidence, the least first; over all
 * exposures together, too.
 * Options: --model FILE (default: the package's own), --part train|test (default test), --exposures 1,0.1,0.05,0.02,
 * --full-well ELECTRONS (default 10000), --read-noise ELECTRONS (default 5), --seed S, --black-level, --white-level, --json.
 */
import { readFileSync } from 'node:fs';
import { recoveryErrorDegrees } from '../dist/color/index.js';
import { readDatasetIndex } from '../dist/dataset/index.js';
import { loadKernelModule } from '../dist/engine/node/index.js';
import { createEstimator } from '../dist/infer/index.js';
import { bootstrapIntervals, summariseErrors } from '../dist/metrics/index.js';
import { createRng } from '../dist/random/index.js';
import { decodePng16 } from '../dist/raw/index.js';
import { parseArgs } from './options.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: {
      type: 'string',
      default: new URL('../models/cube64-small.awb', import.meta.url).pathname,
    },
    part: { type: 'string', default: 'test' },
    exposures: { type: 'string', default: '1,0.1,0.05,0.02' },
    'full-well': { type: 'string', default: '10000' },
    'read-noise': { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    'black-level': { type: 'string' },
    'white-level': { type: 'string' },
    json: { type: 'boolean' },
  },
});
if (!values.data) {
  console.error('bench:exposure: expected --data, a data set in the SimpleCube++ layout');
  process.exit(2);
}
const sensor = {
  fullWellElectrons: Number(values['full-well']),
  readElectrons: Number(values['read-noise']),
};

/** Poisson's law: products of uniforms where few come, a normal of the same mean and variance beyond. */
function photons(mean, rng) {
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * rng.normal()));
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = rng.uniform(); product > least; product *= rng.uniform()) count++;
  return count;
}

/** A picture at another exposure; masked pixels stay. `rng` null: without noise. */
function expose(image, exposure, rng) {
  const { rgb, blackLevel, whiteLevel } = image;
  const range = whiteLevel - blackLevel;
  const { fullWellElectrons, readElectrons } = sensor;
  const out = new Uint16Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
    for (let c = i; c < i + 3; c++) {
      let light = ((rgb[c] - blackLevel) / range) * exposure;
      if (rng !== null) {
        const electrons = photons(Math.max(0, light) * fullWellElectrons, rng);
        light = (electrons + readElectrons * rng.normal()) / fullWellElectrons;
      }
      // Not 0, which is a mask's.
      out[c] = Math.min(whiteLevel, Math.max(1, Math.round(blackLevel + light * range)));
    }
  }
  return { ...image, rgb: out };
}

/** Mean errors of the pictures by quarters of their confidence, the least first. */
function quarters(pairs) {
  const sorted = pairs.toSorted((a, b) => a.confidence - b.confidence);
  return [0, 1, 2, 3].map((q) => {
    const [from, to] = [q, q + 1].map((k) => Math.round((k * sorted.length) / 4));
    return sorted.slice(from, to).reduce((sum, { error }) => sum + error, 0) / (to - from);
  });
}

const estimator = createEstimator(readFileSync(values.model), loadKernelModule());
const { metadata } = estimator;
const levels = {
  blackLevel: Number(values['black-level'] ?? metadata.blackLevel),
  whiteLevel: Number(values['white-level'] ?? metadata.whiteLevel),
};
const { pictures } = readDatasetIndex(values.data, { part: values.part, skipBad: false });
const decoded = pictures.map(({ file }) => decodePng16(readFileSync(file), levels));
const seed = Number(values.seed);
const results = [];
/** Of all exposures with noise. */
const all = [];
for (const noise of [false, true]) {
  for (const exposure of values.exposures.split(',').map(Number)) {
    const root = createRng(seed).fork('exposure', exposure);
    const estimates = decoded.map((image, i) =>
      estimator.estimate(expose(image, exposure, noise ? root.fork(pictures[i].id) : null)),
    );
    const errors = estimates.map(({ whitePoint }, i) =>
      recoveryErrorDegrees(whitePoint, pictures[i].whitePoint),
    );
    const confidence = estimates.reduce((sum, e) => sum + e.confidence, 0) / errors.length;
    const { mean: meanCi95 } = bootstrapIntervals(errors, { rng: root.fork('bootstrap') });
    const pairs = estimates.map((e, i) => ({ confidence: e.confidence, error: errors[i] }));
    if (noise) all.push(...pairs);
    const byConfidence = quarters(pairs);
    results.push({
      exposure,
      noise,
      ...summariseErrors(errors),
      meanCi95,
      confidence,
      byConfidence,
    });
  }
}

if (values.json)
  console.log(
    JSON.stringify({ model: metadata.name, sensor, results, byConfidence: quarters(all) }, null, 2),
  );
else {
  console.log(`${metadata.name}, ${decoded.length} pictures of the ${values.part} part`);
  console.log(
    `Noise: full well ${sensor.fullWellElectrons} electrons, read noise ${sensor.readElectrons} electrons a pixel`,
  );
  const headings = [
    'exposure',
    'noise',
    'mean',
    '95 % interval',
    'median',
    'worst 25 %',
    'conf.',
    'by quarters of it',
  ];
  const rows = results.map(
    ({ exposure, noise, mean, meanCi95, median, worst25, confidence, byConfidence }) => [
      `x${exposure}`,
      noise ? 'yes' : 'no',
      mean.toFixed(3),
      meanCi95.map((end) => end.toFixed(2)).join(' to '),
      median.toFixed(2),
      worst25.toFixed(2),
      confidence.toFixed(2),
      byConfidence.map((error) => error.toFixed(2)).join(' '),
    ],
  );
  for (const row of [headings, ...rows]) {
    console.log(
      row
        .map((text, i) => text.padStart(Math.max(...[headings, ...rows].map((r) => r[i].length))))
        .join('  '),
    );
  }
  const together = quarters(all).map((error) => error.toFixed(2));
  console.log(`All exposures with noise, by quarters of the confidence: ${together.join(' ')}`);
}
