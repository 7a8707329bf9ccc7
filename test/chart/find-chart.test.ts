/** Charts are found wherever and however they lie, their greys give the light, and nothing else is taken for one. */
import { readdirSync, readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FoundChart, findChart, measureChart, patchCentres } from '../../dist/chart/index.js';
import { angleDegrees } from '../../dist/color/index.js';
import { createRng } from '../../dist/random/index.js';
import { decodeRaw, linearise, toRawImage } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import {
  type RenderedChart,
  type RenderOptions,
  renderChart,
  SPYDERCHECKR,
} from './render-chart.js';

const now = () => performance.now();

/** Farthest corner from where it was painted, as a share of the step from patch to patch. */
function cornerError(
  found: FoundChart | null,
  picture: RenderedChart,
  chartWidthPx: number,
): number {
  if (!found) return Infinity;
  const off = found.corners.map(([x, y], k) =>
    Math.hypot(x - picture.corners[k]![0], y - picture.corners[k]![1]),
  );
  return Math.max(...off) / (chartWidthPx / 6);
}

function whitePointError(picture: RenderedChart, found: FoundChart): number {
  const { r, b } = measureChart(picture, found.corners)!.slope!.whitePoint;
  return angleDegrees(r, 1, b, picture.whitePoint.r, 1, picture.whitePoint.b);
}

const CAMERA_NOISE = { fullElectrons: 8000, readElectrons: 4 } as const;

/** As X-Rite's page: hues, two rows of near-greys in steps to warm and cool, light and dark patches; each seed with others. */
function creativePage(seed: number): string {
  const rng = createRng(`page ${seed}`);
  const hex = (rgb: number[]) =>
    rgb.map((v) => Math.round(Math.min(255, v)).toString(16).padStart(2, '0')).join('');
  const hues = Array.from({ length: 6 }, (_, k) => {
    const at = ((k + rng.uniform()) * Math.PI) / 3;
    return hex([0, 2.1, 4.2].map((phase) => 120 + 90 * Math.cos(at - phase)));
  });
  const steps = (level: number, green: number) =>
    Array.from({ length: 6 }, (_, k) => {
      const warmth = 0.012 * (k - 1) * (1 + 0.3 * rng.uniform());
      return hex([level * (1 + warmth), level * (1 + green), level * (1 - 1.3 * warmth)]);
    });
  const ends = [244, 238, 231, 62, 52, 43].map((level) => hex([level, level, level]));
  return [hues, steps(205, 0), steps(190, 0.01), ends].flat().join(' ');
}

