#!/usr/bin/env node
/**
 * `npm run soak -- --frames N`: feeds frames of changing sizes, layouts, kinds of numbers, levels and masks to one estimator
 * and its answers to filters, for as long as told, and prints the memory held as it goes. Frames are drawn from a seed; one in
 * eight is hostile (NaN, levels that do not fit, no light) and must be refused by FrameError. Ends with 1 where an answer is
 * no gain, an error is untyped, the answer to the first frame has changed, or the heap after collection has grown.
 * Options: --frames N (default 100000), --seed S, --largest PX (a side, default 96), --model FILE.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadKernelModule } from '../dist/engine/node/index.js';
import { AwbFilter, createEstimator } from '../dist/infer/index.js';
import { createRng } from '../dist/random/index.js';
import { parseArgs, positiveInteger } from './options.mjs';

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    largest: { type: 'string', default: '96' },
    model: {
      type: 'string',
      default: new URL('../models/cube64-small.awb', import.meta.url).pathname,
    },
  },
});
const frames = positiveInteger(values, 'frames');
const largest = positiveInteger(values, 'largest');
if (!(Number.isInteger(frames) && frames >= 1 && Number.isInteger(largest) && largest >= 2)) {
  console.error('soak: expected --frames from 1 and --largest from 2, whole numbers');
  process.exit(2);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
/** What is held after a collection, in MB. */
function held() {
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss: rss / 1e6, heap: heapUsed / 1e6, buffers: arrayBuffers / 1e6 };
}

const PATTERNS = ['RGGB', 'BGGR', 'GRBG', 'GBRG'];

/** A frame out of a stream of its own; every eighth is one that must be refused or may be. */
function drawFrame(index) {
  const rng = createRng(`${values.seed}/${index}`);
  const side = () => 2 + Math.floor(rng.uniform() * (largest - 1));
  const [widthPx, heightPx] = [side(), side()];
  const isBayer = rng.uniform() < 0.5;
  const isFloat = rng.uniform() < 0.4;
  const count = widthPx * heightPx * (isBayer ? 1 : 3);
  const light = 2 ** (-7 * rng.uniform());
  const white = isFloat ? 1 : 16_383;
  const black = isFloat ? 0 : 512;
  const data = isFloat ? new Float32Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i++) data[i] = black + (white - black) * light * rng.uniform();
  const frame = {
    ...(isBayer
      ? { layout: 'bayer', pattern: PATTERNS[Math.floor(4 * rng.uniform())] }
      : { layout: 'rgb' }),
    widthPx,
    heightPx,
    data,
    blackLevel: black,
    whiteLevel: white,
  };
  if (rng.uniform() < 0.2) {
    frame.mask = Uint8Array.from({ length: widthPx * heightPx }, () =>
      rng.uniform() < 0.3 ? 1 : 0,
    );
  }
  if (index % 8 === 7) spoil(frame, Math.floor(5 * rng.uniform()));
  return frame;
}

function spoil(frame, way) {
  if (way === 0) frame.data.fill(frame.blackLevel);
  else if (way === 1) frame.data.fill(frame.whiteLevel);
  else if (way === 2) frame.whiteLevel = frame.blackLevel;
  else if (way === 3) frame.widthPx += 1;
  else frame.data[0] = Number.NaN;
}

const estimator = createEstimator(readFileSync(values.model), loadKernelModule());
const filters = [new AwbFilter(), new AwbFilter({ kind: 'exponential' })];
const first = JSON.stringify(estimator.estimate(drawFrame(0)));

let answers = 0;
let refused = 0;
let updates = 0;
const start = performance.now();
const step = Math.max(1, Math.floor(frames / 10));
let settled;
for (let i = 0; i < frames; i++) {
  const frame = drawFrame(i);
  try {
    const estimate = estimator.estimate(frame);
    answers++;
    for (const filter of filters) {
      const { red, blue } = filter.update(estimate).gains;
      updates++;
      if (!(Number.isFinite(red) && red > 0 && Number.isFinite(blue) && blue > 0)) {
        throw new Error(`gains ${red}, ${blue}`);
      }
    }
  } catch (error) {
    if (error.name !== 'FrameError') {
      console.error(`soak: frame ${i} of seed ${values.seed}: ${error.stack}`);
      process.exit(1);
    }
    refused++;
  }
  if ((i + 1) % step === 0) {
    const memory = held();
    settled ??= memory;
    console.log(
      `${i + 1} frames, ${answers} answers, ${refused} refused, ${updates} updates of filters, ` +
        `${((performance.now() - start) / 1000).toFixed(0)} s: ${memory.rss.toFixed(1)} MB resident, ` +
        `heap ${memory.heap.toFixed(2)}, buffers ${memory.buffers.toFixed(2)}`,
    );
  }
}

const end = held();
const problems = [
  ...(JSON.stringify(estimator.estimate(drawFrame(0))) === first
    ? []
    : ['the first frame has another answer than at the start']),
  // Of the heap, since buffers of frames come and go. A megabyte is more than a collection leaves by chance, and less than what 100,000 frames would leak at 11 bytes each.
  ...(end.heap > settled.heap + 1
    ? [`memory has grown from ${settled.heap.toFixed(2)} to ${end.heap.toFixed(2)} MB of heap`]
    : []),
];
for (const problem of problems) console.error(`soak: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
