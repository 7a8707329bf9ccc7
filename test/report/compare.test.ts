import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees, type WhitePoint } from '../../dist/color/index.js';
import { evaluateEstimates } from '../../dist/metrics/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  curveOverviewOption,
  keptOverviewOption,
  pictureCurveOption,
} from '../../dist/report/compare/curve-chart.js';
import { methodMarker } from '../../dist/report/compare/markers.js';
import { comparedPanels, panelColumns } from '../../dist/report/compare/panels.js';
import { comparedPlots } from '../../dist/report/compare/plots.js';
import {
  coarseSearchOption,
  fineSearchOption,
  foundPoint,
} from '../../dist/report/compare/search-chart.js';
import {
  type ComparedCurve,
  type ComparedPicture,
  comparePng,
  formatPictureTable,
  renderChartSvg,
  renderComparisonHtml,
  type SearchPoint,
} from '../../dist/report/index.js';

const CURVE: ComparedCurve = {
  method: 'bayes <x>',
  points: [
    { cctKelvin: 2500, r: 0.75, b: 0.35 },
    { cctKelvin: 4000, r: 0.6, b: 0.5 },
    { cctKelvin: 8000, r: 0.4, b: 0.75 },
  ],
  band: [0.4, 0.5, 0.6, 0.7].map((r) => ({
    r,
    mean: 1.2 - 1.1 * r,
    curveSd: 0.005,
    sampleSd: 0.02,
  })),
  lights: [
    { r: 0.5, b: 0.64 },
    { r: 0.62, b: 0.49 },
  ],
};

/** Rows of CTs with offsets across them; cheapest at 5000 K, 0.01 off. */
function searchPoints(offsets: readonly number[], ccts: readonly number[]): SearchPoint[] {
  return ccts.flatMap((cctKelvin) =>
    offsets.map((offset) => {
      const cost = 3 + ((cctKelvin - 5000) / 100) ** 2 + ((offset - 0.01) / 0.01) ** 2;
      return { cctKelvin, r: 0.5 + offset, b: 0.6 + offset, cost, offset };
    }),
  );
}
const ROWS = [4800, 4900, 5000, 5100, 5200];
const SEARCH = {
  coarse: searchPoints([0], [2500, 3500, 5000, 8000]),
  fine: searchPoints([-0.01, 0, 0.01], ROWS),
  refined: searchPoints([0.01], ROWS),
};

function picture(id: string, more: Partial<ComparedPicture> = {}): ComparedPicture {
  const rng = createRng(id);
  const pixels = new Float32Array(12 * 8 * 4);
  for (let o = 0; o < pixels.length; o += 4) {
    const level = 0.1 + 0.5 * rng.uniform();
    pixels.set([0.5 * level, level, 0.6 * level, 1], o);
  }
  return {
    id,
    picture: { widthPx: 12, heightPx: 8, pixels },
    truth: { r: 0.5, b: 0.6 },
    truthOnCurve: { cctKelvin: 5050, offset: 0.002 },
    estimates: [
      { r: 0.51, b: 0.61 },
      { r: 0.4, b: 0.8 },
    ],
    zones: [{ r: 0.48, b: 0.63 }],
    search: SEARCH,
    ...more,
  };
}

const NAMES = ['network', 'bayes <x>'];

function evaluated(
  name: string,
  estimates: readonly WhitePoint[],
  seen: readonly ComparedPicture[],
) {
  const entries = seen.map(({ id, truth }) => ({ id, whitePoint: truth }));
  return {
    evaluation: evaluateEstimates({ name, parameters: 3 }, estimates, entries),
    recoveryDegrees: seen.map(({ truth }, i) => recoveryErrorDegrees(estimates[i], truth)),
  };
}

describe('panels of a comparison', () => {
  it('show uniform gains, the truth and every method, each with its own error', () => {
    const one = picture('a');
    const panels = comparedPanels(one, NAMES, { widthPx: 24, heightPx: 16 });
    expect(panels.map(({ label }) => label)).toEqual(['uniform gains', 'true light', ...NAMES]);
    const expected = one.estimates.map((e) => recoveryErrorDegrees(e, one.truth));
    const uniform = recoveryErrorDegrees({ r: 1, b: 1 }, one.truth);
    expect(panels.map(({ degrees }) => degrees)).toEqual([uniform, undefined, ...expected]);
    for (const { image } of panels) expect([image.widthPx, image.heightPx]).toEqual([24, 16]);
  });

  it('are grey under the true light where the scene is, and tinted under others', () => {
    const [uniform, truth] = comparedPanels(picture('a'), NAMES, { widthPx: 12, heightPx: 8 });
    const [r, g, b] = truth.image.rgb;
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1);
    expect(uniform.image.rgb[1]).toBeGreaterThan(uniform.image.rgb[0] + 40);
  });

  it('fill rows of 3 to 5 with at most two places empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), (panels) => {
        const columns = panelColumns(panels);
        expect([3, 4, 5]).toContain(columns);
        expect(Math.ceil(panels / columns) * columns - panels).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('carry marks that tell thirty methods apart', () => {
    const marks = Array.from({ length: 30 }, (_, i) => JSON.stringify(methodMarker(i)));
    expect(new Set(marks).size).toBe(30);
  });
});

