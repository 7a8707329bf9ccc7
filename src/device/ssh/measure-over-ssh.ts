/** What a model costs on a device: the same measurement as here, over one connection that leaves nothing behind. */
import { readFileSync } from 'node:fs';
import { crossCompile, writeCRunner } from '../c/c-runner.js';
import { RUNNER_FILE } from '../measure-model.js';
import { type MeasureOptions, requestOf, timeoutOf } from '../measure-options.js';
import type { ModelMeasurement } from '../measurement.js';
import { parseMeasurement } from '../parse-measurement.js';
import { payloadOf } from '../runner-payload.js';
import type { DeviceStep } from './device-script.js';
import { runOverSsh } from './run-over-ssh.js';
import type { SshTarget } from './ssh-target.js';

export interface MeasureOverSshOptions extends MeasureOptions {
  /** Hears of each step as it begins. */
  readonly onStep?: (step: DeviceStep) => void;
}

/**
 * Measures the bytes of a model file on a device. Its host key must be known; keys and agents authenticate. With the
 * runners `node` and `wasm` the device needs Node alone, with `c` a C library alone, and a compiler unless `compiler` names one here.
 * Throws MeasureError that names the step which failed, RangeError for a target or options out of range; stops with the signal's reason when it is aborted.
 */
export async function measureModelOverSsh(
  model: Uint8Array,
  target: SshTarget,
  options: MeasureOverSshOptions = {},
): Promise<ModelMeasurement> {
  const { signal, onStep, runner = 'node' } = options;
  const timeoutMs = timeoutOf(options);
  const means = { timeoutMs, signal, onStep };
  if (runner !== 'c') {
    const request = [requestOf(options)];
    const bundle = withPayload(payloadOf(model, runner));
    return parseMeasurement(await runOverSsh(target, bundle, { payload: 'node', request }, means));
  }
  const { source, request } = writeCRunner(model, options);
  const { compiler } = options;
  const answer =
    compiler === undefined
      ? await runOverSsh(target, Buffer.from(source), { payload: 'c', request }, means)
      : await runOverSsh(
          target,
          await crossCompile(source, { compiler, signal, timeoutMs }),
          { payload: 'program', request },
          means,
        );
  return parseMeasurement(answer);
}

/** The runner with what it measures inside: one file to copy. */
function withPayload(payload: Uint8Array): Buffer {
  const embedded = `globalThis.deepawbModel='${Buffer.from(payload).toString('base64')}';\n`;
  return Buffer.concat([Buffer.from(embedded), readFileSync(RUNNER_FILE)]);
}
