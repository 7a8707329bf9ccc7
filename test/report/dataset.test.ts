import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { lightScatterOption } from '../../dist/report/dataset/light-charts.js';
import {
  type ChartedPicture,
  chooseBins,
  contourOutlines,
  countInBins,
  type DatasetPage,
  densityCurve,
  type Outline,
  samplePlane,
  standaloneSvg,
  writeDatasetPage,
} from '../../dist/report/index.js';

const HOSTILE = '</style><script>alert("x")</script>';
const CHARTS = [
  'white-points',
  'histogram-r',
  'histogram-b',
  'density',
  'weights',
  'coverage',
  'exposure',
  'darkest-values',
];

/** Signed by direction: holes run the other way round. */
function signedArea(outline: Outline): number {
  return outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

/** Times that an outline goes round a point, by its crossings of the ray to the right. */
function winding(outline: Outline, x: number, y: number): number {
  return outline.reduce((turns, [x0, y0], i) => {
    const [x1, y1] = outline[(i + 1) % outline.length];
    if (y0 > y === y1 > y) return turns;
    const crossesAt = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    return crossesAt > x ? turns + (y1 > y0 ? 1 : -1) : turns;
  }, 0);
}

describe('contours', () => {
  const range = { x: [-3, 3], y: [-3, 3] } as const;

  test('enclose the area of a disc', () => {
    const plane = samplePlane((x, y) => 4 - x * x - y * y, range, 121, 121);
    const outlines = contourOutlines(plane, 0);
    expect(outlines).toHaveLength(1);
    expect(Math.abs(signedArea(outlines[0]))).toBeCloseTo(4 * Math.PI, 1);
    for (const [x, y] of outlines[0]) expect(Math.hypot(x, y)).toBeCloseTo(2, 2);
  });

  test('run round a hole the other way', () => {
    const ring = samplePlane((x, y) => 0.5 - Math.abs(Math.hypot(x, y) - 1.5), range, 121, 121);
    const areas = contourOutlines(ring, 0).map(signedArea);
    expect(areas).toHaveLength(2);
    expect(Math.abs(areas[0] + areas[1])).toBeCloseTo(Math.PI * (2 ** 2 - 1), 1);
    expect(Math.sign(areas[0])).toBe(-Math.sign(areas[1]));
  });

  test('close along the border, part at saddles, and are none above the top', () => {
    const full = contourOutlines(
      samplePlane(() => 1, range, 31, 31),
      0,
    );
    expect(full).toHaveLength(1);
    // The outermost points count as outside, so the outline runs along the ones inside them.
    expect(Math.abs(signedArea(full[0]))).toBeCloseTo((6 - 0.4) ** 2, 6);
    const saddle = samplePlane((x, y) => (x * y > 0 ? 1 : -1), range, 30, 30);
    expect(contourOutlines(saddle, 0)).toHaveLength(2);
    expect(contourOutlines(saddle, 2)).toEqual([]);
  });

  test('wind round exactly the points at or above the level, for any values', () => {
    const rng = createRng('contours');
    for (let trial = 0; trial < 20; trial++) {
      const plane = samplePlane(() => rng.normal(), range, 14, 9);
      const outlines = contourOutlines(plane, 0.2);
      for (let i = 0; i < plane.values.length; i++) {
        const column = i % plane.columns;
        const row = Math.floor(i / plane.columns);
        // Outlines along the border run through the points next to it.
        if (Math.min(column, row, plane.columns - 1 - column, plane.rows - 1 - row) < 2) continue;
        const x = plane.left + column * plane.stepX;
        const y = plane.top + row * plane.stepY;
        const isInside = outlines.reduce((sum, o) => sum + winding(o, x, y), 0) !== 0;
        expect(isInside).toBe(plane.values[i] >= 0.2);
      }
    }
  });
});

describe('distributions', () => {
  const rng = createRng('distribution');
  const values = Float64Array.from({ length: 500 }, () => 2 + 0.5 * rng.normal());

  test('a histogram holds every value, the largest included', () => {
    const bins = chooseBins(values);
    const counts = countInBins(bins, values);
    expect(counts.reduce((a, b) => a + b)).toBe(500);
    expect(counts.length).toBeGreaterThanOrEqual(12);
    expect(counts.length).toBeLessThanOrEqual(60);
    const alike = chooseBins([3, 3, 3]);
    expect(countInBins(alike, [3, 3, 3]).reduce((a, b) => a + b)).toBe(3);
  });

  test('a kernel density has area 1 and its top near the mean', () => {
    const curve = densityCurve(values);
    const step = curve[1][0] - curve[0][0];
    expect(curve.reduce((sum, [, y]) => sum + y * step, 0)).toBeCloseTo(1, 2);
    const [top] = [...curve].sort((a, b) => b[1] - a[1]);
    expect(Math.abs(top[0] - 2)).toBeLessThan(0.15);
    expect(top[1]).toBeCloseTo(1 / (0.5 * Math.sqrt(2 * Math.PI)), 0);
    expect(densityCurve([1, 1, 1, 1])).toEqual([]);
  });
});

function charted(group: string): ChartedPicture[] {
  const rng = createRng('charted');
  return Array.from({ length: 40 }, (_, i) => {
    const r = 0.35 + 0.8 * rng.uniform();
    return {
      id: `p${i}`,
      part: i % 4 === 3 ? ('test' as const) : ('train' as const),
      whitePoint: { r, b: 0.3 / r + 0.02 * rng.normal() },
      group: i % 3 === 0 ? group : `group ${i % 8}`,
      ...(i % 4 === 3 ? {} : { weight: 0.2 + rng.uniform() }),
      meanGreen: 0.05 + 0.4 * rng.uniform(),
      clippedShare: 0.1 * rng.uniform(),
      smallestValue: 2048 + Math.floor(50 * rng.uniform()),
    };
  });
}

test('names of odd labels stand towards the middle of the chart, where none is cut off', () => {
  const at = (id: string, r: number) => ({ ...charted('a')[0]!, id, whitePoint: { r, b: 0.5 } });
  const pictures = [at('warm', 1.19), at('cool', 0.41)];
  const offCurve = new Set(['train/warm', 'train/cool']);
  const { series } = lightScatterOption({ pictures, labelCurve: null, offCurve });
  const named = [series ?? []]
    .flat()
    .flatMap(({ data }) =>
      (data as { name?: string; label?: { position: string } }[]).filter(({ name }) => name),
    );
  expect(named.map(({ name, label }) => [name, label?.position])).toEqual([
    ['warm', 'left'],
    ['cool', 'right'],
  ]);
});

function page(text: string): DatasetPage {
  const pictures = charted(text);
  const curve = [0, 1, 2, 3].map((i) => ({
    r: 1.1 - 0.2 * i,
    b: 0.25 + 0.15 * i,
    alongDegrees: 8 * i,
  }));
  const picture = { widthPx: 6, heightPx: 4, pixels: new Float32Array(96).fill(0.4) };
  const shot = { picture, whitePoint: { r: 0.5, b: 0.6 } };
  return {
    title: text,
    intro: [text],
    tiles: [{ label: text, value: text, detail: text }],
    problems: [text],
    findings: [
      {
        title: text,
        advice: text,
        items: [text],
        pictures: [{ caption: text, shots: [shot, shot] }],
      },
      { title: 'Plain', advice: 'Look.', items: ['one thing', 'another'], pictures: [] },
    ],
    charts: {
      pictures,
      property: 'illumination',
      labelCurve: curve,
      offCurve: new Set(['train/p5', 'test/p7']),
      coverage: {
        curve,
        trainAlongDegrees: [1, 2, 3, 20],
        testAlongDegrees: [4, 19],
        gaps: [{ fromAlongDegrees: 3, lengthDegrees: 17 }],
      },
      density: ({ r, b }) => Math.exp(-20 * ((r - 0.6) ** 2 + (b - 0.5) ** 2)),
      weightBounds: [0.1, 15],
      blackLevel: 2048,
      whiteLevel: 16383,
      darkLimit: 0.02,
      clippedLimit: 0.25,
    },
    methods: [{ name: text, text }],
    notes: [text],
  };
}

function outFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'deepawb-dataset-page-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return join(dir, 'new', 'folder');
}

