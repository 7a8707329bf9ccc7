import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { levelFault, type RawImage } from '../../dist/raw/index.js';

const SIDE = 96;

/** A 12-bit picture of `light(x, y)` above a black level of 256, in levels, with noise. */
function picture(
  light: (x: number, y: number, c: number) => number,
  { noise = 20, blackLevel = 256, smooth = false, seed = 1 } = {},
): RawImage {
  const rng = createRng(seed);
  const noises = Float64Array.from({ length: 3 * SIDE * SIDE }, () => noise * rng.normal());
  // As demosaicing does: each value the mean of itself and half of four neighbours.
  const at = (x: number, y: number, c: number) =>
    noises[3 * (Math.min(y, SIDE - 1) * SIDE + Math.min(x, SIDE - 1)) + c];
  const rgb = Uint16Array.from(noises, (own, i) => {
    const c = i % 3;
    const x = Math.floor(i / 3) % SIDE;
    const y = Math.floor(i / 3 / SIDE);
    const around =
      at(Math.max(0, x - 1), y, c) +
      at(x + 1, y, c) +
      at(x, Math.max(0, y - 1), c) +
      at(x, y + 1, c);
    const value = 256 + light(x, y, c) + (smooth ? own / 3 + around / 6 : own);
    return Math.min(4095, Math.max(1, Math.round(value)));
  });
  return { widthPx: SIDE, heightPx: SIDE, rgb, blackLevel, whiteLevel: 4095 };
}

const COLOUR = [0.5, 1, 0.7] as const;

describe('levels are not doubted', () => {
  it.each([0, 1, 5, 20, 60])('of a dark picture of %i levels under noise of 20', (level) => {
    const image = picture((x, _y, c) => level * COLOUR[c] * (0.5 + x / SIDE));
    expect(levelFault(image)).toBeNull();
  });

  it.each([2, 8, 40, 120])('of a lens cap with noise of %i', (noise) => {
    for (let seed = 1; seed <= 10; seed++) {
      expect(levelFault(picture(() => 0, { noise, seed }))).toBeNull();
    }
  });

  it('of a night with a lamp in it, or of noise that was demosaiced', () => {
    const lamp = (x: number, y: number) => (Math.hypot(x - 60, y - 30) < 6 ? 3600 : 2);
    expect(levelFault(picture(lamp))).toBeNull();
    expect(levelFault(picture(() => 3, { smooth: true }))).toBeNull();
  });

  it('of a black level that is a level off', () => {
    expect(levelFault(picture(() => 0, { noise: 1, blackLevel: 257 }))).toBeNull();
  });
});

describe('a black level is doubted', () => {
  it.each([300, 400, 1000, 3000])('that is stated as %i in the dark', (blackLevel) => {
    const image = picture((_x, _y, c) => 10 * COLOUR[c], { blackLevel });
    const fault = levelFault(image);
    expect(fault).toMatchObject({ kind: 'belowBlack' });
    expect((fault as { share: number }).share).toBeGreaterThan(0.99);
  });

  it('of which bright parts hold up the mean', () => {
    const scene = (x: number) => (x > 0.7 * SIDE ? 3800 : 50 + 3 * x);
    const image = picture(scene, { noise: 4, blackLevel: 800 });
    const mean = image.rgb.reduce((sum, value) => sum + value, 0) / image.rgb.length;
    expect(mean).toBeGreaterThan(800);
    expect(levelFault(image)).toMatchObject({ kind: 'belowBlack' });
  });

  it('of which a single channel lies below it', () => {
    const image = picture((_x, _y, c) => (c === 2 ? 20 : 500), { noise: 3, blackLevel: 350 });
    expect(levelFault(image)).toMatchObject({ kind: 'belowBlack' });
  });
});

it('a white level below the values is doubted, and a picture that is masked all over', () => {
  const image = picture(() => 3000);
  expect(levelFault({ ...image, whiteLevel: 2000 })).toMatchObject({ kind: 'aboveWhite' });
  expect(levelFault({ ...image, rgb: image.rgb.map(() => 0) })).toMatchObject({ kind: 'masked' });
  expect(levelFault(image)).toBeNull();
});
