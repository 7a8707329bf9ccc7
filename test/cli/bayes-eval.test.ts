import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

let root: string;
const inRoot = (...args: string[]) =>
  runHere(args, { cwd: root, env: { XDG_CACHE_HOME: join(root, 'cache') } });
const evaluate = (...args: string[]) => inRoot('eval', '--data', 'set', '--size', '24x16', ...args);

interface MethodJson {
  readonly name: string;
  readonly images: number;
  readonly parameters: number;
  readonly recovery: { readonly mean: number };
  readonly difference: null | {
    readonly to: string;
    readonly mean: number;
    readonly meanCi95: readonly [number, number];
  };
}
const methodsOf = (stdout: string): MethodJson[] => JSON.parse(stdout).methods;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-bayes-eval-'));
  await inRoot('data', 'synth', 'set', '--train', '40', '--test', '8', '--size', '48x32');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb eval of the Bayesian methods', () => {
  let first: { stdout: string; stderr: string };

  it('learns them from the train part and judges all on the same images', async () => {
    const run = await evaluate('--baselines', 'bayes,constant', '--json');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/Tuning bayes-tuned: [\s\S]*Tuning bayes-reference: /);
    const methods = methodsOf(run.stdout);
    expect(methods.map(({ name }) => name)).toEqual([
      'bayes-stock',
      'bayes-extended',
      'bayes-tuned',
      'bayes-reference',
      'constant',
    ]);
    for (const { images, parameters } of methods) {
      expect(images).toBe(8);
      expect(parameters).toBeGreaterThan(0);
    }
    first = run;
  });

  it('gives differences to the first method with intervals that hold them', () => {
    const [main, ...others] = methodsOf(first.stdout);
    expect(main?.difference).toBeNull();
    for (const { difference, recovery } of others) {
      expect(difference?.to).toBe('bayes-stock');
      expect(difference?.mean).toBeCloseTo(recovery.mean - (main?.recovery.mean ?? 0), 10);
      const [low, high] = difference?.meanCi95 ?? [1, 0];
      expect(low).toBeLessThanOrEqual(difference?.mean ?? 0);
      expect(high).toBeGreaterThanOrEqual(difference?.mean ?? 0);
    }
  });

  it('does not tune again, and answers the same', async () => {
    const again = await evaluate('--baselines', 'bayes,constant', '--json');
    expect(again.stderr).not.toMatch(/Tuning/);
    expect(again.stdout).toBe(first.stdout);
  });

  it('makes a damaged file of kept parameters again', async () => {
    const folder = join(root, 'cache/deepawb/tuning');
    const [kept] = readdirSync(folder).filter((name) => name.startsWith('bayes-reference-'));
    const text = readFileSync(join(folder, kept ?? ''), 'utf8');
    writeFileSync(join(folder, kept ?? ''), text.slice(0, 20));
    const run = await evaluate('--baselines', 'bayes-reference', '--json');
    expect(run.stderr).toMatch(/Tuning bayes-reference/);
    expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe(text);
  });

  it('tunes anew where the train labels changed', async () => {
    const labels = join(root, 'set/train/gt.csv');
    const text = readFileSync(labels, 'utf8');
    writeFileSync(labels, `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
    const args = ['--baselines', 'bayes-reference', '--skip-bad', '--json'];
    expect((await evaluate(...args)).stderr).toMatch(/Tuning bayes-reference/);
    writeFileSync(labels, text);
    expect((await evaluate(...args)).stderr).not.toMatch(/Tuning bayes-reference/);
  });

  it('prints and reports the differences', async () => {
    const run = await evaluate('--baselines', 'bayes-tuned,constant', '--report', 'out.html');
    expect(run.stdout).toMatch(/Difference to bayes-tuned[\s\S]*constant +\+\d/);
    expect(readFileSync(join(root, 'out.html'), 'utf8')).toMatch(/minus that of bayes-tuned/);
  });

  it('says what a train part lacks that carries no curve', async () => {
    await inRoot('data', 'synth', 'few', '--train', '2', '--test', '2', '--size', '48x32');
    const run = await inRoot('eval', '--data', 'few', '--baselines', 'bayes-tuned');
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(
      /few \(train, 2 pictures\): bayes-tuned: .*learns from the train part/,
    );
  });

  it('takes a tuning file in place of a tuning of its own', async () => {
    await inRoot('bayes', 'tune', '--data', 'set', '--size', '24x16', '--out', 'mine.json');
    const run = await evaluate('--bayes-tuning', 'mine.json', '--json');
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(/Tuning/);
    const [method, ...others] = methodsOf(run.stdout);
    expect(others).toEqual([]);
    expect(method?.name).toBe('bayes mine');
    const tuned = methodsOf(first.stdout)[2];
    // A tuning file has four decimals.
    expect(method?.recovery.mean).toBeCloseTo(tuned!.recovery.mean, 1);
    expect(method?.recovery.median).toBeCloseTo(tuned!.recovery.median, 1);
    rmSync(join(root, 'set/train'), { recursive: true });
    const alone = await evaluate('--bayes-tuning', 'mine.json', '--json');
    expect(alone.stdout).toBe(run.stdout);
    const gone = await evaluate('--bayes-tuning', 'gone.json');
    expect(gone).toMatchObject({ code: 3, stdout: '' });
    expect(gone.stderr).toMatch(/gone\.json: expected a tuning file/);
  });
});