describe('a chart', () => {
  const lies = [0, 90, 180, 270].flatMap((turnDegrees) =>
    [false, true].map((isMirrored) => ({ turnDegrees, isMirrored })),
  );

  it.each(lies)(
    'is found turned by $turnDegrees, mirrored: $isMirrored, at two exposures',
    (lie) => {
      for (const exposure of [1, 0.12]) {
        const picture = renderChart({
          ...CAMERA_NOISE,
          ...lie,
          exposure,
          chartWidthPx: 220,
          blurPx: 1,
          tilt: 0.15,
        });
        const found = findChart(picture);
        expect(found).toMatchObject({ kind: 'colorchecker', isMirrored: lie.isMirrored });
        expect(cornerError(found, picture, 220)).toBeLessThan(0.15);
        // A mirrored first row runs from right to left.
        const first = lie.isMirrored ? (lie.turnDegrees + 180) % 360 : lie.turnDegrees;
        expect(found?.turnDegrees).toBe(first);
        expect(whitePointError(picture, found!)).toBeLessThan(0.5);
      }
    },
  );

  const hard: [string, RenderOptions & { chartWidthPx: number }][] = [
    ['80 pixels wide', { chartWidthPx: 80, blurPx: 0.4, fullElectrons: 20_000, readElectrons: 3 }],
    ['as wide as the picture', { chartWidthPx: 420, blurPx: 2 }],
    ['out of focus', { chartWidthPx: 300, blurPx: 5 }],
    ['tilted', { chartWidthPx: 240, tilt: 0.35, turnDegrees: 12 }],
    ['askew', { chartWidthPx: 240, turnDegrees: 41 }],
    ['half in shadow', { chartWidthPx: 240, shadow: 0.3, seed: 5 }],
    ['in a dark corner of light', { chartWidthPx: 240, vignetting: 0.6, exposure: 0.2 }],
    ['under stray light', { chartWidthPx: 240, strayLight: 0.03 }],
    ['full of noise', { chartWidthPx: 240, fullElectrons: 900, readElectrons: 6, exposure: 0.5 }],
    ['with its white overexposed', { chartWidthPx: 240, exposure: 1.4 }],
    ['under a lamp', { chartWidthPx: 240, light: { r: 1.05, b: 0.28 } }],
    ['under a blue sky', { chartWidthPx: 240, light: { r: 0.32, b: 0.95 } }],
    ['with narrow gaps', { chartWidthPx: 240, gap: 0.08 }],
  ];

  it.each(hard)('is found %s, and gives the light within half a degree', (_, options) => {
    const picture = renderChart({ ...CAMERA_NOISE, ...options });
    const found = findChart(picture);
    expect(cornerError(found, picture, options.chartWidthPx)).toBeLessThan(0.2);
    expect(whitePointError(picture, found!)).toBeLessThan(0.5);
  });

  it('is told from a SpyderCheckr, whose greys are tinted and refused', () => {
    const picture = renderChart({
      ...CAMERA_NOISE,
      colours: SPYDERCHECKR,
      chartWidthPx: 240,
      turnDegrees: 90,
    });
    const found = findChart(picture)!;
    expect(found.kind).toBe('spydercheckr');
    expect(measureChart(picture, found.corners)).toMatchObject({
      slope: null,
      refusal: expect.stringContaining('tinted by design'),
    });
  });

  it("is told from the Passport's other page, whose patches that look grey warm or cool a picture by design", () => {
    for (let seed = 0; seed < 6; seed++) {
      const picture = renderChart({
        ...CAMERA_NOISE,
        seed,
        colours: creativePage(seed),
        chartWidthPx: 240,
        turnDegrees: 90 * (seed % 4) + 3 * seed,
      });
      const found = findChart(picture);
      const light = found && measureChart(picture, found.corners)?.slope;
      expect({ seed, light: light ?? null }).toEqual({ seed, light: null });
      expect(measureChart(picture, picture.corners as never)).toMatchObject({
        refusal: expect.stringMatching(/not those of a ColorChecker/),
      });
    }
  });

  it('is measured the same whichever corner is given first, and in whichever direction', () => {
    const picture = renderChart({ ...CAMERA_NOISE, chartWidthPx: 240, turnDegrees: 20 });
    const [a, b, c, d] = picture.corners as [number, number][];
    const measured = [
      [a, b, c, d],
      [c, d, a, b],
      [d, c, b, a],
      [b, a, d, c],
    ].map((corners) => measureChart(picture, corners as never));
    for (const other of measured) {
      expect(other!.corners[0]).toEqual(a);
      expect(other!.slope!.whitePoint).toEqual(measured[0]!.slope!.whitePoint);
    }
  });

  it('is not measured where the four corners are elsewhere', () => {
    const picture = renderChart({ ...CAMERA_NOISE, chartWidthPx: 200 });
    const wrong = measureChart(picture, [
      [5, 5],
      [150, 5],
      [150, 80],
      [5, 80],
    ]);
    expect(wrong?.refusal).toMatch(/not those of a ColorChecker/);
    expect(
      measureChart(picture, [
        [-50, 5],
        [150, 5],
        [150, 80],
        [5, 80],
      ]),
    ).toBeNull();
  });
});

