/** Benchmarks: how protocols deal pictures, what methods may learn from, what is averaged, and what stands beside it. */
import { describe, expect, it } from 'vitest';
import {
  type BenchmarkJob,
  type BenchmarkResult,
  PROTOCOLS,
  PUBLICATIONS,
  runBenchmark,
  sourceOf,
} from '../../dist/benchmark/index.js';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { chooseMethods } from '../../dist/methods/index.js';
import { benchmarkCsv, benchmarkMarkdown, formatBenchmark } from '../../dist/report/index.js';
import { temporaryFolder } from '../dataset/dataset-folder.js';
import { threeCameras, writeSet } from './camera-sets.js';

const BASE = { model: ['none'], baselines: 'constant,grey-world', cache: false, seed: 1 } as const;

const run = (protocol: string, data: string[], more: Partial<BenchmarkJob> = {}) =>
  runBenchmark({ ...BASE, family: 'small', protocol, data, ...more }, {});

const pictureOf = ({ pictures }: BenchmarkResult, id: string) =>
  pictures.find((picture) => picture.id === id)!;

function answer(result: BenchmarkResult, id: string, method: string) {
  const { name: _, ...whitePoint } = pictureOf(result, id).estimates.find(
    ({ name }) => name === method,
  )!;
  return whitePoint;
}

/** What a constant answers that has learned from these lights. */
async function constantOf(whitePoints: { r: number; b: number }[]) {
  const [constant] = chooseMethods(['constant']);
  const prepared = await constant!.prepare({ whitePoints, pictures: null });
  const picture = { heightPx: 1, widthPx: 1, pixels: new Float32Array([1, 1, 1, 1]) };
  return prepared.estimate(picture, { id: 'x', properties: {} });
}

describe('the official split', () => {
  it('teaches the train part and judges the test part', async () => {
    const dir = writeSet(temporaryFolder(), 's', { parts: ['train', 'test'] });
    const result = await run('simplecube++', [dir]);
    expect(result.runs).toEqual([{ name: 'test', taught: 8, judged: 8 }]);
    const [best, worst] = result.methods;
    expect([best!.name, worst!.name]).toEqual(['grey-world', 'constant']);
    expect(best!.recovery.mean).toBeLessThan(0.1);
    const train = await run('cube+', [writeSet(temporaryFolder(), 's')]);
    const lights = train.pictures.map(({ truth }) => truth);
    const expected = await constantOf(lights);
    const said = answer(result, 's_0001', 'constant');
    expect(said.r).toBeCloseTo(expected.r, 6);
    expect(said.b).toBeCloseTo(expected.b, 6);
  });

  it('wants both parts, and one data set', async () => {
    const dir = writeSet(temporaryFolder(), 's');
    await expect(run('simplecube++', [dir])).rejects.toThrow(/has no part test/);
    await expect(run('simplecube++', [dir, dir])).rejects.toThrow(/expected one data set, got 2/);
  });
});

describe('folds', () => {
  it('judge every picture once, by what the others taught', async () => {
    const result = await run('cube+', [writeSet(temporaryFolder(), 's', { pictures: 12 })]);
    expect(result.runs).toEqual([{ name: 'all', taught: 8, judged: 12 }]);
    expect(new Set(result.pictures.map(({ id }) => id)).size).toBe(12);
    const constants = new Set(result.pictures.map(({ id }) => answer(result, id, 'constant').r));
    expect(constants.size).toBe(3);
    expect(result.differences.join()).toMatch(/dealt at random to 3/);
  });

  it('are those that the pictures state, where all of them do', async () => {
    const fold = (n: number) => String(n % 3);
    const dir = writeSet(temporaryFolder(), 's', { pictures: 12, fold });
    const result = await run('cube+', [dir]);
    expect(result.differences.join()).not.toMatch(/at random/);
    const judged = (n: number) => `s_${String(n).padStart(4, '0')}`;
    const teaching = [...Array(12).keys()].map((i) => i + 1).filter((n) => n % 3 !== 1);
    const lights = teaching.map((n) => pictureOf(result, judged(n)).truth);
    const expected = await constantOf(lights);
    expect(answer(result, judged(1), 'constant').r).toBeCloseTo(expected.r, 6);
  });

  it('of each camera are its own, and the figure is the geometric mean over cameras', async () => {
    const result = await run('nus-8', [threeCameras()]);
    expect(result.runs.map(({ judged }) => judged)).toEqual([8, 8, 8]);
    expect(result.runs.map(({ name }) => name)).toContain('Nikon D5200');
    for (const method of result.methods) {
      const means = method.runs.map(({ recovery }) => recovery.mean);
      const product = means.reduce((a, b) => a * b, 1);
      expect(method.recovery.mean).toBeCloseTo(product ** (1 / 3), 9);
    }
  });

  it('are refused where there are too few pictures', async () => {
    const dir = writeSet(temporaryFolder(), 's', { pictures: 5 });
    await expect(run('cube+', [dir])).rejects.toThrow(
      /expected at least 6 pictures, two a fold, got 5\. Take more/,
    );
  });
});

