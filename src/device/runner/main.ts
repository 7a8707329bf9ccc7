/**
 * The runner as a program: `node runner.mjs REQUEST [MODEL]`, the request and the answer in JSON; a runner that is copied
 * to a device has the model inside. The build bundles it with
 * the kernels into one file (scripts/bundle-runner.mjs), which is all that a device needs beside Node.
 */
import { readFileSync } from 'node:fs';
import type { MeasureRequest } from '../measure-options.js';
import type { ModelMeasurement } from '../measurement.js';
import { openExportedModule } from './exported-module.js';
import { describeMachine } from './machine.js';
import { measureEstimates, openEstimator, type ProcessClock } from './measure.js';

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

/** Bytes of a model file, or of an exported module, base64; put before the program for devices. */
const { deepawbModel } = globalThis as { deepawbModel?: string };
function measure([requestText, modelFile]: string[]): ModelMeasurement {
  if (!requestText || !(modelFile || deepawbModel)) {
    throw new TypeError('runner: expected a request and a model');
  }
  const request: MeasureRequest = JSON.parse(requestText);
  const model = deepawbModel ? Buffer.from(deepawbModel, 'base64') : readFileSync(modelFile!);
  const { runner } = request;
  const open = () =>
    runner === 'wasm'
      ? openExportedModule(Uint8Array.from(model))
      : openEstimator(model, Buffer.from(DEEPAWB_KERNELS_BASE64, 'base64'));
  const parts = measureEstimates(open, request, clock);
  return { runner, ...parts, machine: describeMachine(DEEPAWB_VERSION) };
}

try {
  process.stdout.write(`${JSON.stringify(measure(process.argv.slice(2)))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : error}\n`);
  process.exitCode = 1;
}
