/** Charts of a study: one for each cost that it weighs, whatever the cost is. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chartedStudy, createStudy, readStudy, runStudy } from '../../dist/nas/index.js';
import { writeStudyPage } from '../../dist/report/index.js';
import { type ChartedStudy, frontOption } from '../../dist/report/search/front-chart.js';
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
      [2, 3],
      [4, 2],
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
    const page = { study: charted, intro: [], headings: ['trial', 'network'], rows: [], notes: [] };
    await writeStudyPage(join(root, 'page'), page);
    const files = readdirSync(join(root, 'page'));
    for (const name of ['front-cpu', 'front-memory', 'front-parameters'])
      for (const ending of ['svg', 'png']) expect(files).toContain(`${name}.${ending}`);
    rmSync(root, { recursive: true });
  }, 60_000);
});
