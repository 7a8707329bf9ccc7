/** Charts of a study: one for each cost that it weighs, whatever the cost is. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chartedStudy,
  createStudy,
  frontColumns,
  readStudy,
  runStudy,
  studyCourse,
  studyHypervolume,
} from '../../dist/nas/index.js';
import { renderChartSvg, writeStudyPage } from '../../dist/report/index.js';
import { type ChartedStudy, frontOption, frontTips } from '../../dist/report/search/front-chart.js';
import { describeStudy, fakeExecutor, measure } from '../nas/fake-study.js';

const ENERGY = {
  name: 'energy',
  threshold: 5,
  file: 'front-energy',
  title: 'Error against energy',
  caption: 'Of an estimate.',
  axis: 'energy of an estimate, mJ',
  isLogarithmic: false,
  hasSteps: false,
};

const study: ChartedStudy = {
  name: 'invented',
  error: { axis: 'mean recovery error, degrees', threshold: 4 },
  costs: [ENERGY],
  trials: [
    { id: 0, status: 'completed', error: 3, costs: { energy: 2 }, onFront: true, chosen: true },
    { id: 1, status: 'completed', error: 2, costs: { energy: 4 }, onFront: true, chosen: false },
    { id: 2, status: 'failed', error: Number.NaN, costs: {}, onFront: false, chosen: false },
  ],
};

type Drawn = {
  readonly xAxis: { readonly name: string; readonly type: string };
  readonly series: readonly {
    readonly name?: string;
    readonly type: string;
    readonly data: unknown[];
  }[];
};

describe('the chart of a cost', () => {
  it('says on its axis what the cost is, and places trials at what they cost', () => {
    const { xAxis, series } = frontOption(study, ENERGY) as unknown as Drawn;
    expect(xAxis.name).toBe('energy of an estimate, mJ');
    expect(xAxis.type).not.toBe('log');
    expect(series.find(({ name }) => name === 'front')?.data).toEqual([
      { name: '0', value: [2, 3] },
      { name: '1', value: [4, 2] },
    ]);
    expect(series.some(({ name }) => name === 'failed')).toBe(false);
  });

  it('is logarithmic, with a line of what error is to be had, where the cost says so', () => {
    const { xAxis, series } = frontOption(study, {
      ...ENERGY,
      isLogarithmic: true,
      hasSteps: true,
    }) as unknown as Drawn;
    expect(xAxis.type).toBe('log');
    expect(series.find(({ type, name }) => type === 'line' && name === undefined)?.data).toEqual([
      [2, 3],
      [4, 3],
      [4, 2],
    ]);
  });
});

describe('the tips of that chart', () => {
  it('tell every trial that stands in it', () => {
    expect(frontTips(study, ENERGY)).toEqual([
      {
        at: [2, 3],
        text: 'trial 0, trained, to be taken, front; mean recovery error, degrees: 3.000; energy of an estimate, mJ: 2.000',
      },
      { at: [4, 2], text: expect.stringContaining('trial 1, trained, front; ') },
    ]);
  });

  it('lie where the points are drawn', async () => {
    const tips = frontTips(study, ENERGY);
    const svg = await renderChartSvg(
      frontOption(study, ENERGY),
      { widthPx: 500, heightPx: 380 },
      tips,
    );
    const tipped = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*><title>trial (\d)/g)];
    expect(tipped.map(([, , , id]) => id)).toEqual(['0', '1']);
    // Symbols are placed by a matrix: its last two numbers are where.
    const drawn = [...svg.matchAll(/matrix\(5,0,0,5,([\d.]+),([\d.]+)\)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    for (const [, x, y] of tipped) {
      const nearest = Math.min(
        ...drawn.map(([u = 0, v = 0]) => Math.hypot(u - Number(x), v - Number(y))),
      );
      expect(nearest).toBeLessThan(0.2);
    }
  });
});

describe('the charts of a study', () => {
  it('are one for each cost that it weighs', async () => {
    const root = mkdtempSync(join(tmpdir(), 'deepawb-charts-'));
    const description = describeStudy(
      'trials: 4\nobjectives: { parameters: { threshold: 20000 } }\nfinalists: { count: 1, seeds: 1, rounds: 1 }',
    );
    const dir = join(root, 'study');
    const opened = createStudy(dir, { description, dataHash: 'abc', device: 'here' });
    await runStudy({ study: opened, executor: fakeExecutor(), measure });
    opened.close();
    const charted = chartedStudy(readStudy(dir).state);
    expect(charted.costs.map(({ name }) => name)).toEqual(['cpuMs', 'memoryMb', 'parameters']);
    expect(charted.costs[2]).toMatchObject({ axis: 'parameters', threshold: 20000 });
    const { state } = readStudy(dir);
    const course = studyCourse(state);
    expect(course.hypervolume.at(-1)?.value).toBe(studyHypervolume(state));
    const values = course.hypervolume.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(course.importance).toEqual([]);
    const columns = frontColumns(state);
    for (const row of columns.rows) expect(row).toHaveLength(columns.headings.length);
    const page = { study: charted, course, intro: [], ...columns, notes: [] };
    await writeStudyPage(join(root, 'page'), page);
    const files = readdirSync(join(root, 'page'));
    for (const name of ['front-cpu', 'front-memory', 'front-parameters'])
      for (const ending of ['svg', 'png']) expect(files).toContain(`${name}.${ending}`);
    rmSync(root, { recursive: true });
  }, 60_000);
});