describe('writeDatasetPage', () => {
  test('writes the page, and every chart as SVG and as PNG of twice its size', async () => {
    const dir = outFolder();
    const written = await writeDatasetPage(dir, page('A set'));
    expect(written).toEqual({ page: join(dir, 'index.html'), charts: CHARTS });
    const files = ['index.html', ...CHARTS.flatMap((name) => [`${name}.png`, `${name}.svg`])];
    expect(readdirSync(dir).sort()).toEqual(files.sort());
    for (const name of CHARTS) {
      const svg = readFileSync(join(dir, `${name}.svg`), 'utf8');
      const [, width, height] = /^<svg[^>]* width="(\d+)" height="(\d+)">/.exec(svg) ?? [];
      expect(svg).not.toContain('NaN');
      const png = decode(readFileSync(join(dir, `${name}.png`)));
      expect([png.width, png.height]).toEqual([2 * Number(width), 2 * Number(height)]);
      expect(new Set(png.data).size, name).toBeGreaterThan(16);
    }
    const scatter = readFileSync(join(dir, 'white-points.svg'), 'utf8');
    for (const text of ['p5', 'p7', 'A set', 'curve of the labels', 'r = R/G, test part']) {
      expect(scatter).toContain(`>${text}</text>`);
    }
  });

  test('is one page that loads nothing and follows the colour scheme', async () => {
    const dir = outFolder();
    await writeDatasetPage(dir, page('A set'));
    const text = readFileSync(join(dir, 'index.html'), 'utf8');
    expect(text.match(/<svg role="img"/g)).toHaveLength(CHARTS.length);
    expect(text).not.toMatch(/<script|<link|@import/i);
    const references = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map((m) => m[1]);
    expect(references).toHaveLength(2);
    for (const reference of references) expect(reference).toMatch(/^data:image\/png;base64,/);
    const used = new Set([...text.matchAll(/var\((--[\w-]+)/g)].map((m) => m[1]));
    for (const name of used) expect(text.split(`${name}:#`).length - 1, name).toBe(2);
  });

  test('escapes what comes from outside', async () => {
    const dir = outFolder();
    await writeDatasetPage(dir, page(HOSTILE));
    expect(readFileSync(join(dir, 'index.html'), 'utf8')).not.toContain('<script>');
    expect(readFileSync(join(dir, 'white-points.svg'), 'utf8')).not.toContain('<script>');
  });

  test('leaves out the charts that there is nothing for', async () => {
    const whole = page('Test part alone');
    const pictures = whole.charts.pictures
      .filter(({ part }) => part === 'test')
      .map(({ weight: _, ...picture }) => picture);
    const charts = { ...whole.charts, pictures, coverage: null, labelCurve: null, density: null };
    const { charts: names } = await writeDatasetPage(outFolder(), { ...whole, charts });
    expect(names).toEqual([
      'white-points',
      'histogram-r',
      'histogram-b',
      'exposure',
      'darkest-values',
    ]);
    const none = { ...whole, charts: { ...whole.charts, pictures: [] } };
    await expect(writeDatasetPage(outFolder(), none)).rejects.toThrow(
      /expected at least one picture/,
    );
  });
});

test('an SVG file of its own has a size and a ground', () => {
  const svg = standaloneSvg('<svg xmlns="x" viewBox="0 0 4 2"></svg>', { widthPx: 4, heightPx: 2 });
  expect(svg).toBe(
    '<svg xmlns="x" viewBox="0 0 4 2" width="4" height="2"><rect width="4" height="2" fill="#ffffff"/></svg>',
  );
});
