/** Any method on one raw picture: networks read the picture itself, the others a thumbnail of it. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  answerPicture,
  formatAnswers,
  METHODS,
  networkMethod,
  PICTURE_THUMBNAIL,
} from '../../dist/methods/index.js';
import { createRng } from '../../dist/random/index.js';
import { type RawImage, rawToSignedThumbnail } from '../../dist/raw/index.js';
import { tinyModel } from '../cli/tiny-model.js';

const BLACK = 100;
const WHITE = 4000;

/** A picture of 96x64 pixels, each drawn between the levels, a corner masked. */
function picture(seed: number): RawImage {
  const rng = createRng(seed);
  const [widthPx, heightPx] = [96, 64];
  const rgb = Uint16Array.from({ length: widthPx * heightPx * 3 }, (_, i) =>
    Math.round(BLACK + (WHITE - BLACK) * 0.8 * rng.uniform() * [0.5, 1, 0.7][i % 3]!),
  );
  for (let y = 0; y < 8; y++) rgb.fill(0, y * widthPx * 3, (y * widthPx + 8) * 3);
  return { widthPx, heightPx, rgb, blackLevel: BLACK, whiteLevel: WHITE };
}

const READY = [...METHODS.values()].filter(
  ({ learnsFrom, family }) => learnsFrom === 'nothing' && family !== 'camera',
);

describe.each(READY.map((method) => [method.name, method] as const))('%s', (_, method) => {
  it('answers on a picture as on its thumbnail of 64x64, and states no confidence', async () => {
    const ready = await method.prepare(null);
    const image = picture(1);
    const pixels = rawToSignedThumbnail(image, { heightPx: 64, widthPx: 64 });
    const thumbnail = { heightPx: 64, widthPx: 64, pixels };
    expect(PICTURE_THUMBNAIL).toEqual({ heightPx: 64, widthPx: 64 });
    expect(answerPicture(ready, image)).toEqual({
      whitePoint: ready.estimate(thumbnail, { id: 'picture', properties: {} }),
      confidence: null,
    });
  });
});

describe('a network', () => {
  const estimator = createEstimator(tinyModel(), loadKernelModule());

  it('answers as its estimator does on the picture itself, confidence and all', async () => {
    const ready = await networkMethod(estimator).prepare(null);
    const image = picture(2);
    const { whitePoint, confidence } = createEstimator(tinyModel(), loadKernelModule()).estimate(
      image,
    );
    expect(answerPicture(ready, image)).toMatchObject({ whitePoint, confidence });
    expect(confidence).toBeGreaterThan(0);
  });

  it('says of a frame that is none what is wrong, as every method does', async () => {
    const ready = await networkMethod(estimator).prepare(null);
    const broken = { ...picture(3), rgb: new Uint16Array(3) };
    expect(() => answerPicture(ready, broken)).toThrow(
      expect.objectContaining({ name: 'MethodError' }),
    );
  });
});

it('answers are a line each under their headings, columns aligned, without a confidence a dash', () => {
  const plain = { bold: (text: string) => text, dim: (text: string) => text };
  const lines = formatAnswers(
    [
      {
        file: 'a\u001b.png',
        whitePoint: { r: 0.5, b: 0.25 },
        gains: { red: 2, blue: 4 },
        confidence: 0.876,
      },
      {
        file: 'longer.png',
        whitePoint: { r: 0.4, b: 0.8 },
        gains: { red: 2.5, blue: 1.25 },
        confidence: null,
      },
    ],
    plain,
  );
  expect(lines[0]).toMatch(
    /^picture +white r {2}white b {2}gain red {2}gain blue {2}confidence {2}expected error$/,
  );
  expect(lines[1]).toMatch(/0\.5000 +0\.2500 +2\.0000 +4\.0000 +0\.88 +-$/);
  expect(lines[2]).toMatch(/^longer\.png +0\.4000 +0\.8000 +2\.5000 +1\.2500 +- +-$/);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.join('')).not.toContain('\u001b');
});
