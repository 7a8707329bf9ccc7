/**
 * What libcamera computes around its networks, by its formulas in plain numbers: the canonical space, what the hardware counts
 * of a picture, the constant that the transverse search comes to, gains over frames.
 */
import { describe, expect, it } from 'vitest';
import { parseTuningText } from '../../dist/classical/index.js';
import {
  afterNetwork,
  canonicalLocus,
  canonicalStatistics,
  canonicalWhitePointAt,
  diagnoseTuning,
  fromCanonical,
  mapWhitePoint,
  miredError,
  NeuralAwbController,
  type NeuralAwbSettings,
  networkInput,
  rawWhitePointAt,
  readCanonicalSpace,
  readNeuralAwb,
  toCanonical,
  writeNeuralAwb,
} from '../../dist/libcamera/index.js';
import { tuningText } from '../dataset/awbnn-folder.js';
import { CAMERA_TUNING } from '../export/camera-tuning.js';

const BLOCK = {
  ct_curve: [2500, 0.9, 0.3, 5000, 0.5, 0.6, 7600, 0.4, 0.7],
  modes: { auto: { lo: 2500, hi: 7600 } },
  ccm: [1.8, -0.6, -0.2, -0.4, 1.7, -0.3, -0.1, -0.6, 1.7],
};
const settingsOf = (change: object = {}) =>
  readNeuralAwb(parseTuningText(JSON.stringify({ ...BLOCK, ...change })))
    .settings as NeuralAwbSettings;

/** Zones of one colour, in 16-bit units. */
function zonesOf(rgb: readonly number[], counted = 1000, width = 16, height = 12) {
  const sums = Float64Array.from(
    { length: width * height * 4 },
    (_, i) => (rgb[i % 4] ?? 1) * counted,
  );
  return { width, height, sums };
}
const ZONES = zonesOf([9000, 20_000, 12_000]);

function close(got: readonly number[], wanted: readonly number[], digits = 12): void {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, i) => {
    expect(value, String(i)).toBeCloseTo(wanted[i]!, digits);
  });
}

