/** What a model costs on this machine, measured in a process of its own. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileHere, writeCRunner } from './c/c-runner.js';
import { lastError, MeasureError } from './measure-error.js';
import { type MeasureOptions, requestOf, timeoutOf } from './measure-options.js';
import type { ModelMeasurement } from './measurement.js';
import { parseMeasurement } from './parse-measurement.js';
import { guardProcess } from './process-guard.js';
import { payloadOf } from './runner-payload.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** The bundled runner, made by the build. */
export const RUNNER_FILE = fileURLToPath(new URL('./runner.mjs', import.meta.url));

/**
 * Measures the bytes of a model file. Throws MeasureError where the model cannot be run or time is up, RangeError for
 * options out of range; stops with the signal's reason when it is aborted.
 */
export async function measureModel(
  model: Uint8Array,
  options: MeasureOptions = {},
): Promise<ModelMeasurement> {
  const { signal, runner = 'node', compiler = 'cc' } = options;
  const timeoutMs = timeoutOf(options);
  const requestText = requestOf(options);
  signal?.throwIfAborted();
  const run = (program: string, args: readonly string[]) =>
    runProgram(program, args, timeoutMs, signal);
  return withTemporaryFolder('measure', async (dir) => {
    if (runner === 'c') {
      const { source, request } = writeCRunner(model, options);
      const program = await compileHere(source, dir, { compiler, signal, timeoutMs });
      return parseMeasurement(await run(program, request));
    }
    const file = join(dir, 'model');
    await writeFile(file, payloadOf(model, runner));
    return parseMeasurement(await run(process.execPath, [RUNNER_FILE, requestText, file]));
  });
}

function runProgram(
  program: string,
  args: readonly string[],
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { timeout, killSignal: 'SIGKILL', maxBuffer: 1 << 20, ...(signal ? { signal } : {}) },
      (error, stdout, stderr) => {
        release();
        if (signal?.aborted) reject(signal.reason);
        else if (error?.killed)
          reject(new MeasureError('run', `took longer than ${timeout / 1000} s`));
        else if (error) reject(new MeasureError('run', lastError(stderr) ?? error.message));
        else resolve(stdout);
      },
    );
    const release = guardProcess(child.pid);
  });
}
