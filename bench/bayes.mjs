#!/usr/bin/env node
/**
 * `npm run bench:bayes`: CPU time of one Bayesian estimate from one frame's zones, on the grids of Pi 4 and Pi 5, and
 * what stays on the heap after 10,000 frames. The two grids are timed in turn, batch by batch, over scenes of coloured
 * surfaces under lights from warm to cool; CPU time of this process, so that other work on the machine counts little.
 * Options: --batches N (default 60), --json.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  createBayesianAwb,
  DEFAULT_AWB_PARAMETERS,
  STOCK_PRIORS,
} from '../dist/classical/index.js';
import { createRng } from '../dist/random/index.js';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: { batches: { type: 'string', default: '60' }, json: { type: 'boolean' } },
});
const BATCHES = positiveInteger(values, 'batches');
const FRAMES_A_BATCH = 30;
const WARM_UP_FRAMES = 300;
const GROWTH_FRAMES = 10_000;
const SCENES = 10;
const GRIDS = { '16x12 (Pi 4)': [16, 12], '32x32 (Pi 5)': [32, 32] };

/** An imx477-like curve, searched as far off as a tuned camera's: five offsets across the curve. */
const PARAMETERS = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: [
    { cctKelvin: 2850, r: 0.74, b: 0.32 },
    { cctKelvin: 3600, r: 0.61, b: 0.44 },
    { cctKelvin: 4600, r: 0.52, b: 0.54 },
    { cctKelvin: 5900, r: 0.44, b: 0.62 },
    { cctKelvin: 7600, r: 0.38, b: 0.69 },
  ],
  transversePos: 0.02,
  transverseNeg: 0.02,
  priors: STOCK_PRIORS,
  modes: new Map([['auto', { lo: 2500, hi: 8000 }]]),
};

function scene(seed, width, height) {
  const rng = createRng(`bench ${seed}`);
  const warmth = rng.uniform();
  const [r, b] = [0.38 + 0.36 * warmth, 0.69 - 0.37 * warmth];
  const sums = new Float64Array(width * height * 4);
  for (let o = 0; o < sums.length; o += 4) {
    const green = 500 + 50_000 * rng.uniform();
    sums[o] = Math.round(1000 * green * r * Math.exp(0.2 * rng.normal()));
    sums[o + 1] = Math.round(1000 * green);
    sums[o + 2] = Math.round(1000 * green * b * Math.exp(0.2 * rng.normal()));
    sums[o + 3] = 1000;
  }
  return { width, height, sums };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** CPU milliseconds of one estimate, over a batch. */
function timeBatch({ awb, scenes }) {
  const start = process.cpuUsage();
  for (let i = 0; i < FRAMES_A_BATCH; i++) awb(scenes[i % SCENES]);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / FRAMES_A_BATCH;
}

/** Bytes that stay allocated after many frames, heap and array buffers, the garbage collected before and after. */
function measureGrowth({ awb, scenes }, collect) {
  const held = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  for (let i = 0; i < GROWTH_FRAMES; i++) awb(scenes[i % SCENES]);
  return held() - before;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const sides = Object.entries(GRIDS).map(([grid, [width, height]]) => ({
  grid,
  awb: createBayesianAwb(PARAMETERS),
  scenes: Array.from({ length: SCENES }, (_, i) => scene(i, width, height)),
  times: [],
}));
for (const side of sides) {
  for (let i = 0; i < WARM_UP_FRAMES; i++) side.awb(side.scenes[i % SCENES]);
}
for (let batch = 0; batch < BATCHES; batch++) {
  for (const side of sides) side.times.push(timeBatch(side));
}
const results = sides.map((side) => ({
  grid: side.grid,
  medianMs: median(side.times),
  minimumMs: Math.min(...side.times),
  growthBytes: measureGrowth(side, collect),
  frames: GROWTH_FRAMES,
}));

if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  for (const { grid, medianMs, minimumMs, growthBytes } of results) {
    const time = `median ${medianMs.toFixed(3)} ms, minimum ${minimumMs.toFixed(3)} ms of CPU an estimate`;
    const growth = `${(growthBytes / 1024).toFixed(0)} KiB more held after ${GROWTH_FRAMES.toLocaleString('en')} frames`;
    process.stdout.write(`${grid}  ${time}; ${growth}\n`);
  }
  const [small, large] = results;
  const ratio = (large.medianMs / small.medianMs).toFixed(1);
  process.stdout.write(`32x32 takes ${ratio} times as long as 16x12, for 5.3 times the zones\n`);
}
