/** Frames of any repeat of filters: a Bayer mosaic gives what its own layout gives, others what the picture of their means gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import {
  type AwbEstimate,
  createEstimator,
  FrameError,
  type MosaicFrame,
  type RgbFrame,
} from '../../dist/infer/index.js';
import { createRng } from '../../dist/random/index.js';
import { shippedModelFile } from './shipped-model.js';

const estimator = createEstimator(readFileSync(shippedModelFile()), loadKernelModule());

const QUAD = [0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 2, 2];
const X_TRANS = [
  ...[1, 2, 1, 1, 0, 1],
  ...[0, 1, 0, 2, 1, 2],
  ...[1, 2, 1, 1, 0, 1],
  ...[1, 0, 1, 1, 2, 1],
  ...[2, 1, 2, 0, 1, 0],
  ...[1, 0, 1, 1, 2, 1],
];
const LIGHT = [0.45, 1, 0.65];

type Shape = Pick<MosaicFrame, 'rows' | 'columns' | 'colours'>;

/** A scene behind filters, with values below black and beyond white. */
function mosaicOf({ rows, columns, colours }: Shape, blackLevel: number[]): MosaicFrame {
  const [widthPx, heightPx] = [columns * 40 + 1, rows * 30];
  const rng = createRng(`mosaic ${rows}`);
  const data = Uint16Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    const position = (y % rows) * columns + (x % columns);
    const shade = ((Math.floor(x / 23) * 5 + Math.floor(y / 17) * 3) % 9) / 8;
    const light = LIGHT[colours[position]!]! * shade * 1100;
    return Math.max(0, Math.round(blackLevel[position]! + light + 60 * (rng.uniform() - 0.5)));
  });
  return {
    layout: 'mosaic',
    rows,
    columns,
    colours,
    widthPx,
    heightPx,
    data,
    blackLevel,
    whiteLevel: 1000,
  };
}

/** The picture of means that the definition says. */
function meansOf(frame: MosaicFrame, isMasked: (x: number, y: number) => boolean): RgbFrame {
  const { rows, columns, colours, widthPx, data } = frame;
  const blacks = frame.blackLevel as number[];
  const size = {
    widthPx: Math.floor(widthPx / columns),
    heightPx: Math.floor(frame.heightPx / rows),
  };
  const rgb = new Float32Array(3 * size.widthPx * size.heightPx);
  const mask = new Uint8Array(size.widthPx * size.heightPx);
  for (let k = 0; k < mask.length; k++) {
    const [left, top] = [(k % size.widthPx) * columns, Math.floor(k / size.widthPx) * rows];
    const found: number[][] = [[], [], []];
    for (const [p, colour] of colours.entries()) {
      const [x, y] = [left + (p % columns), top + Math.floor(p / columns)];
      const value = data[y * widthPx + x]!;
      found[colour]!.push(Math.min(1, (value - blacks[p]!) / (1000 - blacks[p]!)));
      if (isMasked(x, y)) mask[k] = 1;
    }
    for (const [c, all] of found.entries()) {
      rgb[3 * k + c] = all.reduce((a, b) => a + b) / all.length;
    }
  }
  return { layout: 'rgb', ...size, data: rgb, mask };
}

function expectAlike(one: AwbEstimate, other: AwbEstimate): void {
  expect(one.whitePoint.r).toBeCloseTo(other.whitePoint.r, 5);
  expect(one.whitePoint.b).toBeCloseTo(other.whitePoint.b, 5);
  expect(one.confidence).toBeCloseTo(other.confidence, 5);
}

describe('a mosaic', () => {
  it.each<[string, Shape]>([
    ['quad Bayer', { rows: 4, columns: 4, colours: QUAD }],
    ['X-Trans', { rows: 6, columns: 6, colours: X_TRANS }],
    ['one row of filters', { rows: 1, columns: 3, colours: [2, 1, 0] }],
  ])('of %s gives what the picture of its means gives, mask and all', (_, shape) => {
    const black = shape.colours.map((_colour, p) => 60 + p);
    const frame = mosaicOf(shape, black);
    const isMasked = (x: number, y: number) => x > 30 && x < 60 && y < 10;
    const mask = Uint8Array.from(frame.data, (_value, i) =>
      isMasked(i % frame.widthPx, Math.floor(i / frame.widthPx)) ? 7 : 0,
    );
    expectAlike(
      estimator.estimate({ ...frame, mask }),
      estimator.estimate(meansOf(frame, isMasked)),
    );
    expectAlike(estimator.estimate(frame), estimator.estimate(meansOf(frame, () => false)));
  });

  it('of two by two gives what the Bayer layout gives, padded rows too', () => {
    const shape = { rows: 2, columns: 2, colours: [1, 2, 0, 1] };
    const { rows: _r, columns: _c, colours: _f, ...frame } = mosaicOf(shape, [60, 61, 62, 63]);
    const blackLevel = [60, 61, 62, 63] as const;
    const { widthPx, heightPx } = frame;
    const stride = widthPx + 5;
    const data = new Uint16Array(stride * heightPx).fill(9999);
    for (let y = 0; y < heightPx; y++) {
      data.set(frame.data.subarray(y * widthPx, (y + 1) * widthPx), y * stride);
    }
    const mosaic = estimator.estimate({ ...frame, ...shape, data, stride, layout: 'mosaic' });
    const bayer = estimator.estimate({
      ...frame,
      blackLevel,
      data,
      stride,
      layout: 'bayer',
      pattern: 'GBRG',
    });
    expectAlike(mosaic, bayer);
  });

  it.each<[string, Partial<MosaicFrame>, RegExp]>([
    ['a colour is missing', { colours: [0, 1, 1, 1] }, /each colour among them/],
    ['a colour is none', { colours: [0, 1, 2, 3] }, /filters 0, 1, 2/],
    ['filters are too few', { colours: [0, 1, 2] }, /2x2 of/],
    ['the repeat is no size', { rows: 0 }, /0x2 of/],
    ['a black level is missing', { blackLevel: [1, 2, 3] }, /one black level or 4/],
    [
      'it is smaller than its repeat',
      { widthPx: 1, data: new Uint16Array(4), heightPx: 4 },
      /2 to 65535/,
    ],
  ])('is refused where %s', (_, changes, message) => {
    const shape = { rows: 2, columns: 2, colours: [0, 1, 1, 2] };
    const frame = { ...mosaicOf(shape, [60, 60, 60, 60]), ...changes };
    expect(() => estimator.estimate(frame)).toThrow(FrameError);
    expect(() => estimator.estimate(frame)).toThrow(message);
  });
});
