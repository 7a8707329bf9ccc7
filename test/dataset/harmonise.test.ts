/** Pictures of one normalisation in another, and statistics of a part, with numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { renormalise } from '../../dist/dataset/awbnn/harmonise.js';
import { reportPart } from '../../dist/dataset/inspect/dataset-report.js';

describe('a picture that is renormalised', () => {
  const ONE = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
  const M = [0.5, 0.25, -0.125, 0.0625, 0.75, 0.125, -0.25, 0.5, 0.375] as const;
  // M times (0.5, 0.25, 1).
  const mapped = [0.25 + 0.0625 - 0.125, 0.03125 + 0.1875 + 0.125, -0.125 + 0.125 + 0.375];

  it.each([
    ['to raw values', { toRaw: M, toCanonical: ONE }],
    ['to the other space', { toRaw: ONE, toCanonical: M }],
  ])('goes through the matrix %s, coverage left alone', (_, matrices) => {
    const pixels = Float32Array.of(0.5, 0.25, 1, 0.75, 0, 0, 0, 0);
    renormalise(pixels, matrices);
    expect([...pixels]).toEqual([...mapped, 0.75, 0, 0, 0, 0]);
  });

  it('is clipped to 0 and 1 between the two, and behind', () => {
    const double = ONE.map((v) => 2 * v) as unknown as typeof ONE;
    const half = ONE.map((v) => 0.5 * v) as unknown as typeof ONE;
    const pixels = Float32Array.of(0.75, 0.25, -0.5, 1);
    renormalise(pixels, { toRaw: double, toCanonical: half });
    expect([...pixels]).toEqual([0.5, 0.25, 0, 1]);
    const bright = Float32Array.of(0.75, 0.25, 0.5, 1);
    renormalise(bright, { toRaw: ONE, toCanonical: double });
    expect([...bright]).toEqual([1, 0.5, 1, 1]);
  });
});

describe('channels of a part', () => {
  const exposure = (pixels: number, masked: number, mean: number, deviation: number) => ({
    pixels,
    masked,
    clipped: 0,
    belowBlack: 0,
    smallestValue: 1,
    largestValue: 2,
    meanGreen: 0.5,
    greyWorld: null,
    channels: [0, 1, 2].map((c) => ({ mean: mean + c, deviation })),
  });
  const picture = (id: string, stated: ReturnType<typeof exposure>) =>
    ({
      id,
      widthPx: 1,
      heightPx: 1,
      whitePoint: { r: 0.5, b: 0.5 },
      properties: {},
      exposure: stated,
    }) as never;

  it('are pooled over their unmasked pixels', () => {
    const pictures = [picture('a', exposure(10, 4, 1, 2)), picture('b', exposure(3, 1, 5, 1))];
    const { channels } = reportPart('train' as never, pictures, pictures);
    // Weights 6 and 2: mean 2; mean squares 6 (1 + 4) + 2 (25 + 1) over 8, less 4.
    expect(channels![0]!.mean).toBeCloseTo(2, 12);
    expect(channels![0]!.deviation).toBeCloseTo(Math.sqrt((30 + 52) / 8 - 4), 12);
    expect(channels!.map(({ mean }) => mean)).toEqual([2, 3, 4]);
  });
});