describe('the slope through the greys', () => {
  const picture = renderChart({
    fullElectrons: 30_000,
    readElectrons: 3,
    strayLight: 0.03,
    chartWidthPx: 240,
    seed: 9,
  });
  const slope = measureChart(picture, findChart(picture)!.corners)!.slope!;

  it('stays at the light where stray light moves every single patch, the dark ones most', () => {
    const { r, b } = picture.whitePoint;
    expect(angleDegrees(slope.whitePoint.r, 1, slope.whitePoint.b, r, 1, b)).toBeLessThan(0.2);
    const own = slope.greys.map(({ ownDegrees }) => ownDegrees);
    expect(own[0]).toBeGreaterThan(0.5);
    for (let k = 1; k < own.length; k++) expect(own[k]).toBeGreaterThan(own[k - 1]!);
    expect(slope.offset[1]).toBeGreaterThan(0.01);
  });

  it('states an error that holds the truth', () => {
    const errors = Array.from({ length: 6 }, (_, seed) => {
      const made = renderChart({
        fullElectrons: 2000,
        readElectrons: 5,
        exposure: 0.3,
        chartWidthPx: 150,
        widthPx: 240,
        heightPx: 180,
        seed,
      });
      const measured = measureChart(made, made.corners as never)!.slope!;
      const { r, b } = measured.whitePoint;
      const off = angleDegrees(r, 1, b, made.whitePoint.r, 1, made.whitePoint.b);
      return off / measured.sigmaDegrees;
    });
    expect(Math.max(...errors)).toBeLessThan(3);
    expect(Math.max(...errors)).toBeGreaterThan(0.2);
  });

  it('leaves out clipped greys and names the one that is off', () => {
    const { rgb, widthPx, heightPx, corners } = renderChart({
      exposure: 1.3,
      light: { r: 0.6, b: 0.5 },
      chartWidthPx: 240,
    });
    const [x, y] = patchCentres(corners as never)[20]!;
    for (let dy = -12; dy <= 12; dy++) {
      for (let dx = -12; dx <= 12; dx++) {
        rgb[3 * (Math.round(y + dy) * widthPx + Math.round(x + dx))]! *= 1.1;
      }
    }
    const measured = measureChart({ rgb, widthPx, heightPx }, corners as never)!.slope!;
    expect(measured.greys.map(({ isUsed }) => isUsed)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(measured.outlier).toBe('N6.5');
  });
});

describe('no chart is found', () => {
  it('in charts whose colours are others', () => {
    for (let k = 0; k < 4; k++) {
      const rng = createRng(`colours ${k}`);
      const colour = () =>
        rng
          .integer(1 << 24)
          .toString(16)
          .padStart(6, '0');
      const colours = Array.from({ length: 24 }, colour).join(' ');
      const picture = renderChart({ colours, chartWidthPx: 220, seed: k });
      expect(findChart(picture, { now, limitMs: 1000 })).toBeNull();
    }
  });

  it('in a wall of thousands of tiles, and the search ends in time', () => {
    const [widthPx, heightPx, step] = [1200, 900, 24];
    const rng = createRng('wall');
    const across = widthPx / step;
    const tiles = Array.from({ length: across * 40 }, () =>
      [0, 1, 2].map(() => rng.uniform() ** 2),
    );
    const rgb = new Float32Array(3 * widthPx * heightPx);
    for (let y = 0, o = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++, o += 3) {
        const isGap = x % step < 4 || y % step < 4;
        const tile = tiles[Math.floor(y / step) * across + Math.floor(x / step)]!;
        for (let c = 0; c < 3; c++) rgb[o + c] = (isGap ? 0.02 : tile[c]!) + 0.005 * rng.normal();
      }
    }
    const start = now();
    expect(findChart({ widthPx, heightPx, rgb }, { now, limitMs: 400 })).toBeNull();
    // A hang guard, not a measure of speed.
    expect(now() - start).toBeLessThan(5000);
  });

  it('in a flat, an empty and a tiny picture', () => {
    for (const [widthPx, heightPx] of [
      [400, 300],
      [3, 2],
      [1, 1],
    ] as const) {
      expect(
        findChart({ widthPx, heightPx, rgb: new Float32Array(3 * widthPx * heightPx).fill(0.3) }),
      ).toBeNull();
      expect(
        findChart({ widthPx, heightPx, rgb: new Float32Array(3 * widthPx * heightPx) }),
      ).toBeNull();
    }
  });
});

const inflate = (data: Uint8Array, bytes: number) => inflateSync(data, { maxOutputLength: bytes });

describeWithShared('simplecube-sample', 'a photograph whose calibration object is no chart', () => {
  it('has none', () => {
    const bytes = readFileSync(sharedData('simplecube-sample', '00_0011.png'));
    expect(findChart(linearise(toRawImage(decodeRaw(bytes, { inflate }))))).toBeNull();
  });
});

describeWithShared('cube64', 'photographs of scenes', () => {
  it('have no charts', () => {
    const folder = sharedData('cube64', 'train', 'PNG');
    const found = readdirSync(folder)
      .slice(0, 300)
      .filter((name) => {
        const image = toRawImage(decodeRaw(readFileSync(`${folder}/${name}`), { inflate }));
        return findChart(linearise(image)) !== null;
      });
    expect(found).toEqual([]);
  });
});

describeWithShared('cameras', 'charts through the matrices of many cameras', () => {
  it('are found, lit by any light', () => {
    const table = JSON.parse(readFileSync(sharedData('cameras', 'color-matrices.json'), 'utf8'));
    const names = Object.keys(table).filter((name) => table[name].length === 9);
    for (let k = 0; k < 8; k++) {
      const rng = createRng(`camera ${k}`);
      const xyzToCamera = table[names[rng.integer(names.length)]!].map((v: number) => v / 10_000);
      const light = { r: 0.3 + 0.8 * rng.uniform(), b: 0.25 + 0.65 * rng.uniform() };
      const picture = renderChart({
        ...CAMERA_NOISE,
        seed: k,
        xyzToCamera,
        light,
        chartWidthPx: 180,
        turnDegrees: 360 * rng.uniform(),
        tilt: 0.2,
      });
      const found = findChart(picture);
      expect(cornerError(found, picture, 180), `picture ${k}`).toBeLessThan(0.2);
      expect(whitePointError(picture, found!)).toBeLessThan(0.5);
    }
  });
});
