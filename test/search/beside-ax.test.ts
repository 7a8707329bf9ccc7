/**
 * `bench:search --ax`: its stand-in for training has the networks' own sizes and the trends that it states, and its journal
 * survives the end of Ax. What answers here in Ax's place draws at random (pretended-ax).
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate, SPACE, shapeCosts, THRESHOLDS } from '../../bench/search/stand-in.mjs';
import { BUILT_IN_SPACES, computedCost, networkOf } from '../../dist/nas/index.js';
import { createSobol } from '../../dist/random/index.js';
import { createSpaceCodec } from '../../dist/search/index.js';
import { buildArchitecture } from '../../dist/train/index.js';
import { answers, describeWhere } from '../support/needs.js';

const CENTRE = {
  hiddenNeurons: 145,
  decay: 0.75,
  mlpDepth: 3,
  rate: 1e-3,
  finalRate: 1e-5,
  imageScale: 2,
  kernels1: 64,
  kernelSize1: 5,
  stride1: 2,
  kernels2: 96,
  kernelSize2: 5,
  stride2: 2,
  kernels3: 128,
  kernelSize3: 3,
  stride3: 1,
};

describe('the stand-in for the study of the reference', () => {
  it('has the values of its formulas, computed layer by layer', () => {
    const { error, cpuMs, memoryMb } = evaluate(CENTRE);
    expect(error).toBeCloseTo(0.00118053229820669, 14);
    expect(cpuMs).toBeCloseTo(9.224584, 10);
    expect(memoryMb).toBeCloseTo(27.778416, 10);
  });

  it('has the parameters and the operations of the networks that the space means', () => {
    const codec = createSpaceCodec(SPACE);
    const sobol = createSobol(codec.dimensions.length, 'stand-in');
    let compared = 0;
    for (let i = 0; i < 40; i++) {
      const configuration = codec.decode(codec.draw(sobol.point(i)));
      const { network } = networkOf(BUILT_IN_SPACES.reference, configuration, {
        epochs: 1,
        seed: 0,
      });
      const known = costOf(network);
      if (!known) continue;
      compared++;
      const { parameters, flops } = shapeCosts(configuration);
      // Neurons that are left over when they are dealt to layers are left out.
      expect(Math.abs(parameters / known.parameters - 1)).toBeLessThan(0.01);
      expect(flops / known.flops).toBeGreaterThan(0.95);
      expect(flops / known.flops).toBeLessThan(1.001);
    }
    expect(compared).toBeGreaterThan(20);
  });

  it.each([
    ['more kernels', { kernels3: 256 }, { error: -1, cpuMs: 1, memoryMb: 1 }],
    ['a larger picture', { imageScale: 1 }, { cpuMs: 1, memoryMb: 1 }],
    ['a stride as large as its kernel', { stride1: 5 }, { error: 1, cpuMs: -1, memoryMb: -1 }],
    ['a rate at which training falls apart', { rate: 1e-2 }, { error: 1, cpuMs: 0, memoryMb: 0 }],
  ])('%s', (_, change, signs: Partial<Record<'error' | 'cpuMs' | 'memoryMb', number>>) => {
    const before = evaluate(CENTRE);
    const after = evaluate({ ...CENTRE, ...change });
    for (const [name, sign] of Object.entries(signs)) {
      const key = name as keyof typeof after;
      expect(Math.sign(after[key] - before[key])).toBe(sign);
    }
  });

  it('answers for every point, and keeps some within the thresholds and some not', () => {
    const codec = createSpaceCodec(SPACE);
    const sobol = createSobol(codec.dimensions.length, 'all');
    const within = Array.from({ length: 200 }, (_, i) => {
      const outcomes = evaluate(codec.decode(codec.draw(sobol.point(i))));
      for (const value of Object.values(outcomes)) expect(value).toBeGreaterThan(0);
      return (Object.keys(THRESHOLDS) as (keyof typeof THRESHOLDS)[]).every(
        (name) => outcomes[name] <= THRESHOLDS[name],
      );
    });
    const count = within.filter(Boolean).length;
    expect(count).toBeGreaterThan(20);
    expect(count).toBeLessThan(180);
  });
});

/** What is computed of a network; null for one that the reference cannot build, which the stand-in makes do with. */
function costOf(network: Parameters<typeof buildArchitecture>[0]) {
  try {
    return computedCost(buildArchitecture(network, [{ r: 0.5, b: 0.6 }], 0));
  } catch {
    return null;
  }
}

