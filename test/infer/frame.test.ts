import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import {
  type AwbEstimator,
  type BayerFrame,
  createEstimator,
  type Frame,
  loadEstimator,
  type RgbFrame,
} from '../../dist/infer/index.js';
import { rawToThumbnail } from '../../dist/raw/index.js';
import { edgesModel } from './sample-models.js';
import { shippedModelFile } from './shipped-model.js';

const MODEL = readFileSync(shippedModelFile());
const KERNELS = loadKernelModule();
const estimator = createEstimator(MODEL, KERNELS);

/** Numbers that look like noise, the same each time. */
function values(count: number, low: number, high: number, seed = 1): Uint16Array {
  let state = seed;
  return Uint16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return low + ((state >>> 8) % (high - low));
  });
}

const SIZES: readonly (readonly [number, number])[] = [
  [648, 432],
  [33, 47],
  [5, 3],
  [1, 1],
  [100, 64],
];

/** The estimate from a thumbnail that the plain form makes. */
function viaThumbnail(
  widthPx: number,
  heightPx: number,
  rgb: Uint16Array,
  blackLevel: number,
  whiteLevel: number,
) {
  const raw = { widthPx, heightPx, rgb, blackLevel, whiteLevel };
  return estimator.estimateThumbnail(rawToThumbnail(raw, estimator.inputSize));
}

function expectSame(
  a: ReturnType<AwbEstimator['estimate']>,
  b: ReturnType<AwbEstimator['estimate']>,
) {
  expect(a.whitePoint.r).toBeCloseTo(b.whitePoint.r, 5);
  expect(a.whitePoint.b).toBeCloseTo(b.whitePoint.b, 5);
  expect(a.confidence).toBeCloseTo(b.confidence, 4);
}

describe('a raw picture', () => {
  it.each(SIZES)('of %ix%i gives what its thumbnail gives, to the bit', (widthPx, heightPx) => {
    const rgb = values(widthPx * heightPx * 3, 1000, 17_000);
    // A masked corner and a masked pixel.
    for (let y = 0; y < heightPx >> 2; y++)
      rgb.fill(0, y * widthPx * 3, y * widthPx * 3 + (widthPx >> 1) * 3);
    const raw = { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16_383 };
    expect(estimator.estimate(raw)).toEqual(
      viaThumbnail(widthPx, heightPx, rgb, raw.blackLevel, raw.whiteLevel),
    );
  });
});

