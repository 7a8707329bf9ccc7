/** A camera with a network and a tuning file as a method: first answers, and what it applies frame after frame. */
import { describe, expect, it } from 'vitest';
import { parseTuningText } from '../../dist/classical/index.js';
import {
  canonicalLocus,
  canonicalStatistics,
  canonicalWhitePointAt,
  mapWhitePoint,
  NeuralAwbController,
  type NeuralAwbSettings,
  readCanonicalSpace,
  readNeuralAwb,
  toCanonical,
} from '../../dist/libcamera/index.js';
import { libcameraRun, type PictureFacts } from '../../dist/methods/index.js';
import { CCM, CURVE, tuningText } from '../dataset/awbnn-folder.js';

const space = readCanonicalSpace(tuningText());
const block = {
  ct_curve: CURVE,
  ccm: CCM,
  modes: { auto: { lo: 2600, hi: 7000 } },
  frame_period: 5,
  speed: 0.5,
};
const settings = readNeuralAwb(parseTuningText(JSON.stringify(block)))
  .settings as NeuralAwbSettings;
const facts: PictureFacts = {
  id: 'a',
  properties: { sensor: 'imx708' },
  lux: 250,
  locus: canonicalLocus(space),
  space,
};
const SIZE = { heightPx: 12, widthPx: 16 };

/** A grey wall under a light of the curve. */
function wall(kelvin: number) {
  const { r, b } = canonicalWhitePointAt(space, kelvin);
  const pixels = Float32Array.from({ length: 768 }, (_, i) => [0.3 * r, 0.3, 0.3 * b, 1][i % 4]!);
  return { ...SIZE, pixels };
}

function run(frames: number | undefined, network: (input: Float32Array, lux: number) => number) {
  return libcameraRun({
    name: 'n in libcamera',
    parameters: 1,
    inputSize: SIZE,
    sensorOf: (sensor) => (sensor === 'imx708' ? { settings, network } : null),
    ...(frames === undefined ? {} : { frames }),
  });
}

const answer = async ({ method }: ReturnType<typeof run>, kelvin: number) =>
  (await method.prepare(null)).estimate(wall(kelvin), facts);

describe('a camera that is started for a picture', () => {
  it("gives the network the picture's own values and lux, and applies its answer on the curve", async () => {
    const seen: { input: Float32Array; lux: number }[] = [];
    const camera = run(undefined, (input, lux) => {
      seen.push({ input: input.slice(), lux });
      return 4000;
    });
    const { r, b } = await answer(camera, 4000);
    const expected = canonicalWhitePointAt(space, 4000);
    expect(r).toBeCloseTo(expected.r, 9);
    expect(b).toBeCloseTo(expected.b, 9);
    expect(seen[0]!.lux).toBe(250);
    // Sixteen bits of the raw value, through a CCM whose entries add up to less than 4.
    [0.3 * expected.r, 0.3, 0.3 * expected.b].forEach((value, c) => {
      expect(Math.abs(seen[0]!.input[c]! - value)).toBeLessThan(8 / 65_535);
    });
  });

  it('keeps within the mode', async () => {
    const hot = await answer(
      run(undefined, () => 20_000),
      4000,
    );
    expect(hot.r).toBeCloseTo(canonicalWhitePointAt(space, 7000).r, 9);
  });

  it('shows the start of the algorithm in its first frame', () => {
    const start = canonicalWhitePointAt(space, 4500);
    return answer(
      run(1, () => 3000),
      3000,
    ).then(({ r }) => expect(r).toBeCloseTo(start.r, 9));
  });
});

