/** What a card says, measured on the pixels of the sensor: the light that was put in, and what would make it wrong. */
import { describe, expect, it } from 'vitest';
import { fullLevels, measurePatch, type OpenShot, type Place } from '../../dist/labels/index.js';
import { openRaw, positionLevels, wholeOf } from '../../dist/raw/index.js';
import { long } from '../support/dng-writer.js';
import { CARD_CORNERS, type CardShot, cardDng } from './own-shots.js';

function openShot(options: CardShot = {}, change = (_values: Uint16Array) => {}): OpenShot {
  const stream = openRaw(cardDng(options), { inflate: (data) => data });
  const values = wholeOf(stream) as Uint16Array;
  change(values);
  const levels = positionLevels(stream.header, {});
  const { header } = stream;
  return { header, values, levels, full: fullLevels(header, values, levels) };
}

const measure = (shot: OpenShot, polygon: readonly Place[] = CARD_CORNERS, shading = null) =>
  measurePatch(shot, polygon, shading)!;

describe('a card', () => {
  it('gives the light that was put in, within three of its own standard errors', () => {
    const { whitePoint, sigmaR, sigmaB, sigmaDegrees, refusal, n } = measure(openShot());
    expect(Math.abs(whitePoint.r - 0.5)).toBeLessThan(3 * sigmaR);
    expect(Math.abs(whitePoint.b - 0.7)).toBeLessThan(3 * sigmaB);
    // Noise of sd 0.0041 on 704 red pixels of 0.25, 1408 green ones of 0.5.
    expect(sigmaR).toBeCloseTo(0.5 * Math.hypot(0.00408 / 0.25 / 26.5, 0.00408 / 0.5 / 37.5), 4);
    expect(sigmaDegrees).toBeLessThan(0.05);
    expect(refusal).toBeNull();
    expect(n).toBe(64 * 44);
  });

  it('has the standard error that the file states, where its pixels scatter less', () => {
    const profile = (...values: number[]) => ({ 51041: { type: 'double', values } as const });
    const plain = measure(openShot());
    expect(plain.noise).toBe('pixels');
    // Variance 0.0004 x brightness + 0.0001 of each pixel: of red 0.25, of green and blue 0.5 and 0.35.
    const { noise, errors, sigmaR } = measure(openShot({ extra: profile(4e-4, 1e-4) }));
    expect(noise).toBe('stated');
    const stated = [0.25, 0.5, 0.35].map((mean, c) =>
      Math.sqrt((4e-4 * mean + 1e-4) / (c === 1 ? 1408 : 704)),
    );
    for (const c of [0, 1, 2]) expect(errors[c]).toBeCloseTo(stated[c]!, 5);
    expect(sigmaR).toBeGreaterThan(3 * plain.sigmaR);
    // A pair for each plane.
    const own = measure(openShot({ extra: profile(0, 1e-8, 0, 1e-8, 0, 4e-4) }));
    expect(own.errors[0]).toBeCloseTo(plain.errors[0], 8);
    expect(own.errors[2]).toBeCloseTo(0.02 / Math.sqrt(704), 5);
    // What is less than what is seen, or no noise at all, is not believed.
    for (const values of [
      [1e-9, 1e-9],
      [-1, 0],
      [50, 50],
    ]) {
      expect(measure(openShot({ extra: profile(...values) })).errors).toEqual(plain.errors);
    }
  });

  it('drawn half over its edge is told by its spread and gradient', () => {
    const inside = measure(openShot());
    const across = measure(openShot(), [
      [60, 50],
      [100, 50],
      [100, 90],
      [60, 90],
    ]);
    expect(inside.spreadDegrees).toBeLessThan(0.6);
    expect(across.spreadDegrees).toBeGreaterThan(5 * inside.spreadDegrees);
  });

  it('under light that changes over it has a gradient, which is no noise', () => {
    const { gradientDegrees, sigmaDegrees } = measure(openShot({ shading: 1.5 }));
    expect(gradientDegrees).toBeGreaterThan(0.5);
    expect(sigmaDegrees).toBeLessThan(0.06);
  });

  it('is corrected by the shading that is handed in', () => {
    const at = (u: number) => ({ red: 1 / (1 + 0.5 * u), blue: 1 });
    const { whitePoint, gradientDegrees } = measurePatch(
      openShot({ shading: 1.5 }),
      CARD_CORNERS,
      at,
    )!;
    expect(whitePoint.r).toBeCloseTo(0.5, 2);
    expect(gradientDegrees).toBeLessThan(0.3);
  });

  it('on which the sensor is full is refused, also where it fills below the stated white', () => {
    const bright = measure(openShot({ brightness: 1.2 }));
    expect(bright.clipped[1]).toBeGreaterThan(0.9);
    expect(bright.refusal).toMatch(/full in \d+ % of its pixels/);
    const early = openShot({ brightness: 0.9 }, (values) => {
      for (const [i, value] of values.entries()) values[i] = Math.min(value, 3200);
    });
    expect(early.full[1]).toBe(3200);
    expect(measure(early).refusal).toMatch(/full/);
    expect(measure(openShot({ brightness: 0.9 })).refusal).toBeNull();
  });

  it('in the dark and one of a few pixels are refused', () => {
    expect(measure(openShot({ brightness: 0.001 })).refusal).toMatch(/no light/);
    const few: Place[] = [
      [100, 60],
      [104, 60],
      [104, 64],
      [100, 64],
    ];
    expect(measure(openShot(), few).refusal).toMatch(/^Only 16 pixels/);
  });

  it('outside of the picture is none', () => {
    expect(
      measurePatch(
        openShot(),
        CARD_CORNERS.map(([x, y]): Place => [x + 900, y]),
        null,
      ),
    ).toBeNull();
  });

  it('shows by its two greens that the pattern of filters is wrong', () => {
    expect(Math.abs(measure(openShot()).greenImbalance ?? 1)).toBeLessThan(0.005);
    // Blue where the file says green.
    const wrong = openShot({ extra: { 33422: { type: 'byte', values: [1, 0, 2, 1] } } });
    expect(Math.abs(measure(wrong).greenImbalance ?? 0)).toBeGreaterThan(0.1);
  });

  it('moves with a wrong black level by what it says', () => {
    const { blackStepDegrees, whitePoint } = measure(openShot({ brightness: 0.03 }));
    const off = measure(openShot({ brightness: 0.03, extra: { 50714: long(257) } })).whitePoint;
    const turn = Math.atan(Math.hypot(off.r - whitePoint.r, off.b - whitePoint.b));
    expect(blackStepDegrees).toBeGreaterThan(0.1);
    expect((turn * 180) / Math.PI / blackStepDegrees).toBeGreaterThan(0.7);
    expect((turn * 180) / Math.PI / blackStepDegrees).toBeLessThan(2);
  });
});
