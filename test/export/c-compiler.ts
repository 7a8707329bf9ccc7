/** Exported C compiled by the machine's own compiler and run on frames. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CExport, type CExportOptions, exportC } from '../../dist/export/index.js';
import type { Model } from '../../dist/model/index.js';
import { describeWhere, HAS_COMPILER } from '../support/needs.js';

/** `describe` for tests that need a C compiler: skipped, and said so, where there is none. */
export function describeWithCompiler(title: string, body: () => void): void {
  describeWhere(HAS_COMPILER, 'cc', title, body);
}

/** Flags that every export must be compiled by without a word. */
export const STRICT: readonly string[] = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-O2'];

/** Stops where C leaves undefined what happens, or where an address lies outside what it belongs to. */
export const SANITISED: readonly string[] = [
  '-O1',
  '-g',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
];

/** Vector types, and the plain C that other compilers get. */
export const VARIANTS: Record<string, readonly string[]> = {
  'vector types': [],
  'plain C99': ['-pedantic', '-DDEEPAWB_PLAIN_C'],
};

/** The widest vectors of this machine, and fused multiply-adds where it has them. */
export const NATIVE: readonly string[] = ['-O3', '-march=native', '-ffp-contract=fast'];

export interface Built {
  readonly program: string;
  readonly exported: CExport;
}

/** Writes a model's files into a folder and compiles them with the example around them. */
export function build(
  model: Model,
  dir: string,
  flags: readonly string[] = [],
  options: CExportOptions = {},
): Built {
  const exported = exportC(model, { withMain: true, ...options });
  for (const { name, text } of exported.files) writeFileSync(join(dir, name), text);
  const sources = exported.files.map(({ name }) => name).filter((name) => name.endsWith('.c'));
  const program = join(dir, `${exported.name}_main`);
  execFileSync('cc', [...STRICT, ...flags, ...sources, '-o', program, '-lm'], { cwd: dir });
  return { program, exported };
}

/** A line of the example. */
export interface Line {
  readonly status: number;
  readonly whitePoint: readonly [number, number];
  readonly gains: readonly [number, number];
  readonly confidence: number;
  readonly expectedError: number;
}

/** Answers of a program to frames laid end to end. */
export function run(
  program: string,
  args: readonly string[],
  frames: Float32Array | Uint16Array,
): { lines: Line[]; stderr: string } {
  const input = new Uint8Array(frames.buffer, frames.byteOffset, frames.byteLength);
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: exit code ${status}: ${stderr}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map(
      (line) =>
        line.split(' ').map(Number) as [number, number, number, number, number, number, number],
    )
    .map(
      ([code, r, b, red, blue, confidence, expectedError]): Line => ({
        status: code,
        whitePoint: [r, b],
        gains: [red, blue],
        confidence,
        expectedError,
      }),
    );
  return { lines, stderr };
}

/** Peak resident memory, in bytes, of a process that has answered a frame; null where there is no /proc. */
export async function peakMemory(
  program: string,
  args: readonly string[],
  frame: Uint16Array,
): Promise<number | null> {
  if (!existsSync('/proc/self/status')) return null;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answered = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${program}: no answer`)));
  });
  child.stdin.write(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength));
  await answered;
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  child.stdin.end();
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]);
}