describe('plots of a search', () => {
  it('take the cheapest refined point for the answer', () => {
    expect(foundPoint(SEARCH)).toMatchObject({ cctKelvin: 5000, offset: 0.01, cost: 3 });
    expect(() => foundPoint({ ...SEARCH, refined: [] })).toThrow('expected a finished search');
  });

  it('draw a tile for every point that was visited, the cheapest brightest', async () => {
    const svg = await renderChartSvg(fineSearchOption(SEARCH, undefined), {
      widthPx: 400,
      heightPx: 300,
    });
    const tiles = svg.match(/fill="rgb\(\d+,\d+,\d+\)"(?! fill-opacity)/g) ?? [];
    expect(tiles).toHaveLength(SEARCH.fine.length);
    const cheapest = SEARCH.fine.findIndex((p) => p.cctKelvin === 5000 && p.offset === 0.01);
    expect(tiles[cheapest]).toBe('fill="rgb(253,231,37)"');
    expect(tiles.filter((tile) => tile === tiles[cheapest])).toHaveLength(1);
  });

  it('draw the cost of every coarse step', () => {
    const { series } = coarseSearchOption(SEARCH, { cctKelvin: 5050, offset: 0 }, 1);
    const lines = series as { data: [number, number][] }[];
    expect(lines[2].data).toEqual(SEARCH.coarse.map(({ cctKelvin, cost }) => [cctKelvin, cost]));
    expect(lines[0].data[0][0]).toBe(5000);
    expect(lines[1].data[0][0]).toBe(5050);
  });

  it('keep one scale for r and b in a view that holds truth and all estimates', () => {
    const point = fc.record({
      r: fc.double({ min: 0.2, max: 1.3, noNaN: true }),
      b: fc.double({ min: 0.2, max: 1.3, noNaN: true }),
    });
    fc.assert(
      fc.property(point, fc.array(point, { minLength: 1, maxLength: 4 }), (truth, estimates) => {
        const option = pictureCurveOption(picture('v', { truth, estimates }), CURVE);
        const [x, y] = [option.xAxis, option.yAxis] as { min: number; max: number }[];
        for (const { r, b } of [truth, ...estimates]) {
          expect(r >= x.min && r <= x.max && b >= y.min && b <= y.max).toBe(true);
        }
        expect((y.max - y.min) / (x.max - x.min)).toBeCloseTo(0.86, 9);
      }),
    );
  });

  it('label the CTs that the curve reaches', () => {
    const { series } = curveOverviewOption(CURVE);
    const labels = (series as { data?: { name?: string }[] }[]).flatMap(({ data }) =>
      (data ?? []).flatMap(({ name }) => name ?? []),
    );
    expect(labels).toEqual(['2500 K', '3000 K', '4000 K', '5000 K', '6500 K', '8000 K']);
  });

  it('label them left of their points near the right edge, where they would be cut off', () => {
    const { series, xAxis } = curveOverviewOption(CURVE);
    const { min, max } = xAxis as { min: number; max: number };
    const points = (
      series as { data?: { name?: string; value: number[]; label: { position: string } }[] }[]
    )
      .flatMap(({ data }) => data ?? [])
      .filter(({ name }) => name !== undefined);
    const sides = points.map(({ label }) => label.position);
    expect(new Set(sides)).toEqual(new Set(['left', 'right']));
    for (const { value, label } of points)
      expect(label.position).toBe(value[0]! > min + 0.8 * (max - min) ? 'left' : 'right');
  });
});

