/** The parts of finding and measuring a chart, each against its formula or against a picture whose numbers are known. */
import { describe, expect, it } from 'vitest';
import { relativeChange } from '../../dist/chart/flatness.js';
import { fitHomography, project } from '../../dist/chart/homography.js';
import { CHART_SETTINGS, greySlope, sigmaAngle } from '../../dist/chart/index.js';
import { orientations, readPatches } from '../../dist/chart/patches.js';
import {
  CHART_COLUMNS,
  CHART_ROWS,
  GREY_NAMES,
  GREY_PATCHES,
  REFERENCE_COLOURS,
} from '../../dist/chart/reference-colours.js';
import { createRng } from '../../dist/random/index.js';
import { documentedSettings } from '../support/documented-settings.js';

it('limits are those of docs/settings.md', () => {
  expect(CHART_SETTINGS).toEqual(documentedSettings('CHART_SETTINGS'));
});

describe('colours of charts', () => {
  /** IEC 61966-2-1. */
  const linear = (code: number) =>
    code / 255 <= 0.04045 ? code / 255 / 12.92 : ((code / 255 + 0.055) / 1.055) ** 2.4;

  it.each([
    // Babel Colour's table of X-Rite's ColorChecker after November 2014, Datacolor's sheet of the SpyderCheckr 24.
    ['colorchecker', 0, [115, 82, 68]],
    ['colorchecker', 5, [103, 189, 170]],
    ['colorchecker', 14, [175, 54, 60]],
    ['colorchecker', 17, [8, 133, 161]],
    ['colorchecker', 18, [243, 243, 242]],
    ['colorchecker', 23, [52, 52, 52]],
    ['spydercheckr', 0, [112, 76, 60]],
    ['spydercheckr', 15, [245, 250, 0]],
    ['spydercheckr', 23, [249, 242, 238]],
  ] as const)('%s, patch %d', (kind, patch, codes) => {
    for (const [c, code] of codes.entries()) {
      expect(REFERENCE_COLOURS[kind][3 * patch + c]).toBeCloseTo(linear(code), 9);
    }
  });

  it('are six columns and four rows, the last row of a ColorChecker grey from white to black', () => {
    expect([CHART_COLUMNS, CHART_ROWS]).toEqual([6, 4]);
    expect(GREY_PATCHES).toEqual([18, 19, 20, 21, 22, 23]);
    expect(GREY_NAMES).toEqual(['white', 'N8', 'N6.5', 'N5', 'N3.5', 'black']);
    const greys = GREY_PATCHES.map((patch) => REFERENCE_COLOURS.colorchecker[3 * patch + 1]!);
    expect(greys).toEqual([...greys].sort((a, b) => b - a));
  });
});

describe('a homography', () => {
  const H = [30, -4, 200, 5, 28, 150, 0.01, -0.02];
  const at = (u: number, v: number) => {
    const z = H[6]! * u + H[7]! * v + 1;
    return {
      u,
      v,
      x: (H[0]! * u + H[1]! * v + H[2]!) / z,
      y: (H[3]! * u + H[4]! * v + H[5]!) / z,
    };
  };

  it('is found again from the corners of a chart, and from more places', () => {
    const corners = [at(0, 0), at(5, 0), at(5, 3), at(0, 3)];
    for (const pairs of [corners, [...corners, at(2, 1), at(3, 2)]]) {
      const found = fitHomography(pairs)!;
      for (const [i, value] of H.entries()) expect(found[i]).toBeCloseTo(value, 6);
      const { x, y } = at(1.5, 2.25);
      const [px, py] = project(found, 1.5, 2.25);
      expect(px).toBeCloseTo(x, 6);
      expect(py).toBeCloseTo(y, 6);
    }
  });

  it('is none of three places, or of places on a line', () => {
    expect(fitHomography([at(0, 0), at(5, 0), at(5, 3)])).toBeNull();
    expect(fitHomography([0, 1, 2, 3].map((u) => at(u, 0)))).toBeNull();
  });
});

