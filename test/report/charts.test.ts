import { describe, expect, test } from 'vitest';
import {
  errorDistributionOption,
  renderChartSvg,
  trainingCurveOption,
  whitePointScatterOption,
} from '../../dist/report/index.js';

const SIZE = { widthPx: 500, heightPx: 350 };

function dataOf(option: { series?: unknown }, index: number): unknown[] {
  return (option.series as { data: unknown[] }[])[index].data;
}

describe('chart options', () => {
  test('a distribution rises from 0 to 100 % and crosses 50 % at the median', () => {
    const option = errorDistributionOption([{ name: 'network', errorsDegrees: [3, 1, 2, 5, 4] }]);
    const points = dataOf(option, 0) as [number, number][];
    expect(points[0]).toEqual([1, 0]);
    expect(points[points.length - 1]).toEqual([5, 100]);
    expect(points.find(([, share]) => share === 50)).toEqual([3, 50]);
    for (let i = 1; i < points.length; i++) {
      expect(points[i][0]).toBeGreaterThanOrEqual(points[i - 1][0]);
    }
  });

  test('a distribution that is complete early goes on at 100 %', () => {
    const option = errorDistributionOption([
      { name: 'good', errorsDegrees: [0.5, 1, 2] },
      { name: 'poor', errorsDegrees: [3, 5, 30] },
    ]);
    const end = (option.xAxis as { max: number }).max;
    expect(end).toBe(8);
    const good = dataOf(option, 0);
    expect(good[good.length - 1]).toEqual([end, 100]);
    const poor = dataOf(option, 1);
    expect(poor[poor.length - 1]).toEqual([30, 100]);
  });

  test('a curve leaves out epochs that were not validated', () => {
    const epochs = [
      { epoch: 1, loss: 0.5 },
      { epoch: 2, loss: 0.2, validationDegrees: 3 },
    ];
    expect(dataOf(trainingCurveOption(epochs, 'validationDegrees'), 0)).toEqual([[2, 3]]);
    const loss = trainingCurveOption(epochs, 'loss');
    expect(dataOf(loss, 0)).toHaveLength(2);
    expect((loss.yAxis as { type: string }).type).toBe('log');
    const negative = trainingCurveOption([{ epoch: 1, loss: -1 }], 'loss');
    expect((negative.yAxis as { type: string }).type).toBe('value');
  });

  test('a scatter joins each truth to its estimate', () => {
    const option = whitePointScatterOption([{ r: 0.4, b: 0.7 }], [{ r: 0.5, b: 0.6 }]);
    expect(dataOf(option, 0)).toEqual([
      [0.4, 0.7],
      [0.5, 0.6],
      ['-', '-'],
    ]);
    expect(() => whitePointScatterOption([{ r: 1, b: 1 }], [])).toThrow('expected 1 estimates');
  });
});

describe('renderChartSvg', () => {
  test('draws names, axes and every point, and scales with its place', async () => {
    const truths = Array.from({ length: 9 }, (_, i) => ({ r: 0.4 + 0.05 * i, b: 0.7 - 0.05 * i }));
    const svg = await renderChartSvg(whitePointScatterOption(truths, truths), SIZE);
    expect(svg.startsWith('<svg xmlns=')).toBe(true);
    expect(svg).toContain('viewBox="0 0 500 350"');
    expect(svg).toContain('>r = R/G</text>');
    expect(svg).toContain('>true light</text>');
    // Nine truths and nine estimates, and one mark for each in the legend.
    expect(svg.match(/<path [^>]*fill="#(d55e00|0067a5)"/g)).toHaveLength(20);
  });

  test('escapes a method name', async () => {
    const option = errorDistributionOption([
      { name: '</svg><script>alert(1)</script>', errorsDegrees: [1, 2, 3] },
    ]);
    const svg = await renderChartSvg(option, SIZE);
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;script&gt;');
  });

  test('draws a single epoch and a flat loss', async () => {
    for (const epochs of [
      [{ epoch: 1, loss: 0.1 }],
      [1, 2, 3].map((epoch) => ({ epoch, loss: 2 })),
    ]) {
      const svg = await renderChartSvg(trainingCurveOption(epochs, 'loss'), SIZE);
      expect(svg).toContain('>training loss</text>');
      expect(svg).not.toContain('NaN');
    }
  });
});