describe('the curve that a network keeps to', () => {
  const kept = [
    { name: 'm <1>', method: 1, points: CURVE.points, band: 0.02 },
    { name: 'n', method: 2, points: CURVE.points, band: 0 },
  ];
  const linesOf = ({ series }: ReturnType<typeof pictureCurveOption>) =>
    series as { type: string; data: number[][]; lineStyle?: { color: string } }[];

  it('is drawn in the colour of its method, with its band where it has one', () => {
    const truth = { r: 0.6, b: 0.5 };
    const series = linesOf(pictureCurveOption(picture('v', { truth }), undefined, kept));
    const [band, line, bare] = series;
    expect([band.type, line.type, bare.type]).toEqual(['custom', 'line', 'line']);
    expect(line.data).toEqual(CURVE.points.map(({ r, b }) => [r, b]));
    expect(line.lineStyle?.color).toBe(methodMarker(1).colour);
    expect(bare.lineStyle?.color).toBe(methodMarker(2).colour);
    for (const [i, [r, b]] of band.data.entries()) {
      const { points } = CURVE;
      const point = points[i < 3 ? i : 5 - i];
      expect(Math.hypot(r - point.r, b - point.b)).toBeCloseTo(0.02, 9);
      // The first edge is towards larger r and b.
      expect(r + b > point.r + point.b).toBe(i < 3);
    }
    expect(linesOf(keptOverviewOption(kept)).map(({ type }) => type)).toEqual([
      'custom',
      'line',
      'line',
    ]);
    expect(linesOf(curveOverviewOption(CURVE, kept))).toHaveLength(
      linesOf(curveOverviewOption(CURVE)).length + 3,
    );
  });

  it('is named below the plot with the width of its band', () => {
    const [plot] = comparedPlots(picture('v'), ['a', 'm <1>', 'n'], CURVE, kept);
    expect(plot.caption).toMatch(/In colour what is kept to by m <1> \(±0\.020\), n\.$/);
    expect(comparedPlots(picture('v'), ['a'], CURVE)[0].caption).not.toContain('kept');
  });
});

describe('comparePng', () => {
  it('draws panels and plots into one picture that does without search and curve', async () => {
    const full = decode(
      await comparePng(picture('a'), { names: NAMES, curve: CURVE, aspect: 1.5 }),
    );
    const bare = { ...picture('b', { zones: [] }), search: undefined, truthOnCurve: undefined };
    const { search: _s, truthOnCurve: _t, ...plain } = bare;
    const alone = decode(await comparePng(plain, { names: NAMES }));
    expect([full.width, full.channels, full.depth]).toEqual([1660, 3, 8]);
    expect([alone.width, alone.height]).toEqual([full.width, full.height]);
    const colours = (image: typeof full) => {
      const seen = new Set<number>();
      for (let i = 0; i < image.data.length; i += 3) {
        seen.add((image.data[i] << 16) | (image.data[i + 1] << 8) | image.data[i + 2]);
      }
      return seen;
    };
    // The brightest colour of the cost scale is in the one and not in the other.
    expect(colours(full).has(0xfde725)).toBe(true);
    expect(colours(alone).has(0xfde725)).toBe(false);
  });
});

describe('renderComparisonHtml', () => {
  const pictures = [picture('one', { rank: 'best' }), picture('a"><script>')];
  const methods = NAMES.map((name, i) =>
    evaluated(
      name,
      pictures.map(({ estimates }) => estimates[i]),
      pictures,
    ),
  );
  const content = { title: 'T', intro: ['What was done.'], methods, pictures, curve: CURVE };

  it('is one file that loads nothing and escapes what comes from outside', async () => {
    const page = await renderComparisonHtml(content);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<link|src="(?!data:)|url\((?!#)/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('bayes &lt;x&gt;');
    expect(page.match(/<section class="compared"/g)).toHaveLength(2);
    // Four panels a picture; two charts over all, three for each picture.
    expect(page.match(/<img src="data:image\/png/g)).toHaveLength(8);
    expect(page.match(/<svg[^>]* viewBox="0 0 (?:330 290|500 380)"/g)).toHaveLength(2 + 3 * 2);
    expect(page).toContain('among the best of network');
  });

  it('draws no colour that would not follow the dark scheme', async () => {
    const page = await renderComparisonHtml(content);
    const charts = page.match(/<svg[^>]*0 0 330 290[\s\S]*?(?=<defs|<\/svg>)/g) ?? [];
    expect(charts).toHaveLength(6);
    const fixed = charts.flatMap((svg) => svg.match(/"#[0-9a-f]{3,6}"/gi) ?? []);
    // White and near black: outlines upon the cost scale, which is a picture of its own.
    expect(new Set(fixed.map((c) => c.toLowerCase()))).toEqual(new Set(['"#ffffff"', '"#101216"']));
  });

  it('asks for a method', async () => {
    await expect(renderComparisonHtml({ ...content, methods: [] })).rejects.toThrow(RangeError);
  });
});

describe('formatPictureTable', () => {
  it('has a row for each picture and says what it leaves out', () => {
    const one = picture('one', { rank: 'worst' });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const estimates = names.map((_, i) => ({ r: 0.5 + 0.01 * i, b: 0.6 }));
    const text = formatPictureTable([{ ...one, estimates }], names);
    expect(text).toContain('2 more in the page');
    const row = text.split('\n').find((line) => line.startsWith('one'));
    const figures = estimates.slice(0, 5).map((e) => recoveryErrorDegrees(e, one.truth).toFixed(2));
    expect(row?.trim().split(/ +/)).toEqual(['one', 'worst', ...figures]);
  });
});
