/** A black level that is far too low: told by what is left of the true one under every value. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { blackPedestal, decodePng16, type RawImage } from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const TRUE_BLACK = 512;
const WHITE = 4095;

/** Patches of all brightnesses under a light that is far from white, with noise; `exposure` 1 reaches white. */
function scene(exposure: number, blackLevel: number, darkest = 0.02): RawImage {
  const rng = createRng('pedestal').fork(String(exposure));
  const light = [0.45, 1, 0.65];
  const rgb = new Uint16Array(3 * 40 * 30);
  for (let i = 0; i < rgb.length; i += 3) {
    const patch = darkest + (0.9 - darkest) * rng.uniform() ** 2;
    light.forEach((value, c) => {
      const signal = exposure * patch * value * (WHITE - TRUE_BLACK);
      rgb[i + c] = Math.max(1, Math.round(TRUE_BLACK + signal + 2 * rng.normal()));
    });
  }
  // A masked corner says nothing.
  rgb.fill(0, 0, 30);
  return { widthPx: 40, heightPx: 30, rgb, blackLevel, whiteLevel: WHITE };
}

describe('a black level that is too low', () => {
  it.each([1, 0.1, 0.02])(
    'shows at exposure %d, under 0 and under half of the true one',
    (exposure) => {
      for (const blackLevel of [0, TRUE_BLACK / 2]) {
        const darkest = blackPedestal(scene(exposure, blackLevel));
        expect(darkest, String(blackLevel)).not.toBeNull();
        for (const value of darkest!) expect(Math.abs(value - TRUE_BLACK)).toBeLessThan(80);
      }
    },
  );

  it.each([1, 0.1, 0.02])('is not seen where it is right, at exposure %d', (exposure) => {
    expect(blackPedestal(scene(exposure, TRUE_BLACK))).toBeNull();
    // Nor in fog, whose darkest values are far from black but of the light's colour.
    expect(blackPedestal(scene(exposure, TRUE_BLACK, 0.5))).toBeNull();
  });

  it('is not seen in a picture of one value, nor in one that is masked all over', () => {
    const rgb = new Uint16Array(300).fill(900);
    const grey = { widthPx: 10, heightPx: 10, rgb, blackLevel: 0, whiteLevel: WHITE };
    expect(blackPedestal(grey)).toBeNull();
    expect(blackPedestal({ ...grey, rgb: new Uint16Array(300) })).toBeNull();
  });
});

describeWithShared('cube64', 'a black level of cube64', () => {
  const folder = sharedData('cube64/train/PNG');
  it('shows in nine of ten photographs under 0, and in none under their own', () => {
    const files = readdirSync(folder).slice(0, 200);
    const found = (blackLevel: number) =>
      files.filter((name) => {
        const levels = { blackLevel, whiteLevel: 16_383 };
        return blackPedestal(decodePng16(readFileSync(join(folder, name)), levels)) !== null;
      }).length;
    expect(found(2048)).toBe(0);
    expect(found(0)).toBeGreaterThan(0.85 * files.length);
  });
});