const BENCH = join(import.meta.dirname, '../../bench/search.mjs');

/** Waits for the end. */
function runBench(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [BENCH, ...args], { env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

it('compares ours alone, the same each time, from the same first points', async () => {
  const args = ['--stand-in', '--seeds', '2', '--evaluations', '7', '--json'];
  const [one, other] = await Promise.all([runBench(args, {}), runBench(args, {})]);
  expect(one.code).toBe(0);
  const { base, at } = JSON.parse(one.stdout);
  expect(base).toBe('random');
  expect(at).toEqual(JSON.parse(other.stdout).at);
  expect(Object.keys(at[7])).toEqual(
    expect.arrayContaining(['ours', 'ours, no logs', 'ours, in a study', 'random']),
  );
  for (const { mean } of [at[7].ours, at[7].random]) {
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(1);
  }
}, 300_000);

const PRETENDED = join(import.meta.dirname, 'pretended-ax');
const MARK = 10;

describeWhere(answers('python3', '--version'), 'python3', 'the bench beside Ax', () => {
  const dir = mkdtempSync(join(tmpdir(), 'beside-ax-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const bench = (journal: string, ax: boolean, env: Record<string, string> = {}) =>
    runBench(
      [
        ...(ax ? ['--ax', 'python3'] : []),
        ...['--ax-journal', journal, '--seeds', '2', '--evaluations', String(MARK), '--json'],
      ],
      { PYTHONPATH: PRETENDED, PYTHONDONTWRITEBYTECODE: '1', ...env },
    );
  const trialsIn = (journal: string) =>
    readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ cpuSeconds: _, ...trial }) => trial);
  const whole = join(dir, 'whole.jsonl');
  // A start of Node and Python for each run, on machines of any speed.
  const PATIENCE_MS = 300_000;

  it(
    'asks Ax for each trial, tells it what came of it, and compares from its own first points',
    async () => {
      const { code, stdout, stderr } = await bench(whole, true);
      expect(stderr).toMatch(/seed 2: trial 10 of 10/);
      expect(code).toBe(0);
      const { ax, at } = JSON.parse(stdout);
      expect(ax).toBe('0.0.0');
      expect(at[MARK].seeds).toEqual([1, 2]);
      expect(at[MARK].Ax.hypervolumes).toHaveLength(2);
      expect(at[MARK].ours.interval).toHaveLength(2);
      const trials = trialsIn(whole);
      expect(trials).toHaveLength(2 * MARK);
      for (const { configuration, outcomes } of trials) {
        expect(outcomes).toEqual(evaluate(configuration));
      }
    },
    PATIENCE_MS,
  );

  it(
    'goes on after Ax has died, with the same trials, and says why it ended',
    async () => {
      const journal = join(dir, 'killed.jsonl');
      const { code, stderr } = await bench(journal, true, { AX_DIES_AT: '7' });
      expect(code).toBe(1);
      expect(stderr).toMatch(/ended with code 1: MemoryError: no memory left/);
      expect(trialsIn(journal)).toHaveLength(7);
      expect((await bench(journal, true)).code).toBe(0);
      expect(trialsIn(journal)).toEqual(trialsIn(whole));
    },
    PATIENCE_MS,
  );

  it(
    'prints what a journal holds without Ax, and the same each time',
    async () => {
      const journal = join(dir, 'copy.jsonl');
      copyFileSync(whole, journal);
      const at = async (file: string) => JSON.parse((await bench(file, false)).stdout).at;
      expect(await at(journal)).toEqual(await at(whole));
    },
    PATIENCE_MS,
  );

  it(
    'says what is missing where nothing is in the journal and no Ax is named',
    async () => {
      const { code, stderr } = await bench(join(dir, 'none.jsonl'), false);
      expect(code).toBe(2);
      expect(stderr).toMatch(/none\.jsonl: expected a seed with 10 trials of Ax/);
    },
    PATIENCE_MS,
  );
});
