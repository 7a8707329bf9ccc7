/**
 * The runner for machines without Node: the exported C of a model with a program that measures it, in one source file.
 * It needs a C library with POSIX clocks, nothing else.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportC } from '../../export/index.js';
import { decodeModel } from '../../model/index.js';
import { MeasureError } from '../measure-error.js';
import { type MeasureOptions, measureRequest } from '../measure-options.js';
import { guardProcess } from '../process-guard.js';
import { C_FLAGS } from '../ssh/device-script.js';
import { withTemporaryFolder } from '../temporary-folder.js';
import { MEASURE_PROGRAM } from './measure-program.generated.js';

/** Name of the exported functions. */
const NAME = 'measured';

export interface CRunner {
  readonly source: string;
  /** Arguments of the compiled program. */
  readonly request: readonly string[];
}

/** Throws ModelFileError and ArchitectureError for a model that cannot be exported. */
export function writeCRunner(model: Uint8Array, options: MeasureOptions): CRunner {
  const { files } = exportC(decodeModel(model), { name: NAME });
  const text = (suffix: string) => files.find(({ name }) => name.endsWith(suffix))!.text;
  const { runs, warmUp, frame } = measureRequest(options);
  return {
    source: [
      '#define _POSIX_C_SOURCE 200809L',
      text('.h'),
      text('.c').replace(`#include "${NAME}.h"`, ''),
      MEASURE_PROGRAM.replace(`#include "${NAME}.h"`, ''),
    ].join('\n'),
    request: [runs, warmUp, frame.widthPx, frame.heightPx].map(String),
  };
}

export interface CompileOptions {
  readonly compiler: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly flags?: readonly string[];
}

/** Compiles a source into a folder; gives the program's path. Throws MeasureError. */
export async function compileHere(
  source: string,
  dir: string,
  { compiler, signal, timeoutMs, flags = [] }: CompileOptions,
): Promise<string> {
  const file = join(dir, 'runner.c');
  const program = join(dir, 'runner');
  await writeFile(file, source);
  const args = [...C_FLAGS, ...flags, file, '-o', program, '-lm'];
  await new Promise<void>((resolve, reject) => {
    // Its own files go where they are removed with the rest.
    const env = { ...process.env, TMPDIR: dir };
    const limits = { timeout: timeoutMs, env, ...(signal ? { signal } : {}) };
    const child = execFile(compiler, args, limits, (error, _stdout, stderr) => {
      release();
      if (signal?.aborted) reject(signal.reason);
      else if (error?.killed)
        reject(new MeasureError('compile', `${compiler} took longer than ${timeoutMs / 1000} s`));
      else if (error) reject(new MeasureError('compile', compileFault(error, stderr, compiler)));
      else resolve();
    });
    const release = guardProcess(child.pid);
  });
  return program;
}

function compileFault(error: Error, stderr: string, compiler: string): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return `no C compiler '${compiler}' here; install one (Debian: gcc), or name another with --cc`;
  }
  return stderr.split('\n').find((line) => /error/.test(line)) ?? error.message;
}

/** A program for another machine, with all libraries inside. Throws MeasureError. */
export async function crossCompile(
  source: string,
  options: Omit<CompileOptions, 'flags'>,
): Promise<Buffer> {
  return withTemporaryFolder('compile', async (dir) =>
    readFile(await compileHere(source, dir, { ...options, flags: ['-static'] })),
  );
}