describe('a camera that goes from picture to picture', () => {
  it('follows a change by half the way a frame, from the frame after its next run on', async () => {
    // The network reads the red of the wall: two walls, two answers.
    const warm = canonicalWhitePointAt(space, 3000).r;
    const camera = run(40, (input) => (input[0]! > 0.3 * warm * 0.95 ? 3000 : 6000));
    await answer(camera, 3000);
    await answer(camera, 6000);
    const frames = camera.overFrames();
    expect([...new Set(frames.map(({ frame }) => frame))]).toEqual([1, 2, 5, 10, 20, 40]);
    const changed = frames.filter(({ after }) => after === 'change');
    expect(changed.every(({ estimates }) => estimates[0] === null)).toBe(true);
    const red = changed.map(({ estimates }) => estimates[1]!.r);
    const [before, behind] = [3000, 6000].map((kelvin) => canonicalWhitePointAt(space, kelvin).r);
    expect(red[0]).toBeCloseTo(before!, 6);
    expect(red.at(-1)).toBeCloseTo(behind!, 6);
    expect(red).toEqual(red.toSorted((a, b) => b - a));
    const started = frames.filter(({ after }) => after === 'start').slice(1);
    for (const { estimates } of started) expect(estimates[1]!.r).toBeCloseTo(behind!, 9);
  });
});

describe('what is applied at each of the frames that are shown', () => {
  const network = (input: Float32Array) => 3000 + 4000 * (input[0]! > 0.3 ? 0 : 1);
  const walls = [3000, 6000, 4000];
  const frames = 60;
  /** Gains in a row, by the algorithm itself. */
  function byFrame(controller: NeuralAwbController, kelvin: number) {
    const zones = canonicalStatistics(wall(kelvin), space);
    return Array.from({ length: frames }, () => {
      const { red, blue } = controller.frame(zones, { lux: 250 });
      return mapWhitePoint(toCanonical(space), { r: 1 / red, b: 1 / blue });
    });
  }

  it('is that of the algorithm, started for every picture and going from one to the next', async () => {
    const camera = run(frames, network);
    for (const kelvin of walls) await answer(camera, kelvin);
    const shown = camera.overFrames();
    const going = new NeuralAwbController(settings, network);
    const expected = walls.map((kelvin) => ({
      start: byFrame(new NeuralAwbController(settings, network), kelvin),
      change: byFrame(going, kelvin),
    }));
    expect(shown.map(({ frame }) => frame)).toEqual([
      1, 2, 5, 10, 20, 50, 60, 1, 2, 5, 10, 20, 50, 60,
    ]);
    for (const { frame, after, estimates } of shown) {
      estimates.forEach((estimate, i) => {
        if (after === 'change' && i === 0) expect(estimate).toBeNull();
        else {
          const wanted = expected[i]![after][frame - 1]!;
          expect(estimate!.r).toBeCloseTo(wanted.r, 12);
          expect(estimate!.b).toBeCloseTo(wanted.b, 12);
        }
      });
    }
  });

  it('is the start alone in one frame, and all round numbers below the last', async () => {
    for (const [count, list] of [
      [1, [1]],
      [2, [1, 2]],
      [3, [1, 2, 3]],
      [100, [1, 2, 5, 10, 20, 50, 100]],
      [1001, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1001]],
    ] as const) {
      const camera = run(count, () => 4000);
      await answer(camera, 4000);
      const started = camera.overFrames().filter(({ after }) => after === 'start');
      expect(started.map(({ frame }) => frame)).toEqual(list);
    }
  });

  it('is asked once a picture and camera, under 400 lux where nobody knows it', async () => {
    const asked: number[] = [];
    const camera = run(2, (_, lux) => {
      asked.push(lux);
      return 4000;
    });
    const { lux: _, ...unknown } = facts;
    (await camera.method.prepare(null)).estimate(wall(4000), unknown);
    // The camera that is started asks once, the other in each of its first frames.
    expect(asked).toEqual([400, 400, 400]);
  });
});

describe('a picture that no camera counted', () => {
  it('is refused, and so is a sensor without a tuning file', async () => {
    const { estimate } = await run(undefined, () => 4000).method.prepare(null);
    const { space: _, ...plain } = facts;
    expect(() => estimate(wall(4000), plain)).toThrow(/expected statistics of a camera/);
    const other = { ...facts, properties: { sensor: 'imx477' } };
    expect(() => estimate(wall(4000), other)).toThrow(/a tuning file of the sensor imx477/);
  });
});