describe('leaving out', () => {
  it('a camera teaches the others alone, and the figure is the mean over cameras', async () => {
    const result = await run('leave-one-camera-out', [threeCameras()]);
    const others = result.pictures.filter(({ set }) => set !== 'b').map(({ truth }) => truth);
    const expected = await constantOf(others);
    expect(answer(result, 'b_0003', 'constant').r).toBeCloseTo(expected.r, 6);
    const [method] = result.methods;
    const means = method!.runs.map(({ recovery }) => recovery.mean);
    expect(method!.recovery.mean).toBeCloseTo(means.reduce((a, b) => a + b, 0) / 3, 12);
  });

  it('a data set leaves out all its cameras, and has its own published rows', async () => {
    const dir = temporaryFolder();
    const nus = `${dir}/NUS-8`;
    for (const name of ['a', 'b']) writeSet(`${nus}/${name}`, name);
    const other = writeSet(`${dir}/mine`, 'm');
    const result = await run('leave-one-data-set-out', [nus, other]);
    expect(result.runs).toEqual([
      { name: 'NUS-8', taught: 8, judged: 16 },
      { name: 'mine', taught: 16, judged: 8 },
    ]);
    const rows = result.published.filter(({ run: of }) => of === 'NUS-8');
    expect(rows.find(({ method }) => method === 'CCMNet')).toMatchObject({ mean: 2.32 });
    expect(result.published.every(({ run: of }) => of === 'NUS-8')).toBe(true);
  });

  it('wants two of them', async () => {
    const dir = writeSet(temporaryFolder(), 's');
    await expect(run('leave-one-camera-out', [dir])).rejects.toThrow(/at least two cameras/);
  });
});

describe('a recipe trained on the folds', () => {
  const train = { train: true, epochs: 2, batch: 4, threads: 1, size: { heightPx: 8, widthPx: 8 } };

  it('answers for every picture in the space of its own camera', async () => {
    const result = await run('leave-one-camera-out', [threeCameras()], train);
    const method = result.methods.find(({ kind }) => kind === 'trained here')!;
    expect(method.images).toBe(24);
    expect(method.parameters).toBeGreaterThan(100);
    for (const { truth, estimates } of result.pictures) {
      const { r, b } = estimates.find(({ name }) => name === method.name)!;
      // Two epochs teach little more than the middle of the lights.
      expect(recoveryErrorDegrees({ r, b }, truth)).toBeLessThan(30);
    }
  }, 120_000);

  it('wants to know cameras where there are several, and not for one', async () => {
    const dir = temporaryFolder();
    const sets = ['a', 'b'].map((name) => writeSet(`${dir}/${name}`, name));
    const several = run('leave-one-camera-out', sets, train);
    await expect(several).rejects.toThrow(/expected to know which camera .* give --camera/);
    const one = await run('nus-8', [sets[0]!], train);
    expect(one.methods.map(({ name }) => name)).toContain('trained here');
  }, 120_000);
});