describe('ways that a chart may lie', () => {
  it('are all that take its corners to the corners of the window', () => {
    for (const isUpright of [false, true]) {
      const seen = orientations(isUpright).map((place) => {
        const [width, height] = isUpright ? [3, 5] : [5, 3];
        const all = Array.from({ length: 24 }, (_, k) => place(k % 6, Math.floor(k / 6)));
        for (const [c, r] of all) {
          expect(c >= 0 && c <= width && r >= 0 && r <= height).toBe(true);
        }
        expect(new Set(all.map(String)).size).toBe(24);
        // One step along the chart is one step in the window.
        const [a, b, down] = [place(0, 0), place(1, 0), place(0, 1)];
        expect(Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1])).toBe(1);
        expect(Math.abs(a[0] - down[0]) + Math.abs(a[1] - down[1])).toBe(1);
        return String([place(0, 0), place(5, 0)]);
      });
      expect(new Set(seen).size).toBe(4);
    }
  });
});

describe('patches that are read', () => {
  const widthPx = 140;
  const heightPx = 100;
  const column = (x: number) => Math.round((x - 20) / 20);
  /** A chart of 20 pixels a step whose patch k is 0.1 + 0.03 k in red, half of that in green, a third in blue. */
  const rgb = Float32Array.from({ length: 3 * widthPx * heightPx }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % widthPx, Math.floor(i / 3 / widthPx)];
    const k = Math.min(5, Math.max(0, column(x))) + 6 * Math.min(3, Math.max(0, column(y)));
    return (0.1 + 0.03 * k) / ((i % 3) + 1) + (x % 2 ? 0.01 : -0.01);
  });
  const homography = [20, 0, 20, 0, 20, 20, 0, 0, 1];

  it('have the mean of each patch, its error, and how rough it is', () => {
    const { means, deviations, roughness, counts } = readPatches(
      { widthPx, heightPx, rgb } as never,
      homography,
      40,
    )!;
    for (let k = 0; k < 24; k++) {
      // From 15.2 to 24.8 about 20: eleven places from 15 to 25 each way, or ten where 15 is out of reach.
      const side = Math.sqrt(counts[k]!);
      expect(side).toBeGreaterThanOrEqual(9);
      expect(side).toBeLessThanOrEqual(11);
      const red = 0.1 + 0.03 * k;
      for (const c of [0, 1, 2]) {
        expect(means[3 * k + c]).toBeCloseTo(red / (c + 1), 2);
        // Alternating by 0.01 either way has a deviation of 0.01.
        expect(deviations[3 * k + c]! * side).toBeCloseTo(0.01, 3);
      }
      const bright = red * Math.hypot(1, 1 / 2, 1 / 3);
      expect(roughness[k]! / ((0.01 * Math.sqrt(3)) / bright)).toBeCloseTo(1, 1);
    }
  });

  it('are none where a patch lies outside the picture', () => {
    const picture = { widthPx, heightPx, rgb } as never;
    expect(readPatches(picture, [20, 0, 4, 0, 20, 20, 0, 0, 1], 40)).toBeNull();
    expect(readPatches(picture, [20, 0, 20, 0, 20, 36, 0, 0, 1], 40)).toBeNull();
    expect(readPatches(picture, [20, 0, 5, 0, 20, 34, 0, 0, 1], 40)).not.toBeNull();
  });
});

describe('changes from pixel to pixel', () => {
  const widthPx = 60;
  const heightPx = 40;
  const pictureOf = (value: (x: number, y: number, c: number) => number) =>
    ({
      widthPx,
      heightPx,
      rgb: Float32Array.from({ length: 3 * widthPx * heightPx }, (_, i) =>
        value(Math.floor(i / 3) % widthPx, Math.floor(i / 3 / widthPx), i % 3),
      ),
    }) as never;

  it('are half of the central difference over the brightness, the largest of the channels', () => {
    // Without noise: along rows 0.01 a pixel, down the columns 0.02; red twice as bright.
    const change = relativeChange(
      pictureOf((x, y, c) => (c === 0 ? 2 : 1) * (1 + (c === 1 ? 0.01 * x + 0.02 * y : 0))),
    );
    const [x, y] = [30, 20];
    // The floor is 3 % of the median of green, 1.69 in the middle of the picture.
    const value = 1 + 0.3 + 0.4;
    const expected = Math.hypot(0.01, 0.02) / (value + 0.03 * 1.69);
    expect(change[y * widthPx + x]! / expected).toBeCloseTo(1, 2);
    for (const at of [0, widthPx - 1, 5 * widthPx, (heightPx - 1) * widthPx + 7]) {
      expect(change[at]).toBe(Math.fround(1e9));
    }
  });

  it('are none within noise of one deviation, and there where a step is three', () => {
    const rng = createRng('flatness');
    const sigma = 0.02;
    const noise = Float64Array.from({ length: 3 * widthPx * heightPx }, () => sigma * rng.normal());
    const step = (x: number) => (x >= 30 ? 6 * sigma : 0);
    const change = relativeChange(
      pictureOf((x, y, c) => 0.5 + step(x) + noise[3 * (y * widthPx + x) + c]!),
    );
    const shareAbove0 = (columns: readonly number[]) => {
      const found = columns.flatMap((x) =>
        Array.from({ length: heightPx - 2 }, (_, y) => change[(y + 1) * widthPx + x]! > 0),
      );
      return found.filter(Boolean).length / found.length;
    };
    expect(shareAbove0([8, 12, 16, 45, 50])).toBeLessThan(0.5);
    expect(shareAbove0([29, 30])).toBeGreaterThan(0.9);
  });
});

