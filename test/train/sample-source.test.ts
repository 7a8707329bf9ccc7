import { describe, expect, it } from 'vitest';
import { DEFAULT_TRAIN_SETTINGS } from '../../dist/train/index.js';
import { createSampleSource } from '../../dist/train/sample-source.js';
import { makeJob } from './made-job.js';

const { training, architecture } = makeJob();
const target = () => ({ pixels: new Float32Array(8 * 8 * 4), label: new Float32Array(2) });
const grey = {
  ...training,
  // Every visible pixel is grey under its picture's light; the first pixel is masked.
  pixels: training.pixels.map((_, i, all) => {
    const pixel = i - (i % 4);
    const sample = Math.floor(i / (8 * 8 * 4));
    if (i % 4 === 3) return all[i]!;
    const factor = [training.whitePoints[2 * sample]!, 1, training.whitePoints[2 * sample + 1]!][
      i % 4
    ]!;
    return all[pixel + 3]! * 0.3 * factor;
  }),
};

describe('createSampleSource', () => {
  const everything = {
    ...DEFAULT_TRAIN_SETTINGS.augmentation,
    mix: 1,
    relight: 0.1,
    relightToward: 0.5,
    exposure: 1.5,
    lowLight: { ...DEFAULT_TRAIN_SETTINGS.augmentation.lowLight, share: 0 },
  };

  it('keeps the label true whatever is done to a picture, strips of others included', () => {
    const source = createSampleSource(grey, architecture.input, everything, 1);
    const out = target();
    for (let sample = 0; sample < 40; sample++) {
      source.draw(sample, 3, out);
      for (let p = 0; p < 64; p++) {
        const [r, g, b, coverage] = out.pixels.subarray(p * 4, p * 4 + 4) as unknown as number[];
        if (coverage === 0) continue;
        expect(r! / g!).toBeCloseTo(out.label[0]!, 4);
        expect(b! / g!).toBeCloseTo(out.label[1]!, 4);
      }
    }
  });

  it('draws by seed, epoch and sample, whatever was drawn before', () => {
    const first = createSampleSource(grey, architecture.input, everything, 1);
    const second = createSampleSource(grey, architecture.input, everything, 1);
    const [a, b, c] = [target(), target(), target()];
    first.draw(0, 0, a);
    first.draw(7, 2, a);
    second.draw(7, 2, b);
    second.draw(7, 3, c);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });
});
