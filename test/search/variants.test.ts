/** `bench:search --variants`: settings of the sampler beside each other, from a journal that is gone on with. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VARIANT_PROBLEMS } from '../../bench/search/variant-problems.mjs';
import { createOptimiser, createRandomSampler } from '../../dist/search/index.js';

const BENCH = join(import.meta.dirname, '../../bench/search.mjs');
const folder = mkdtempSync(join(tmpdir(), 'deepawb-variants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [BENCH, ...args], { encoding: 'utf8', timeout: 120_000 });

describe('settings of the sampler beside each other', () => {
  it('differ where they suggest something else, and only there; a journal is gone on with', () => {
    const journal = join(folder, 'runs.jsonl');
    const args = ['--variants', 'start of d + 1,start of 5,start of 3', '--problems', 'branin'];
    const common = [...args, '--evaluations', '10', '--journal', journal, '--json'];
    const few = bench(...common, '--seeds', '2');
    expect(few.stderr).toBe('');
    const held = readFileSync(journal, 'utf8');
    expect(held.trim().split('\n')).toHaveLength(6);
    const { status, stdout } = bench(...common, '--seeds', '4');
    expect(status).toBe(0);
    expect(readFileSync(journal, 'utf8').startsWith(held)).toBe(true);
    expect(readFileSync(journal, 'utf8').trim().split('\n')).toHaveLength(12);
    const [same, other] = JSON.parse(stdout).at;
    // Branin has two parameters, so that both begin with five points.
    expect(same).toMatchObject({ problem: 'branin', variant: 'start of 5', mark: 10 });
    for (const part of [same.all, same.first, same.second]) {
      expect(part).toEqual({ difference: 0, interval: [0, 0] });
    }
    expect(other.all.difference).not.toBe(0);
    expect(other.all.difference).toBeCloseTo(
      (other.first.difference + other.second.difference) / 2,
      12,
    );
  });

  it.each([
    ['--variants', ['--variants', 'nothing']],
    ['--problems', ['--variants', 'shipped', '--problems', 'nothing']],
  ])('refuses what %s does not know', (option, args) => {
    const { status, stderr } = bench(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(`${option}: expected some of`);
    expect(stderr).toContain('got nothing');
  });

  it.each([...VARIANT_PROBLEMS])('are tried on %s, whose every point has an answer', (_, begin) => {
    const { problem, judged, evaluate, blur } = begin(3);
    const optimiser = createOptimiser({ problem, sampler: createRandomSampler(), seed: 1 });
    const truth = createOptimiser({ problem: judged, sampler: createRandomSampler(), seed: 1 });
    for (let i = 0; i < 8; i++) {
      const { id, configuration } = optimiser.ask();
      const outcomes = evaluate(configuration);
      optimiser.tell(id, { kind: 'completed', outcomes: blur ? blur(outcomes) : outcomes });
      truth.tell(truth.enqueue(configuration).id, { kind: 'completed', outcomes });
      if (blur) expect(blur(outcomes).error).not.toBe(outcomes.error);
    }
    expect(truth.history.observations).toHaveLength(8);
  });
});
