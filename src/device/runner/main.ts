/**
 * The runner as a program: `node runner.mjs MODEL REQUEST`, the request and the answer in JSON. The build bundles it with
 * the kernels into one file (scripts/bundle-runner.mjs), which is all that a device needs beside Node.
 */
import { readFileSync } from 'node:fs';
import type { ModelMeasurement } from '../measurement.js';
import { describeMachine } from './machine.js';
import { type MeasureRequest, measureInProcess, type ProcessClock } from './measure.js';

/** Set by the bundle. */
declare const DEEPAWB_KERNELS_BASE64: string;
declare const DEEPAWB_VERSION: string;

const clock: ProcessClock = {
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  wallMs: () => performance.now(),
  peakBytes: peakResidentBytes,
};

/**
 * Linux's own high-water mark of this program's memory; resourceUsage's begins with that of the process that started it.
 */
function peakResidentBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

const [modelFile, requestText] = process.argv.slice(2);
if (!modelFile || !requestText) {
  throw new Error('runner: expected a model file and a request');
}
const request: MeasureRequest = JSON.parse(requestText);
const kernels = new WebAssembly.Module(Buffer.from(DEEPAWB_KERNELS_BASE64, 'base64'));
const parts = measureInProcess(readFileSync(modelFile), kernels, request, clock);
const answer: ModelMeasurement = {
  runner: 'node',
  ...parts,
  machine: describeMachine(DEEPAWB_VERSION),
};
process.stdout.write(`${JSON.stringify(answer)}\n`);
