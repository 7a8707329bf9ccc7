/** How calls are timed, with a clock that the test turns. */
import { describe, expect, it } from 'vitest';
import { type MeasuredEstimates, measureEstimates } from '../../dist/device/runner/measure.js';
import type { RawImage } from '../../dist/raw/index.js';

/** A model whose n-th call of the network takes `networkMs(n)` of wall time and half of that of the processor. */
function measured(
  networkMs: (call: number) => number,
  {
    runs = 3,
    warmUp = 0,
    modelBytes,
  }: { runs?: number; warmUp?: number; modelBytes?: number } = {},
) {
  const time = { cpu: 700, wall: 5000 };
  const seen = { calls: 0, frames: 0, inputs: [] as Float32Array[], raw: [] as RawImage[] };
  let peak = 1_000_000;
  const spend = (ms: number) => {
    time.wall += ms;
    time.cpu += ms / 2;
  };
  const estimator: MeasuredEstimates = {
    inputSize: { heightPx: 2, widthPx: 2 },
    ...(modelBytes === undefined ? {} : { modelBytes }),
    estimateThumbnail(pixels) {
      if (seen.calls === 0) seen.inputs.push(pixels.slice());
      spend(networkMs(seen.calls++));
    },
    estimate(frame) {
      if (seen.frames++ === 0) seen.raw.push(frame);
      spend(8);
      peak = 1_250_000;
    },
  };
  const clock = { cpuMs: () => time.cpu, wallMs: () => time.wall, peakBytes: () => peak };
  const frame = { widthPx: 4, heightPx: 3 };
  return { parts: measureEstimates(() => estimator, { runs, warmUp, frame }, clock), seen };
}

describe('a measurement', () => {
  it('times batches of two milliseconds and gives the time of one call', () => {
    // One call takes 1 ms: two make a batch. The first call is told apart.
    const { parts, seen } = measured((call) => (call === 0 ? 40 : 1));
    expect(parts.firstCallMs).toBe(40);
    expect(parts.network).toEqual({
      cpu: { runs: 3, minimumMs: 0.5, medianMs: 0.5 },
      wall: { runs: 3, minimumMs: 1, medianMs: 1 },
    });
    // The first, 1 and 2 to find the batch, three batches of two.
    expect(seen.calls).toBe(1 + 3 + 6);
    // Eight milliseconds are a batch by themselves: one to find that, three runs.
    expect(seen.frames).toBe(1 + 3);
    expect(parts.frame).toMatchObject({
      wall: { runs: 3, minimumMs: 8, medianMs: 8 },
      widthPx: 4,
      heightPx: 3,
    });
  });

  it('has at most 4096 calls in a batch, however short they are', () => {
    const { parts, seen } = measured(() => 0, { runs: 1 });
    expect(seen.calls).toBe(1 + 8191 + 4096);
    expect(parts.network.wall).toEqual({ runs: 1, minimumMs: 0, medianMs: 0 });
  });

  it.each([
    [[9, 3, 5], 3, 5],
    [[9, 3, 5, 4], 3, 4.5],
    [[10, 100], 10, 55],
    [[7], 7, 7],
  ])('of runs of %j ms has the least and the median', (times, least, median) => {
    // Call 0 is the first, call 1 finds that one is a batch.
    const { parts } = measured((call) => times[call - 2] ?? 2, { runs: times.length });
    const { cpu, wall } = parts.network;
    expect(wall).toEqual({ runs: times.length, minimumMs: least, medianMs: median });
    expect(cpu).toEqual({ runs: times.length, minimumMs: least / 2, medianMs: median / 2 });
  });

  it('warms up as often as it is told, with frames three times at most', () => {
    for (const warmUp of [0, 2, 20]) {
      const { seen } = measured(() => 2, { warmUp, runs: 1 });
      expect(seen.calls).toBe(1 + warmUp + 1 + 1);
      expect(seen.frames).toBe(Math.min(3, warmUp) + 1 + 1);
    }
  });

  it('counts the memory that comes with the model, unless the model knows better', () => {
    expect(measured(() => 2).parts.memory).toEqual({
      peakBytes: 1_250_000,
      baselineBytes: 1_000_000,
      modelBytes: 250_000,
    });
    expect(measured(() => 2, { modelBytes: 77 }).parts.memory.modelBytes).toBe(77);
  });

  it('shows a ramp of light, and frames without a clipped, black or masked value', () => {
    const { seen } = measured(() => 2);
    const light = [0.1, 0.3, 0.5, 0.7];
    const expected = light.flatMap((green) => [green / 2, green, 0.7 * green, 1]);
    seen.inputs[0]!.forEach((value, i) => void expect(value).toBeCloseTo(expected[i]!, 6));
    const { widthPx, heightPx, rgb, blackLevel, whiteLevel } = seen.raw[0]!;
    expect([widthPx, heightPx, rgb.length]).toEqual([4, 3, 36]);
    for (const value of rgb) expect(value > blackLevel && value < whiteLevel).toBe(true);
    expect(new Set(rgb).size).toBe(36);
  });
});
