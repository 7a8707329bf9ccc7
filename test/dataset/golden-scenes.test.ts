/** Scenes keep their look from version to version, to the level. */
import { expect, it } from 'vitest';
import { CAMERAS, type CameraName, cameraSensitivity } from '../../dist/color/index.js';
import { renderPicture } from '../../dist/dataset/synthetic/picture.js';
import { createTexture } from '../../dist/dataset/synthetic/texture.js';
import { createRng } from '../../dist/random/index.js';
import { GOLDEN_SCENES } from './golden-scenes.js';

const PIXELS = { widthPx: 36, heightPx: 24 };

it('scenes of a seed are those that our figures were measured with', () => {
  const texture = createTexture(createRng('golden texture'));
  const sensitivity = cameraSensitivity(CAMERAS['dslr' as CameraName]);
  for (const [n, expected] of GOLDEN_SCENES.entries()) {
    const settings = { ...PIXELS, sensitivity, texture, mask: n % 2 === 1 };
    const { image, whitePoint, light, setting, iso, compensationEv } = renderPicture(
      settings,
      createRng('golden').fork(String(n)),
    );
    const [kind, place, speed, ev, r, b, ...means] = expected;
    expect([light.kind, setting, iso]).toEqual([kind, place, speed]);
    expect(compensationEv).toBeCloseTo(ev, 6);
    expect(whitePoint.r).toBeCloseTo(r, 6);
    expect(whitePoint.b).toBeCloseTo(b, 6);
    const sums = [0, 0, 0];
    image.rgb.forEach((value, i) => {
      sums[i % 3]! += value;
    });
    // A value may round the other way where a machine's logarithm differs in its last bit.
    for (const [c, mean] of means.entries()) {
      expect(Math.abs(sums[c]! / 864 - mean), `scene ${n}`).toBeLessThan(0.1);
    }
  }
});
