/**
 * Relaxed SIMD in training: chosen where the engine has it, told in log and model file, never begun or ended in the middle of a
 * training. On a Node that has it behind a flag, processes with the flag are the engine that has it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRelaxedSimd } from '../../dist/engine/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { MAIN } from '../support/run-cli.js';

const WITH = hasRelaxedSimd() ? [] : ['--experimental-wasm-relaxed-simd'];
const WITHOUT: string[] = [];
/** Tests that need an engine without relaxed SIMD. */
const itWithout = it.runIf(!hasRelaxedSimd());

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-simd-'));
  await run(WITHOUT, [
    'data',
    'synth',
    at('data'),
    '--train',
    '24',
    '--test',
    '4',
    '--size',
    '48x32',
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function run(flags: readonly string[], args: readonly string[]) {
  const child = spawn(process.execPath, [...flags, MAIN, ...args]);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const SMALL = ['--epochs', '3', '--batch', '8', '--no-cache', '--name', 'x'];

const train = (flags: readonly string[], out: string, ...more: string[]) =>
  run(flags, ['train', '--data', at('data'), '--out', at(out), ...SMALL, ...more]);

const trainingOf = (out: string) =>
  decodeModel(readFileSync(at(out))).metadata.settings!.training as { simd: string };
const logOf = (out: string) =>
  readFileSync(at(`${out}.log.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).simd);

describe.each(['1', '2'])('training on %s thread(s)', (threads) => {
  const more = ['--threads', threads];

  it('takes relaxed SIMD where the engine has it, and says so in stderr, log and model file', async () => {
    const { code, stderr } = await train(WITH, `fast${threads}.awb`, ...more);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('relaxed SIMD');
    expect(trainingOf(`fast${threads}.awb`).simd).toBe('relaxed');
    expect(logOf(`fast${threads}.awb`)).toEqual(['relaxed', 'relaxed', 'relaxed']);
  });

  it('gives with --reproducible the file that any engine gives', async () => {
    const { code, stderr } = await train(WITH, 'a.awb', ...more, '--reproducible');
    expect(code, stderr).toBe(0);
    expect(trainingOf('a.awb').simd).toBe('plain');
    expect(logOf('a.awb')).toEqual(['plain', 'plain', 'plain']);
    await train(WITHOUT, 'b.awb', ...more, '--reproducible');
    expect(readFileSync(at('a.awb'))).toEqual(readFileSync(at('b.awb')));
    const fused = decodeModel(readFileSync(at(`fast${threads}.awb`)));
    const plain = decodeModel(readFileSync(at('a.awb')));
    // An engine may have relaxed SIMD on a machine that cannot fuse; x64 of this decade and arm64 can.
    expect(fused.parameters).not.toEqual(plain.parameters);
    for (const [i, value] of plain.parameters.entries())
      expect(Math.abs(value - fused.parameters[i]!)).toBeLessThan(0.05);
  });
});

describe('a recipe', () => {
  it('may ask for plain SIMD', async () => {
    writeFileSync(at('plain.json'), '{"training": {"simd": "plain"}}');
    const { code, stderr } = await train(WITH, 'plain.awb', '--recipe', at('plain.json'));
    expect(code, stderr).toBe(0);
    expect(trainingOf('plain.awb').simd).toBe('plain');
  });

  itWithout('that asks for relaxed SIMD is refused by an engine without', async () => {
    writeFileSync(at('relaxed.json'), '{"training": {"simd": "relaxed"}}');
    const { code, stderr } = await train(WITHOUT, 'no.awb', '--recipe', at('relaxed.json'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/training\.simd: expected plain, .* Node 22 or newer/s);
  });
});

describe('cross-validation', () => {
  it('takes relaxed SIMD too, and says so', async () => {
    const args = ['train', '--data', at('data'), '--cross-validate', '--folds', '2', '--json'];
    const chosen = await run(WITH, [...args, ...SMALL.slice(0, -2)]);
    expect(chosen.code, chosen.stderr).toBe(0);
    expect(JSON.parse(chosen.stdout).training.simd).toBe('relaxed');
    const plain = await run(WITH, [...args, ...SMALL.slice(0, -2), '--reproducible']);
    expect(JSON.parse(plain.stdout).training.simd ?? 'plain').toBe('plain');
  });
});

describe('a training that is resumed', () => {
  const LONG = ['--epochs', '150', '--threads', '1'];

  /** Begun, and stopped by Ctrl-C at its first checkpoint or a little later. */
  async function stopped(flags: readonly string[], out: string, ...more: string[]) {
    const args = ['train', '--data', at('data'), '--out', at(out), ...SMALL, ...LONG, ...more];
    const child = spawn(process.execPath, [...flags, MAIN, ...args], { stdio: 'ignore' });
    const end = new Promise((resolve) => child.on('close', resolve));
    while (!existsSync(at(`${out}.checkpoint`)) && child.exitCode === null) await wait(5);
    child.kill('SIGINT');
    // 0 where the machine was so busy that the training ended first: there is nothing to go on with then, and that is the same file.
    expect([0, 130]).toContain(await end);
  }

  it('goes on in plain SIMD where it was begun in plain, also on an engine with relaxed SIMD', async () => {
    await stopped(WITHOUT, 'p.awb', '--reproducible');
    const resumed = await train(WITH, 'p.awb', ...LONG, '--resume');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('plain SIMD');
    expect(new Set(logOf('p.awb'))).toEqual(new Set(['plain']));
    await train(WITHOUT, 'whole.awb', ...LONG, '--reproducible');
    expect(readFileSync(at('p.awb'))).toEqual(readFileSync(at('whole.awb')));
  });

  it('goes on in relaxed SIMD where it was begun so, and nowhere and in no other way', async () => {
    await stopped(WITH, 'r.awb');
    const asked = await train(WITH, 'r.awb', ...LONG, '--resume', '--reproducible');
    expect(asked.code).toBe(3);
    expect(asked.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'was made with relaxed SIMD, now it is plain; leave out --reproducible',
    );
    if (!hasRelaxedSimd()) {
      const { code, stderr } = await train(WITHOUT, 'r.awb', ...LONG, '--resume');
      expect(code).toBe(3);
      expect(stderr).toMatch(/relaxed SIMD, which this engine does not have.*Node 22 or newer/s);
    }
    const resumed = await train(WITH, 'r.awb', ...LONG, '--resume');
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(new Set(logOf('r.awb'))).toEqual(new Set(['relaxed']));
    await train(WITH, 'fused.awb', ...LONG);
    expect(readFileSync(at('r.awb'))).toEqual(readFileSync(at('fused.awb')));
  });
});