describe('the slope of greys', () => {
  const patch = (green: number, red: number, blue: number, deviation = 1e-4) => ({
    name: String(green),
    rgb: [red, green, blue] as const,
    deviations: [deviation, deviation, deviation] as const,
    isClipped: false,
  });

  it('is that of weighted least squares, with offsets and standard errors', () => {
    const greens = [0.8, 0.5, 0.3, 0.15, 0.06];
    const off = [0.001, -0.002, 0.0015, 0.0005, -0.001];
    const sigma = [0.001, 0.004, 0.002, 0.001, 0.003];
    const patches = greens.map((g, i) =>
      patch(g, 0.01 + 0.6 * g + off[i]!, 0.7 * g - 0.02, sigma[i]),
    );
    const found = greySlope(patches)!;
    const brightest = Math.max(...patches.map(({ rgb }) => rgb[0]));
    // Normal equations of R = a + r G by Cramer's rule, weights from both deviations and a quarter per cent.
    const w = sigma.map((s) => 1 / (2 * s * s + (0.0025 * brightest) ** 2));
    const sum = (f: (i: number) => number) => w.reduce((total, v, i) => total + v * f(i), 0);
    const [s0, sx, sxx] = [sum(() => 1), sum((i) => greens[i]!), sum((i) => greens[i]! ** 2)];
    const [sy, sxy] = [sum((i) => patches[i]!.rgb[0]), sum((i) => greens[i]! * patches[i]!.rgb[0])];
    const det = s0 * sxx - sx * sx;
    const slope = (s0 * sxy - sx * sy) / det;
    const offset = (sxx * sy - sx * sxy) / det;
    expect(found.whitePoint.r).toBeCloseTo(slope, 9);
    expect(found.offset[0]).toBeCloseTo(offset, 9);
    const chi = sum((i) => (patches[i]!.rgb[0] - offset - slope * greens[i]!) ** 2);
    expect(found.sigmaR).toBeCloseTo(Math.sqrt((Math.max(1, chi / 3) * s0) / det), 9);
    expect(found.whitePoint.b).toBeCloseTo(0.7, 9);
    expect(found.offset[1]).toBeCloseTo(-0.02, 9);
    expect(found.sigmaDegrees).toBeCloseTo(
      sigmaAngle(found.whitePoint, found.sigmaR, found.sigmaB),
      12,
    );
  });

  it('is none of two greys, of greys of one brightness, or of a slope that falls', () => {
    const three = [patch(0.2, 0.1, 0.1), patch(0.4, 0.2, 0.2), patch(0.6, 0.3, 0.3)];
    expect(greySlope(three)).not.toBeNull();
    expect(greySlope(three.slice(1))).toBeNull();
    expect(greySlope([three[0]!, three[0]!, three[0]!])).toBeNull();
    expect(greySlope(three.map(({ rgb: [r, g, b] }) => patch(g, 0.5 - r, b)))).toBeNull();
    expect(greySlope([...three.slice(1), { ...three[0]!, isClipped: true }])).toBeNull();
  });

  it('has the angle of its errors from both channels', () => {
    // At (1, 1, 1) a small error e of r turns the light by e sqrt(2) / 3.
    const small = 1e-4;
    const turn = (small * Math.SQRT2 * 180) / 3 / Math.PI;
    expect(sigmaAngle({ r: 1, b: 1 }, small, 0) / turn).toBeCloseTo(1, 3);
    expect(sigmaAngle({ r: 1, b: 1 }, small, small) / turn).toBeCloseTo(Math.SQRT2, 3);
  });
});
