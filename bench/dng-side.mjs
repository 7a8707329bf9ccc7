/**
 * One process of `bench:dng`: a DNG to a white point, file read included, again and again; prints milliseconds by the clock and
 * of the processor, and peak memory after the first time.
 */
import { readFileSync } from 'node:fs';
import { loadKernelModule } from '../dist/engine/node/index.js';
import { createEstimator } from '../dist/infer/index.js';
import { doubtOf, readPictureOfCamera } from '../dist/raw/node/decode/index.js';

const [file, times] = process.argv.slice(2);
const folder = new URL('../models/', import.meta.url);
const { default: name } = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
const estimator = createEstimator(readFileSync(new URL(name, folder)), loadKernelModule());
const reading = { levels: { model: estimator.metadata }, assumeLinear: false };

const milliseconds = [];
const cpuMilliseconds = [];
let peakMegabytes = 0;
let whitePoint;
for (let i = 0; i < Number(times); i++) {
  const used = process.cpuUsage();
  const begin = performance.now();
  const { image, extent } = await readPictureOfCamera(file, reading);
  ({ whitePoint } = estimator.estimate(image));
  doubtOf(file, image, extent);
  milliseconds.push(performance.now() - begin);
  const { user, system } = process.cpuUsage(used);
  cpuMilliseconds.push((user + system) / 1000);
  if (i === 0) peakMegabytes = peakOfProcess();
}
console.log(JSON.stringify({ milliseconds, cpuMilliseconds, peakMegabytes, whitePoint }));

/** Linux's own mark. */
function peakOfProcess() {
  const status = readFileSync('/proc/self/status', 'utf8');
  return (1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1])) / 1e6;
}