describe('a frame', () => {
  const widthPx = 61;
  const heightPx = 43;
  const rgb = values(widthPx * heightPx * 3, 500, 4095);
  const rgbFrame: RgbFrame = {
    layout: 'rgb',
    widthPx,
    heightPx,
    data: rgb,
    blackLevel: 256,
    whiteLevel: 4095,
  };
  const expected = viaThumbnail(widthPx, heightPx, rgb, 256, 4095);

  it('of uint16 or float32, with a stride or without, gives the same white point', () => {
    expectSame(estimator.estimate(rgbFrame), expected);
    const floats = Float32Array.from(rgb, (v) => v / 4095);
    expectSame(
      estimator.estimate({ ...rgbFrame, data: floats, blackLevel: 256 / 4095, whiteLevel: 1 }),
      expected,
    );
    const stride = widthPx * 3 + 17;
    const wide = new Uint16Array(stride * heightPx).fill(60_000);
    for (let y = 0; y < heightPx; y++)
      wide.set(rgb.subarray(y * widthPx * 3, (y + 1) * widthPx * 3), y * stride);
    expectSame(estimator.estimate({ ...rgbFrame, data: wide, stride }), expected);
  });

  it('has levels of its own for each channel', () => {
    const blackLevel = [256, 306, 346] as const;
    const data = Float32Array.from(rgb, (value, i) => {
      const black = blackLevel[i % 3]!;
      return black + ((value - 256) * (4095 - black)) / (4095 - 256);
    });
    expectSame(estimator.estimate({ ...rgbFrame, data, blackLevel }), expected);
  });

  it('does not count what its mask covers', () => {
    const spoilt = rgb.slice();
    const mask = new Uint8Array(widthPx * heightPx);
    const masked = rgb.slice();
    for (let i = 0; i < mask.length; i += 3) {
      spoilt.set([4000, 300, 4000], 3 * i);
      masked.set([0, 0, 0], 3 * i);
      mask[i] = 1;
    }
    expectSame(
      estimator.estimate({ ...rgbFrame, data: spoilt, mask }),
      viaThumbnail(widthPx, heightPx, masked, 256, 4095),
    );
  });

  it.each(['RGGB', 'BGGR', 'GRBG', 'GBRG'] as const)(
    'in Bayer order %s gives what its cells give as R, G, B',
    (pattern) => {
      const order = { RGGB: 'RGgB', BGGR: 'BGgR', GRBG: 'GRBg', GBRG: 'GBRg' }[pattern];
      const data = new Uint16Array(2 * widthPx * 2 * heightPx);
      for (let y = 0; y < heightPx; y++) {
        for (let x = 0; x < widthPx; x++) {
          const pixel = rgb.subarray(3 * (y * widthPx + x), 3 * (y * widthPx + x) + 3);
          const colours: Record<string, number> = {
            R: pixel[0]!,
            G: pixel[1]! + 40,
            g: pixel[1]! - 40,
            B: pixel[2]!,
          };
          [...order].forEach((colour, i) => {
            data[(2 * y + (i >> 1)) * 2 * widthPx + 2 * x + (i & 1)] = colours[colour]!;
          });
        }
      }
      const frame: BayerFrame = {
        layout: 'bayer',
        pattern,
        widthPx: 2 * widthPx,
        heightPx: 2 * heightPx,
        data,
        blackLevel: 256,
        whiteLevel: 5000,
      };
      const plain = viaThumbnail(widthPx, heightPx, rgb, 256, 5000);
      expectSame(estimator.estimate(frame), plain);
      const floats = Float32Array.from(data);
      expectSame(
        estimator.estimate({ ...frame, data: floats, blackLevel: [256, 256, 256, 256] }),
        plain,
      );
      const mask = new Uint8Array(data.length);
      for (let y = 0; y < heightPx; y++)
        mask.fill(1, y * 2 * 2 * widthPx, y * 2 * 2 * widthPx + 20);
      const half = rgb.slice();
      for (let y = 0; y < heightPx; y++) half.fill(0, y * widthPx * 3, y * widthPx * 3 + 30);
      expectSame(
        estimator.estimate({ ...frame, mask }),
        viaThumbnail(widthPx, heightPx, half, 256, 5000),
      );
    },
  );

  it.each(['rgb', 'bayer'] as const)(
    '(%s) of noise about a dark signal has the white point of the signal, in integers and in floats',
    (layout) => {
      // Twice as far below black as above it: of values clipped one by one two thirds would be a grey of their own.
      const signal = [90, 160, 40] as const;
      const side = layout === 'rgb' ? 256 : 512;
      const noise = values(3 * side * side, 0, 241);
      const at = (c: number, i: number) => 256 + signal[c]! + noise[i]! - 120;
      const colours = layout === 'rgb' ? [0, 1, 2] : [0, 1, 1, 2];
      const count = layout === 'rgb' ? 3 * side * side : side * side;
      const colourAt = (i: number) =>
        layout === 'rgb' ? i % 3 : colours[2 * (Math.floor(i / side) % 2) + (i % 2)]!;
      const noisy = Uint16Array.from({ length: count }, (_, i) => at(colourAt(i), i));
      const clean = noisy.map((_, i) => 256 + signal[colourAt(i)]!);
      const levels = { widthPx: side, heightPx: side, blackLevel: 256, whiteLevel: 4095 };
      const frame: Omit<Frame, 'data'> =
        layout === 'rgb' ? { ...levels, layout } : { ...levels, layout, pattern: 'RGGB' };
      const truth = estimator.estimate({ ...frame, data: clean } as Frame).whitePoint;
      for (const data of [noisy, Float32Array.from(noisy)]) {
        const { whitePoint } = estimator.estimate({ ...frame, data } as Frame);
        expect(Math.abs(whitePoint.r / truth.r - 1)).toBeLessThan(0.03);
        expect(Math.abs(whitePoint.b / truth.b - 1)).toBeLessThan(0.03);
      }
    },
  );

  it('that shows no light has the mean light as its answer, with confidence 0', () => {
    const dark = estimator.estimate({ ...rgbFrame, data: new Uint16Array(rgb.length).fill(256) });
    const full = estimator.estimate({ ...rgbFrame, data: new Uint16Array(rgb.length).fill(4095) });
    const hidden = estimator.estimate({
      ...rgbFrame,
      mask: new Uint8Array(widthPx * heightPx).fill(1),
    });
    for (const answer of [dark, full, hidden]) {
      expect(answer.confidence).toBe(0);
      expect(answer.whitePoint).toEqual(estimator.meanLight);
    }
  });

  it('takes an infinite value for a clipped one, or one at the black level below zero', () => {
    const white = Float32Array.from(rgb).fill(4095, 300, 360).fill(256, 600, 630);
    const beyond = white.slice().fill(Number.POSITIVE_INFINITY, 300, 360).fill(-Infinity, 600, 630);
    expect(estimator.estimate({ ...rgbFrame, data: beyond })).toEqual(
      estimator.estimate({ ...rgbFrame, data: white }),
    );
  });

  it('with a value that is no number is refused', () => {
    const floats = Float32Array.from(rgb);
    floats[777] = Number.NaN;
    expect(() => estimator.estimate({ ...rgbFrame, data: floats })).toThrow(
      expect.objectContaining({ name: 'FrameError', fault: 'value' }),
    );
  });

  it.each<[string, Partial<Frame>, RegExp]>([
    [
      'a length of another size',
      { data: rgb.subarray(3) },
      /expected 7869 values for 61x43 rgb, got 7866/,
    ],
    ['no pixels', { widthPx: 0 }, /1 to 65535 pixels a side, got 0x43/],
    ['half a pixel', { heightPx: 42.5 }, /got 61x42.5/],
    ['a stride below its width', { stride: 100 }, /stride of at least 183 values, got 100/],
    ['a mask of another size', { mask: new Uint8Array(9) }, /mask of 61x43 = 2623 bytes, got 9/],
    ['black above white', { blackLevel: 5000 }, /0 <= black < white/],
    ['a white level that is no number', { whiteLevel: Number.NaN }, /0 <= black < white/],
    ['another layout', { layout: 'yuv' as 'rgb' }, /layout rgb, bayer or mosaic, got 'yuv'/],
    ['a white level in words', { whiteLevel: '4095' as unknown as number }, /0 <= black < white/],
    [
      'a mask that is a list',
      { mask: new Array(2623).fill(0) as unknown as Uint8Array },
      /a mask as Uint8Array/,
    ],
    ['bytes', { data: new Uint8Array(9) as unknown as Uint16Array }, /Uint16Array or Float32Array/],
  ])('with %s is refused, and the message says what was expected', (_name, change, message) => {
    const frame = { ...rgbFrame, ...change } as Frame;
    expect(() => estimator.estimate(frame)).toThrow(
      expect.objectContaining({ name: 'FrameError', message: expect.stringMatching(message) }),
    );
  });

  it('that is none at all, or a raw picture of other numbers, is refused', () => {
    const size = expect.objectContaining({ name: 'FrameError', fault: 'size' });
    for (const nothing of [null, undefined, 7])
      expect(() => estimator.estimate(nothing as unknown as Frame)).toThrow(size);
    const raw = { widthPx, heightPx, rgb: Float32Array.from(rgb), blackLevel: 0, whiteLevel: 1 };
    expect(() => estimator.estimate(raw as never)).toThrow(/raw image: expected .*Uint16Array/);
    expect(() => estimator.estimateZones(null as never)).toThrow(size);
    expect(() => estimator.estimateZones({ rows: 1, columns: 1 } as never)).toThrow(size);
  });

  it('of anything finite has finite gains above 0', () => {
    const frames = fc
      .record({
        widthPx: fc.integer({ min: 1, max: 40 }),
        heightPx: fc.integer({ min: 1, max: 40 }),
        isFloat: fc.boolean(),
        seed: fc.integer({ min: 1, max: 1e6 }),
        low: fc.integer({ min: 0, max: 30_000 }),
        span: fc.integer({ min: 1, max: 35_000 }),
        blackLevel: fc.integer({ min: 0, max: 20_000 }),
      })
      .map(({ widthPx: w, heightPx: h, isFloat, seed, low, span, blackLevel }): RgbFrame => {
        const data = values(3 * w * h, low, low + span, seed);
        return {
          layout: 'rgb',
          widthPx: w,
          heightPx: h,
          data: isFloat ? Float32Array.from(data) : data,
          blackLevel,
          whiteLevel: 60_000,
        };
      });
    fc.assert(
      fc.property(frames, (frame) => {
        const { gains, confidence } = estimator.estimate(frame);
        expect(gains.red > 0 && gains.red < 1e9 && gains.blue > 0 && gains.blue < 1e9).toBe(true);
        expect(confidence >= 0 && confidence <= 1).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('allocates nothing but its answer, frame after frame', () => {
    /** An answer takes 569 of Node 20, once the code is optimised; a typed array more would take 100. */
    const MOST_BYTES = 620;
    const script = `
      import { readFileSync } from 'node:fs';
      import { createEstimator } from ${JSON.stringify(dist('infer/index.js'))};
      import { loadKernelModule } from ${JSON.stringify(dist('engine/node/index.js'))};
      const estimator = createEstimator(readFileSync(${JSON.stringify(shippedModelFile())}), loadKernelModule());
      const data = new Uint16Array(162 * 108 * 3).fill(5000);
      const frame = { layout: 'rgb', widthPx: 162, heightPx: 108, data, blackLevel: 2048, whiteLevel: 16383 };
      const churned = () => {
        gc();
        const { heapUsed } = process.memoryUsage();
        for (let i = 0; i < 3000; i++) estimator.estimate(frame);
        return process.memoryUsage().heapUsed - heapUsed;
      };
      churned();
      gc();
      const before = process.memoryUsage();
      // While code is still being compiled, which a busy machine puts off for long, that takes memory too, and code that
      // is not optimised boxes its numbers: rounds go on until one is as small as all of them are in the end.
      let perFrame = Infinity;
      for (let round = 0; round < 40 && !(perFrame < ${MOST_BYTES}); round++) perFrame = churned() / 3000;
      gc();
      const after = process.memoryUsage();
      console.log(JSON.stringify({ perFrame, kept: after.heapUsed - before.heapUsed, buffers: after.arrayBuffers - before.arrayBuffers }));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      // A young generation that holds all of it, so that nothing is collected in between.
      ['--expose-gc', '--max-semi-space-size=64', '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    const { perFrame, kept, buffers } = JSON.parse(stdout);
    expect(perFrame).toBeLessThan(MOST_BYTES);
    expect(kept).toBeLessThan(100_000);
    // Less where the second collection found what loading left.
    expect(buffers).toBeLessThanOrEqual(0);
  });
});

describe('a frame of many bands', () => {
  /** Pixels of which every third is masked, and its spoilt values; wide rows, so that few make a band. */
  const [widthPx, heightPx] = [1501, 203];
  const rgb = values(widthPx * heightPx * 3, 500, 4095, 7);
  const mask = new Uint8Array(widthPx * heightPx).map((_, i) => (i % 3 === 0 ? 1 : 0));
  const zeroed = rgb.map((value, i) => (mask[Math.floor(i / 3)] ? 0 : value));
  const expected = viaThumbnail(widthPx, heightPx, zeroed, 256, 4095);
  const levels = { blackLevel: 256, whiteLevel: 4095 } as const;

  it('gives what its thumbnail gives: raw, with a stride and a mask, as float32', () => {
    const fresh = () => createEstimator(MODEL, KERNELS);
    expect(fresh().estimate({ widthPx, heightPx, rgb: zeroed, ...levels })).toEqual(expected);
    const stride = 3 * widthPx + 5;
    const wide = new Uint16Array(stride * heightPx).fill(60_000);
    for (let y = 0; y < heightPx; y++)
      wide.set(rgb.subarray(3 * widthPx * y, 3 * widthPx * (y + 1)), stride * y);
    const frame = { layout: 'rgb', widthPx, heightPx, mask, ...levels } as const;
    expectSame(fresh().estimate({ ...frame, data: wide, stride }), expected);
    expectSame(fresh().estimate({ ...frame, data: Float32Array.from(rgb) }), expected);
  });

  it.each([0, 1])('reads a mosaic of %i odd lines, each cell once', (odd) => {
    const cell = (x: number, y: number) => 3 * ((y >> 1) * widthPx + (x >> 1));
    const size = { widthPx: 2 * widthPx + odd, heightPx: 2 * heightPx + odd };
    const data = new Uint16Array(size.widthPx * size.heightPx).fill(60_000);
    const cells = new Uint8Array(data.length).fill(odd);
    for (let y = 0, i = 0; y < size.heightPx; y++) {
      for (let x = 0; x < size.widthPx; x++, i++) {
        if (x >= 2 * widthPx || y >= 2 * heightPx) continue;
        data[i] = rgb[cell(x, y) + (x & 1) + (y & 1)]!;
        cells[i] = mask[cell(x, y) / 3]!;
      }
    }
    const frame = { layout: 'bayer', pattern: 'RGGB', ...size, data, mask: cells } as const;
    expectSame(createEstimator(MODEL, KERNELS).estimate({ ...frame, ...levels }), expected);
  });

  it('takes an odd last line along where all is one band', () => {
    const data = new Uint16Array(640 * 3).fill(60_000).fill(1000, 0, 1280);
    const mask = new Uint8Array(data.length);
    const frame = { layout: 'bayer', pattern: 'RGGB', widthPx: 640, data, mask } as const;
    const whole = createEstimator(MODEL, KERNELS).estimate({ ...frame, heightPx: 3 });
    const even = { data: data.subarray(0, 1280), mask: mask.subarray(0, 1280), heightPx: 2 };
    expect(whole).toEqual(createEstimator(MODEL, KERNELS).estimate({ ...frame, ...even }));
  });

  it('of 12 megapixels takes less than half a megabyte', () => {
    const own = createEstimator(MODEL, KERNELS);
    const size = { widthPx: 4000, heightPx: 3000 };
    own.estimate({
      layout: 'bayer',
      pattern: 'GBRG',
      ...size,
      data: new Uint16Array(12e6).fill(900),
    });
    expect(own.memoryBytes).toBeLessThan(500_000);
  });
});

describe('zone statistics', () => {
  const { heightPx, widthPx } = estimator.inputSize;

  it('of the size of the input are the input', () => {
    const means = Float64Array.from(
      { length: heightPx * widthPx * 3 },
      (_, i) => 0.1 + ((i * 37) % 100) / 150,
    );
    const thumbnail = new Float32Array(heightPx * widthPx * 4);
    for (let i = 0; i < heightPx * widthPx; i++)
      thumbnail.set([means[3 * i]!, means[3 * i + 1]!, means[3 * i + 2]!, 1], 4 * i);
    expectSame(
      estimator.estimateZones({ rows: heightPx, columns: widthPx, means }),
      estimator.estimateThumbnail(thumbnail),
    );
  });

  it('count by their pixels, in any unit', () => {
    const means = [100, 200, 150, 0, 0, 900, 110, 190, 160, 120, 210, 140];
    const counts = [64, 0, 64, 32];
    const scaled = estimator.estimateZones({
      rows: 2,
      columns: 2,
      means,
      counts,
      whiteLevel: 1023,
    });
    const unit = estimator.estimateZones({
      rows: 2,
      columns: 2,
      means: means.map((v) => v / 1023),
      counts: counts.map((n) => n / 64),
    });
    expectSame(scaled, unit);
    const spoilt = means.map((v, i) => (i >= 3 && i < 6 ? 1000 : v));
    expectSame(
      estimator.estimateZones({ rows: 2, columns: 2, means: spoilt, counts, whiteLevel: 1023 }),
      scaled,
    );
  });

  it('without any pixel have the mean light as their answer', () => {
    const { confidence, whitePoint } = estimator.estimateZones({
      rows: 1,
      columns: 1,
      means: [1, 1, 1],
      counts: [0],
    });
    expect(confidence).toBe(0);
    expect(whitePoint).toEqual(estimator.meanLight);
  });

  it('fewer than the pixels of a network that sees edges are spread over them', () => {
    const seeing = createEstimator(edgesModel(), KERNELS);
    const { heightPx, widthPx } = seeing.inputSize;
    const [rows, columns] = [heightPx / 5, widthPx / 2];
    const means = Float64Array.from({ length: 3 * rows * columns }, (_, i) => 0.2 + (i % 7) / 10);
    const pixels = Float64Array.from({ length: 3 * heightPx * widthPx }, (_, i) => {
      const [y, x] = [Math.floor(i / 3 / widthPx / 5), Math.floor(((i / 3) % widthPx) / 2)];
      return means[3 * (columns * y + x) + (i % 3)]!;
    });
    const { r, b } = seeing.estimateZones({ rows, columns, means }).whitePoint;
    const spread = seeing.estimateZones({ rows: heightPx, columns: widthPx, means: pixels });
    expect(spread.whitePoint.r).toBeCloseTo(r, 5);
    expect(spread.whitePoint.b).toBeCloseTo(b, 5);
  });

  it('that do not fit together are refused', () => {
    expect(() => estimator.estimateZones({ rows: 2, columns: 2, means: [1, 2, 3] })).toThrow(
      /12 means for 2 x 2, got 3/,
    );
    expect(() =>
      estimator.estimateZones({ rows: 1, columns: 1, means: [1, 2, 3], counts: [-1] }),
    ).toThrow(/counts of 0 or more/);
    expect(() =>
      estimator.estimateZones({ rows: 1, columns: 1, means: [1, Number.NaN, 3] }),
    ).toThrow(expect.objectContaining({ name: 'FrameError', fault: 'value' }));
  });
});

describe('loading', () => {
  const wasm = readFileSync(dist('engine/kernels.wasm'));

  it('takes bytes, answers of fetch, blobs and promises of them', async () => {
    const frame: RgbFrame = {
      layout: 'rgb',
      widthPx: 2,
      heightPx: 2,
      data: values(12, 9000, 30_000),
    };
    const expected = estimator.estimate(frame);
    const sources = [
      { model: MODEL, kernels: wasm },
      { model: Promise.resolve(new Response(MODEL)), kernels: new Blob([wasm]) },
      {
        model: MODEL.buffer.slice(MODEL.byteOffset, MODEL.byteOffset + MODEL.length),
        kernels: KERNELS,
      },
    ];
    for (const source of sources)
      expect((await loadEstimator(source)).estimate(frame)).toEqual(expected);
  });

  it('computes with what it was asked to', async () => {
    const frame = { layout: 'rgb', widthPx: 2, heightPx: 2, data: values(12, 9e3, 3e4) } as const;
    const options = { arithmetic: 'int16' } as const;
    const expected = createEstimator(MODEL, KERNELS, options).estimate(frame);
    const loaded = await loadEstimator({ model: MODEL, kernels: wasm }, options);
    expect(loaded.estimate(frame)).toEqual(expected);
    expect(expected).not.toEqual(estimator.estimate(frame));
  });

  it('says what did not come', async () => {
    const missing = new Response('not here', { status: 404 });
    await expect(loadEstimator({ model: missing, kernels: wasm })).rejects.toThrow(
      /model: expected .* status 404/,
    );
    const empty = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]);
    const shared = readFileSync(dist('engine/kernels.threads.wasm'));
    for (const kernels of [MODEL, empty, shared]) {
      await expect(loadEstimator({ model: MODEL, kernels })).rejects.toThrow(
        expect.objectContaining({
          name: 'TypeError',
          message: expect.stringMatching(/expected deepawb's kernels.wasm/),
        }),
      );
    }
    expect(() => createEstimator(MODEL, undefined as never)).toThrow(/expected deepawb's kernels/);
  });
});

describe('deepawb/infer', () => {
  it('needs nothing of Node: no module that it loads imports one', () => {
    const seen = new Set<string>();
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, name] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
        expect(name, file).toMatch(/^\.\.?\//);
        visit(join(file, '..', name!));
      }
    };
    visit(dist('infer/index.js'));
    expect(seen.size).toBeGreaterThan(20);
    expect(readdirSync(dist('infer'))).toContain('index.d.ts');
  });
});

function dist(path: string): string {
  return join(import.meta.dirname, '../../dist', path);
}