describe('the canonical space of a sensor', () => {
  const low = [2, -0.5, -0.5, -0.25, 1.5, -0.25, -0.125, -0.375, 1.5];
  const high = [1, 0.5, -0.5, 0.75, 0.5, -0.25, 0.125, -0.375, 1.25];
  const ccms = [
    { ct: 4000, ccm: low },
    { ct: 8000, ccm: high },
  ];
  const space = readCanonicalSpace(tuningText({ ccms, sensitivity: [1.05, 0.9] }));
  // A quarter of the way from 4000 to 8000 K.
  const ccm = low.map((value, i) => 0.75 * value + 0.25 * high[i]!);
  const [r, b] = [0.55 * 1.05, 0.55 * 0.9];

  it('has the CCM at 5000 K, linear between those of the file', () => {
    close([...space.ccm], ccm);
  });

  it.each([
    [
      'below all',
      [
        { ct: 6000, ccm: low },
        { ct: 7000, ccm: high },
      ],
      low,
    ],
    [
      'above all',
      [
        { ct: 3000, ccm: low },
        { ct: 4000, ccm: high },
      ],
      high,
    ],
    [
      'at the first',
      [
        { ct: 5000, ccm: low },
        { ct: 6000, ccm: high },
      ],
      low,
    ],
    [
      'at the last',
      [
        { ct: 4000, ccm: low },
        { ct: 5000, ccm: high },
      ],
      high,
    ],
  ])('and %s of them the nearest', (_, matrices, expected) => {
    const { ccm: found } = readCanonicalSpace(tuningText({ ccms: matrices }));
    expect([...found]).toEqual(expected);
  });

  it('is CCM (R / (r s_r), G, B / (b s_b)), and back', () => {
    const to = toCanonical(space);
    close(
      [...to],
      ccm.map((value, i) => value / [r, 1, b][i % 3]!),
    );
    const from = fromCanonical(space);
    const product = Array.from({ length: 9 }, (_, i) =>
      [0, 1, 2].reduce(
        (sum, k) => sum + to[3 * Math.floor(i / 3) + k]! * from[3 * k + (i % 3)]!,
        0,
      ),
    );
    close(product, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('has sensitivities of 1 where the file says none', () => {
    const text = tuningText({ sensitivity: [1.05, 0.9] });
    const without = text
      .replace('"sensitivity_r":1.05,', '')
      .replace('"sensitivity_b":0.9', '"x":0');
    expect(readCanonicalSpace(text)).toMatchObject({ sensitivityR: 1.05, sensitivityB: 0.9 });
    expect(readCanonicalSpace(without)).toMatchObject({ sensitivityR: 1, sensitivityB: 1 });
  });

  it('has white points through a matrix, as ratios to what green becomes', () => {
    const light = mapWhitePoint([1, 2, 3, 4, 5, 6, 7, 8, 10], { r: 0.5, b: 0.25 });
    expect(light).toEqual({ r: 3.25 / 8.5, b: 14 / 8.5 });
    // The light at 5000 K is white, and what the rows of the CCM add up to.
    const sums = [0, 1, 2].map((row) => ccm[3 * row]! + ccm[3 * row + 1]! + ccm[3 * row + 2]!);
    const white = canonicalWhitePointAt(space, 5000);
    close([white.r, white.b], [sums[0]! / sums[1]!, sums[2]! / sums[1]!]);
    const raw = rawWhitePointAt(space, 5000);
    close([raw.r, raw.b], [r, b]);
  });

  it('has a locus of 201 points in even steps of mired from 2000 to 10,000 K, as far as lights have a colour', () => {
    const locus = canonicalLocus(readCanonicalSpace(tuningText()));
    const mired = locus.map(({ cctKelvin }) => 1e6 / cctKelvin);
    for (let i = 1; i < mired.length; i++) expect(mired[i - 1]! - mired[i]!).toBeCloseTo(2, 9);
    expect(Math.min(...locus.flatMap((point) => [point.r, point.b]))).toBeGreaterThanOrEqual(0.02);
    // The next step to the warm side, where there is one, has none.
    const next = canonicalWhitePointAt(readCanonicalSpace(tuningText()), 1e6 / (mired[0]! + 2));
    expect(locus.length === 201 || Math.min(next.r, next.b) < 0.02).toBe(true);
    const pale = tuningText({ ccms: [{ ct: 5000, ccm: [1, 0.1, 0, 0, 1, 0.1, 0.1, 0, 1] }] });
    const whole = canonicalLocus(readCanonicalSpace(pale));
    expect(whole).toHaveLength(201);
    close([whole[0]!.cctKelvin, whole.at(-1)!.cctKelvin], [2000, 10_000], 8);
  });
});

describe('what the hardware counts of a picture', () => {
  const space = readCanonicalSpace(tuningText({ sensitivity: [1.05, 0.9] }));
  const grid = { heightPx: 1, widthPx: 3 };

  it('is a thousand pixels a zone, of raw values clipped to 0..1 in 16 bits', () => {
    const m = toCanonical(space);
    const raws = [
      [0.2, 0.4, 0.3],
      [0, 0, 0],
      [1, 1, 1],
    ] as const;
    const pixels = Float32Array.from(
      raws.flatMap((raw) => {
        const through = [0, 1, 2].map(
          (c) => m[3 * c]! * raw[0] + m[3 * c + 1]! * raw[1] + m[3 * c + 2]! * raw[2],
        );
        return [...through, 1];
      }),
    );
    const { width, height, sums } = canonicalStatistics({ ...grid, pixels }, space);
    expect([width, height]).toEqual([3, 1]);
    raws.forEach((raw, zone) => {
      raw.forEach((value, c) => {
        expect(sums[4 * zone + c]! / 65_535e3).toBeCloseTo(value, 6);
      });
      expect(sums[4 * zone + 3]).toBe(1000);
    });
    const beyond = Float32Array.of(9, 9, 9, 1, -9, -9, -9, 1, 0, 0, 0, 1);
    const clipped = canonicalStatistics({ ...grid, pixels: beyond }, space).sums;
    expect([...clipped.subarray(0, 3)]).toEqual([65_535e3, 65_535e3, 65_535e3]);
    expect([...clipped.subarray(4, 7)]).toEqual([0, 0, 0]);
  });

  it('takes a float within a 128th of a 16-bit step for that step', () => {
    const eye = tuningText({
      curve: [2500, 1, 1, 7600, 1, 1],
      ccms: [{ ct: 5000, ccm: [1, 0, 0, 0, 1, 0, 0, 0, 1] }],
    });
    const at = (code: number) =>
      canonicalStatistics(
        { heightPx: 1, widthPx: 1, pixels: Float32Array.of(code / 65_535, 0, 0, 1) },
        readCanonicalSpace(eye),
      ).sums[0]!;
    expect(at(1234 + 1 / 150)).toBe(1_234_000);
    expect(at(1234 - 1 / 150)).toBe(1_234_000);
    expect(at(1234 + 1 / 100)).toBeCloseTo(1_234_010, -0.5);
    expect(at(1234 + 1 / 100)).not.toBe(1_234_000);
  });

  it('is refused for a picture of another size', () => {
    const pixels = new Float32Array(11);
    expect(() => canonicalStatistics({ ...grid, pixels }, space)).toThrow(
      /expected 12 numbers, got 11/,
    );
  });
});

describe('what a network is given', () => {
  it('is integer means, times sensitivity and shading, over the curve at 5000 K, through the CCM', () => {
    const settings = settingsOf({ sensitivity_r: 1.2, sensitivity_b: 0.8 });
    // 13107.9, 26214.9 and 39321.9 counted.
    const zones = zonesOf([13_107.9, 26_214.9, 39_321.9]);
    const tables = (value: number) => new Array<number>(192).fill(value);
    const shading = { r: tables(1.5), g: tables(1.25), b: tables(0.5) };
    const input = networkInput(zones, settings, shading as never);
    const [r, g, b] = [(0.2 * 1.2 * 1.5) / 0.5, 0.4 * 1.25, (0.6 * 0.8 * 0.5) / 0.6] as const;
    const expected = [0, 1, 2].map(
      (c) => BLOCK.ccm[3 * c]! * r + BLOCK.ccm[3 * c + 1]! * g + BLOCK.ccm[3 * c + 2]! * b,
    );
    close([...input.subarray(573)], expected, 6);
  });

  it('is refused where sums do not fit the grid', () => {
    const zones = { ...ZONES, sums: ZONES.sums.slice(4) };
    expect(() => networkInput(zones, settingsOf())).toThrow(/expected 768 values, got 764/);
  });
});

describe('the transverse search of v0.7.1', () => {
  /** -neg + (neg + pos) / (n - 1) along (db, -dr), of lights 20 K apart. */
  function byFormula(kelvin: number, pos: number, neg: number) {
    const n = Math.min(12, Math.max(3, Math.floor(100 * (neg + pos) + 0.5) + 1));
    const offset = -neg + (neg + pos) / (n - 1);
    const at = (t: number) =>
      t < 5000
        ? { r: 0.9 - (0.4 * (t - 2500)) / 2500, b: 0.3 + (0.3 * (t - 2500)) / 2500 }
        : { r: 0.5 - (0.1 * (t - 5000)) / 2600, b: 0.6 + (0.1 * (t - 5000)) / 2600 };
    const [dr, db] = [at(kelvin + 10).r - at(kelvin - 10).r, at(kelvin + 10).b - at(kelvin - 10).b];
    const length = Math.hypot(dr, db);
    const { r, b } = at(kelvin);
    return { r: r + (offset * db) / length, b: b - (offset * dr) / length, offset };
  }

  it.each([
    [0.034, 0.034],
    [0.01, 0.05],
    [0.05, 0.01],
    [0.02, 0.024],
    [0.02, 0.027],
    [0.01, 0.01],
    [0.002, 0.011],
    [0.3, 0.2],
  ])('with limits %d and %d is a constant off the curve', (pos, neg) => {
    const settings = settingsOf({
      transverse_pos: pos,
      transverse_neg: neg,
      sensitivity_r: 1.1,
      sensitivity_b: 0.7,
    });
    for (const kelvin of [3100, 4200, 6100]) {
      const { red, blue, cctKelvin } = afterNetwork(kelvin, ZONES, settings);
      const { r, b } = byFormula(kelvin, pos, neg);
      close([red, blue, cctKelvin], [1.1 / r, 0.7 / b, kelvin], 9);
    }
  });

  it.each([
    [0.034, 0.034],
    [0.02, 0.024],
    [0.02, 0.027],
    [0.3, 0.2],
    [0.002, 0.011],
  ])('is told of by doctor with the same number, limits %d and %d', (pos, neg) => {
    const text = writeNeuralAwb(CAMERA_TUNING, '/opt/m.tflite')
      .replace('"transverse_pos": 0.01', `"transverse_pos": ${pos}`)
      .replace('"transverse_neg": 0.01', `"transverse_neg": ${neg}`);
    const { offset } = byFormula(4000, pos, neg);
    const said = diagnoseTuning(text).findings.find(({ text: what }) =>
      what.startsWith('transverse'),
    );
    expect(said).toMatchObject({ level: 'warning' });
    expect(said!.text).toContain(`moves every picture by ${offset.toFixed(4)}`);
  });

  it('finds the least sum of squares where zones are as small as it takes them to be', () => {
    // Along (db, -dr) from (r, b) = (0.58, 0.54) at 4500 K, in eleven steps; half of the zones have no red.
    const settings = settingsOf({ transverse_pos: 0.06, transverse_neg: 0.04, delta_limit: 100 });
    const zones = zonesOf([1, 1, 1]);
    for (let i = 0; i < zones.sums.length; i += 8) zones.sums.set([0, 1000, 1000], i);
    const { red, blue } = afterNetwork(4500, zones, settings);
    const [n, from, step] = [11, -0.04, 0.01];
    const across = { r: 0.6, b: 0.8 };
    const at = (offset: number) => ({ r: 0.58 + across.r * offset, b: 0.54 + across.b * offset });
    const cost = (i: number) => {
      const { r, b } = at(from + i * step);
      return 96 * ((1 / r - 1) ** 2 + (1 / b - 1) ** 2 + 1 + (1 / b - 1) ** 2);
    };
    const costs = Array.from({ length: n }, (_, i) => cost(i));
    const best = Math.min(n - 2, Math.max(1, costs.indexOf(Math.min(...costs))));
    const [a, b, c] = [costs[best - 1]!, costs[best]!, costs[best + 1]!];
    const vertex = from + step * best + (step * (a - c)) / (2 * (a - 2 * b + c));
    const found = at(
      Math.min(from + step * (best + 1), Math.max(from + step * (best - 1), vertex)),
    );
    close([red, blue], [1 / found.r, 1 / found.b], 9);
  });

  it('weighs red against blue where they change against each other', () => {
    // r and b both rise with the CT: at 4500 K (0.6, 0.5), and across (1, -1) / sqrt(2), in twelve steps.
    const settings = settingsOf({
      ct_curve: [2500, 0.44, 0.34, 5000, 0.64, 0.54, 7600, 0.848, 0.748],
      transverse_pos: 0.02,
      transverse_neg: 0.1,
      delta_limit: 100,
    });
    const { red, blue } = afterNetwork(4500, zonesOf([1, 1, 1]), settings);
    const step = 0.12 / 11;
    const at = (i: number) => (step * i - 0.1) / Math.SQRT2;
    const costs = Array.from(
      { length: 12 },
      (_, i) => (1 / (0.6 + at(i)) - 1) ** 2 + (1 / (0.5 - at(i)) - 1) ** 2,
    );
    const best = costs.indexOf(Math.min(...costs));
    expect(best > 1 && best < 10).toBe(true);
    const [a, b, c] = [costs[best - 1]!, costs[best]!, costs[best + 1]!];
    const found = at(best + (a - c) / (2 * (a - 2 * b + c)));
    close([red, blue], [1 / (0.6 + found), 1 / (0.5 - found)], 9);
  });

  it('does nothing where 20 K of the curve are less than a thousandth', () => {
    // |20 K| is 20 / 2600 times the way from one light to the other.
    const of = (way: number) =>
      afterNetwork(
        5000,
        ZONES,
        settingsOf({
          ct_curve: [3700, 0.5, 0.5, 6300, 0.5, 0.5 + way],
          transverse_pos: 0.05,
          transverse_neg: 0.05,
        }),
      );
    expect(of(0.128).red).toBe(2);
    expect(of(0.128).blue).toBeCloseTo(1 / (0.5 + 0.128 / 2), 9);
    expect(of(0.132).red).not.toBe(2);
  });
});

describe('gains over frames', () => {
  const run = (change: object, frames: number, answer: (n: number) => number) => {
    let runs = 0;
    const at: number[] = [];
    const controller = new NeuralAwbController(settingsOf(change), () => answer(runs++));
    const seen = Array.from({ length: frames }, (_, frame) => {
      const before = runs;
      const { cctKelvin, red, blue } = controller.frame(ZONES);
      if (runs > before) at.push(frame);
      return { cctKelvin, red, blue };
    });
    return { seen, at };
  };

  it('come of a run in each of the first nine frames, then of one every ten', () => {
    expect(run({}, 40, () => 4000).at).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 18, 28, 38]);
    expect(run({ frame_period: 4, startup_frames: 3 }, 16, () => 4000).at).toEqual([
      0, 1, 5, 9, 13,
    ]);
  });

  it('are those of 4500 K before any answer, and each of them is filtered at the same speed', () => {
    const { seen } = run({ startup_frames: 2, speed: 0.25 }, 3, () => 3000);
    const grey = { cctKelvin: 4500, red: 1 / 0.58, blue: 1 / 0.54 };
    const answer = { cctKelvin: 3000, red: 1 / 0.82, blue: 1 / 0.36 };
    close(Object.values(seen[0]!), Object.values(grey), 9);
    close(
      Object.values(seen[1]!),
      Object.values(grey).map((value, i) => 0.75 * value + 0.25 * Object.values(answer)[i]!),
      9,
    );
  });

  it('take lux of 400 where nothing is known of it', () => {
    const asked: number[] = [];
    const controller = new NeuralAwbController(settingsOf(), (_, lux) => {
      asked.push(lux);
      return 4000;
    });
    controller.frame(ZONES);
    controller.frame(ZONES, { lux: 12 });
    expect(asked).toEqual([400, 12]);
  });
});

describe('settings of a block', () => {
  it('are those that libcamera has where they are absent', () => {
    expect(settingsOf()).toMatchObject({
      model: '',
      sensitivityR: 1,
      sensitivityB: 1,
      transversePos: 0.01,
      transverseNeg: 0.01,
      deltaLimit: 0.2,
      framePeriod: 10,
      startupFrames: 10,
      speed: 0.05,
    });
  });

  it('of whole numbers reach to 65535, and beyond it and with a fraction are the defaults', () => {
    const period = (value: unknown) => settingsOf({ frame_period: value, startup_frames: value });
    expect(period(65_535)).toMatchObject({ framePeriod: 65_535, startupFrames: 65_535 });
    expect(period(0)).toMatchObject({ framePeriod: 0, startupFrames: 0 });
    for (const wrong of [65_536, -1, 2.5])
      expect(period(wrong)).toMatchObject({ framePeriod: 10, startupFrames: 10 });
  });
});

describe('an error in mired', () => {
  const locus = [
    { cctKelvin: 2000, r: 2, b: 0.2 },
    { cctKelvin: 10_000, r: 0.5, b: 2 },
  ];

  it('counts labels within 2800 to 7600 K', () => {
    const warm = { r: 2, b: 0.2 };
    expect(miredError({ colorTemperature: 2000, locus }, warm)).toBeCloseTo(500 - 1e6 / 2800, 9);
    expect(miredError({ colorTemperature: 9000, locus }, warm)).toBeCloseTo(500 - 1e6 / 7600, 9);
    expect(miredError({ colorTemperature: 5000, locus }, warm)).toBeCloseTo(300, 9);
    expect(miredError({ locus }, warm)).toBeNull();
    expect(miredError({ colorTemperature: 5000 }, warm)).toBeNull();
  });
});