describe('data sets', () => {
  it('are refused in a sentence where there are none', async () => {
    const dir = temporaryFolder();
    await expect(run('cube+', [`${dir}/none`])).rejects.toThrow(/does not exist/);
    await expect(run('cube+', [dir])).rejects.toThrow(/neither a data set .* nor a folder of such/);
    await expect(run('nus-8', [threeCameras()], { camera: ['Canon EOS 600D'] })).rejects.toThrow(
      /expected one name for each of 3 data sets/,
    );
  });

  it('say how far they are from what was published', async () => {
    const { differences } = await run('nus-8', [threeCameras()]);
    expect(differences[0]).toBe('24 pictures are judged, not the 1736 of the published protocol.');
    expect(differences[1]).toBe('There are 3 cameras, not the 8 of the published protocol.');
  });
});

describe('published figures', () => {
  const rows = PROTOCOLS.flatMap(({ published, publishedByRun = {} }) => [
    ...published,
    ...Object.values(publishedByRun).flat(),
  ]);

  it('each have a source, and statistics in their order', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const { publication, best25, median, mean, worst25, trimean } of rows) {
      expect(PUBLICATIONS[publication].full).toMatch(/20\d\d/);
      const known = [best25, median, mean, worst25].filter((value) => value !== undefined);
      expect(known.toSorted((a, b) => a - b)).toEqual(known);
      if (trimean !== undefined) expect(trimean).toBeGreaterThanOrEqual(best25 ?? 0);
    }
  });

  it('name where they were read if that was not the publication itself', () => {
    const sourceIn = (name: string, method: string) => {
      const { published } = PROTOCOLS.find((protocol) => protocol.name === name)!;
      return sourceOf(published.find((row) => row.method === method)!);
    };
    expect(sourceIn('nus-8', 'FC4 (SqueezeNet)')).toMatch(/^Hu.*CVPR 2017; as listed in AIISP/);
    expect(sourceIn('nus-8', 'CCC')).toMatch(/ICCV 2015; as listed in google\/ffcc/);
    expect(sourceIn('nus-8', 'grey world')).toMatch(/geometric means .* computed here$/);
    expect(sourceIn('gehler-shi', 'VLM-CC')).toMatch(/as listed in a reader's summary/);
    expect(sourceIn('simplecube++', 'LHCC')).not.toMatch(/as listed/);
    // Nobody's figures of NUS-8 and Gehler-Shi were read in the papers themselves.
    for (const name of ['nus-8', 'gehler-shi']) {
      const { published } = PROTOCOLS.find((protocol) => protocol.name === name)!;
      for (const row of published) expect(sourceOf(row)).toContain('; as listed in ');
    }
  });

  it('are the same wherever a paper states them twice', () => {
    const mean = (name: string, method: string) =>
      PROTOCOLS.find((protocol) => protocol.name === name)!.published.find(
        (row) => row.method === method,
      )?.mean;
    expect(mean('leave-one-camera-out', 'CCMNet')).toBe(1.71);
    expect(mean('nus-8', 'grey world')).toBe(4.14);
    expect(mean('gehler-shi', 'grey world')).toBe(6.36);
  });
});

describe('what is written', () => {
  it('has ours, theirs, sources and differences, and blanks for what is not known', async () => {
    const dir = writeSet(temporaryFolder(), 's', { parts: ['train', 'test'] });
    const result = await run('simplecube++', [dir]);
    const text = formatBenchmark(result);
    expect(text).toMatch(/^grey-world +0 +0\.0\d/m);
    expect(text).toMatch(/^LHCC +491,000 +1\.03 +0\.57 +0\.64 +0\.18 +2\.72 +\[1\]/m);
    expect(text).toMatch(/^grey world +0 +3\.18 +2\.00 +2\.37 +\[1\]/m);
    expect(text).toMatch(/^\[1\] LHCC, poster at BMVC 2025/m);
    const markdown = benchmarkMarkdown(result, 'deepawb benchmark');
    expect(markdown).toMatch(/^\| LHCC \| 491,000 \| 1\.03 \|/m);
    const rows = benchmarkCsv(result).trim().split('\n');
    expect(rows).toHaveLength(1 + 8 * 2);
  });
});
