/** The algorithm around the network, held against libcamera's own answers, and by its definition. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findAlgorithm, parseTuningText } from '../../dist/classical/index.js';
import { type AwbnnLayout, loadThumbnails } from '../../dist/dataset/index.js';
import {
  afterNetwork,
  type CtNetwork,
  canonicalStatistics,
  NEURAL_AWB,
  NeuralAwbController,
  type NeuralAwbSettings,
  networkInput,
  readNeuralAwb,
} from '../../dist/libcamera/index.js';
import { loadTflite } from '../support/litert.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const EYE = [1, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1];
const BLOCK = {
  ct_curve: [2500, 0.9, 0.3, 5000, 0.5, 0.6, 7600, 0.4, 0.7],
  modes: { auto: { lo: 2500, hi: 7600 }, warm: { lo: 2600, hi: 3000 } },
  ccm: EYE,
};

const read = (block: object) => readNeuralAwb(parseTuningText(JSON.stringify(block)));
const settingsOf = (block: object) => read(block).settings as NeuralAwbSettings;

/** Equal zones of 1000 pixels. */
function zonesOf(rgb: readonly [number, number, number], count = 1000) {
  const sums = Float64Array.from({ length: 16 * 12 * 4 }, (_, i) => (rgb[i % 4] ?? 1) * count);
  return { width: 16, height: 12, sums };
}

describe('what a network is given', () => {
  it('is balanced at 5000 K, goes through the CCM and is not clipped', () => {
    const input = networkInput(zonesOf([13_107, 26_214, 52_428]), settingsOf(BLOCK));
    // 0.2 / 0.5, 0.4, 0.8 / 0.6
    const [r, g, b] = [0.4, 0.4, 0.8 / 0.6];
    const expected = [r + (g + b) / 2, g + (r + b) / 2, b + (r + g) / 2];
    [...input.slice(0, 3)].forEach((value, c) => {
      expect(value).toBeCloseTo(expected[c]!, 6);
    });
    expect(input[2]).toBeGreaterThan(1);
  });

  it('is black where nothing was counted', () => {
    expect([...networkInput(zonesOf([1, 1, 1], 0), settingsOf(BLOCK))].every((v) => v === 0)).toBe(
      true,
    );
  });
});

describe('after the network', () => {
  it('equal transverse limits of 0.01 leave the answer on the curve', () => {
    const settings = settingsOf({ ...BLOCK, transverse_pos: 0.01, transverse_neg: 0.01 });
    const { red, blue } = afterNetwork(5000, zonesOf([9000, 20_000, 12_000]), settings);
    expect([red, blue]).toEqual([1 / 0.5, 1 / 0.6]);
  });

  it('other limits move every picture by the same constant', () => {
    const settings = settingsOf({ ...BLOCK, transverse_pos: 0.034, transverse_neg: 0.034 });
    const gains = [zonesOf([9000, 20_000, 12_000]), zonesOf([20_000, 20_000, 9000])].map(
      (zones) => afterNetwork(4000, zones, settings).red,
    );
    expect(gains[0]).toBe(gains[1]);
    const onCurve = afterNetwork(4000, zonesOf([1, 1, 1]), settingsOf(BLOCK)).red;
    expect(gains[0]).not.toBeCloseTo(onCurve, 3);
  });

  it('a mode clamps, and the first of the file is the default', () => {
    const zones = zonesOf([9000, 20_000, 12_000]);
    expect(afterNetwork(9000, zones, settingsOf(BLOCK)).cctKelvin).toBe(7600);
    expect(afterNetwork(9000, zones, settingsOf(BLOCK), { mode: 'warm' }).cctKelvin).toBe(3000);
    expect(afterNetwork(Number.NaN, zones, settingsOf(BLOCK)).red).toBeNaN();
  });
});

describe('over frames', () => {
  it('takes an answer up in the next frame, at once in start-up and slowly behind it', () => {
    let kelvin = 3000;
    let runs = 0;
    const controller = new NeuralAwbController(settingsOf(BLOCK), () => {
      runs++;
      return kelvin;
    });
    const zones = zonesOf([9000, 20_000, 12_000]);
    const ct = () => controller.frame(zones).cctKelvin;
    expect(ct()).toBe(4500);
    expect(ct()).toBe(3000);
    for (let i = 2; i < 9; i++) ct();
    expect(runs).toBe(9);
    kelvin = 6000;
    const later = Array.from({ length: 12 }, ct);
    expect(runs).toBe(10);
    expect(later.at(-2)).toBeCloseTo(3150, 6);
    expect(later.at(-1)).toBeCloseTo(3292.5, 6);
  });
});

describe('a block that libcamera would not run', () => {
  it.each([
    [{ modes: undefined }, 'crash', /modes/],
    [{ modes: {} }, 'no camera', /modes/],
    [{ ccm: [1, 2, 3] }, 'grey world', /nine numbers, got 3/],
    [{ ccm: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, 'grey world', /exact 0/],
    [{ ct_curve: undefined }, 'grey world', /ct_curve/],
    [{ ct_curve: [2500, 0.9, 0.3, 5000] }, 'no camera', /ct_curve/],
    [{ transverse_pos: 0 }, 'no camera', /transverse_pos/],
    [{ enable_nn: 0 }, 'grey world', /enable_nn/],
  ])('%j: %s', (change, outcome, message) => {
    const { settings, faults } = read({ ...BLOCK, ...change });
    expect(settings).toBeNull();
    expect(faults).toEqual([{ outcome, message: expect.stringMatching(message) }]);
  });

  it('false is no whole number, so that enable_nn false still runs', () => {
    expect(read({ ...BLOCK, enable_nn: false }).settings).not.toBeNull();
  });
});

describeWithShared('awbnn/nn-golden', "libcamera's own answers", () => {
  const golden = (...path: string[]) => sharedData('awbnn', 'nn-golden', ...path);
  const json = (...path: string[]) => JSON.parse(readFileSync(golden(...path), 'utf8'));
  const PLATFORMS = { pisp: [32, 32], vc4: [16, 12] } as const;
  type Platform = keyof typeof PLATFORMS;
  const blocks = new Map<string, NeuralAwbSettings>();
  const blockOf = (platform: string, sensor: string): NeuralAwbSettings => {
    const known = blocks.get(`${platform}/${sensor}`);
    if (known) return known;
    const text = readFileSync(golden('tuning', platform, `${sensor}.json`), 'utf8');
    const block = readNeuralAwb(findAlgorithm(text, NEURAL_AWB)!).settings as NeuralAwbSettings;
    blocks.set(`${platform}/${sensor}`, block);
    return block;
  };
  const zones = (platform: Platform, sums: readonly (readonly number[])[]) => {
    const [width, height] = PLATFORMS[platform];
    return { width, height, sums: Float64Array.from(sums.flatMap((zone) => [...zone, 1000])) };
  };
  const relative = (got: number, wanted: number) => Math.abs(got / wanted - 1);

  it('are met to 1e-9 by 224 constant networks through every curve and mode', () => {
    const cases = json('after-network.json');
    expect(cases).toHaveLength(224);
    let worst = 0;
    for (const { target, sensor, network_ct, mode, statistics, ...wanted } of cases) {
      const sums = json(`after-network-statistics-${target}.json`)[statistics];
      const kelvin = Math.fround(network_ct);
      const block = blockOf(target, sensor);
      const got = afterNetwork(kelvin, zones(target, sums), block, { mode });
      worst = Math.max(
        worst,
        relative(got.cctKelvin, wanted.ct),
        relative(got.red, wanted.gain_r),
        relative(got.blue, wanted.gain_b),
      );
    }
    expect(worst).toBeLessThan(1e-9);
  });

  /** Sums of every picture, as they were made: round(raw mean x 65535 x 1000), 1000 counted. */
  async function pictures(platform: Platform) {
    const [widthPx, heightPx] = PLATFORMS[platform];
    const layout: AwbnnLayout = {
      name: 'awbnn',
      tuningDir: sharedData('awbnn', 'tuning', platform),
    };
    const options = { part: '.', widthPx, heightPx, layout, cacheDir: null } as const;
    const { set } = await loadThumbnails(sharedData('awbnn', platform), options);
    const floats = widthPx * heightPx * 4;
    return set.entries.map(({ id, lux, properties, space }, i) => {
      const pixels = set.pixels.subarray(i * floats, (i + 1) * floats);
      const zones = canonicalStatistics({ heightPx, widthPx, pixels }, space!);
      return { name: `${id}.png`, sensor: properties.sensor!, lux: lux!, zones };
    });
  }

  /** The probe by its definition: a weight an input value, added up, and a tenth of lux. */
  function probe(file: string, values: number): CtNetwork {
    const bytes = readFileSync(file);
    // Its only long table of numbers: a vector of so many bytes, aligned as all are.
    const at = bytes.lastIndexOf(Buffer.from(Uint32Array.of(4 * values).buffer)) + 4;
    const weights = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + 4 * values),
    );
    return (input, lux) =>
      Math.fround(
        weights.reduce((sum, weight, i) => sum + weight * input[i]!, 0) +
          5000 +
          Math.fround(0.1) * lux,
      );
  }

  const LIMITS = { rpi: 1e-12, demo: 1e-6, probe: 1.5e-7 } as const;

  it.each(['pisp', 'vc4'] as const)(
    'are met to the rounding of floats on all pictures of %s with the three networks',
    async (platform) => {
      const all = await pictures(platform);
      const [width, height] = PLATFORMS[platform];
      let count = 0;
      for (const network of ['rpi', 'demo', 'probe'] as const) {
        let worst = 0;
        const answers = json(`${network}-${platform}-visible.json`);
        const file = golden('models', `${network}_${platform}.tflite`);
        // Raspberry Pi's own networks are not here: what they answered is in the CT, where no mode clamped it.
        const runner = network === 'demo' ? await loadTflite(readFileSync(file)) : null;
        if (runner) expect(runner.inputs[0]!.shape).toEqual([1, height, width, 3]);
        const plain = network === 'probe' ? probe(file, 3 * width * height) : null;
        for (const picture of all) {
          const wanted = answers[picture.name];
          if (wanted === undefined) continue;
          const block = blockOf(platform, picture.sensor);
          const input = networkInput(picture.zones, block);
          const kelvin = runner
            ? (await runner.run([input, Float32Array.of(picture.lux)]))[0]!
            : (plain?.(input, picture.lux) ?? wanted.ct);
          const got = afterNetwork(kelvin, picture.zones, block, { mode: wanted.mode });
          count++;
          worst = Math.max(
            worst,
            relative(got.cctKelvin, wanted.ct),
            relative(got.red, wanted.gain_r),
            relative(got.blue, wanted.gain_b),
          );
        }
        runner?.close();
        expect(worst, network).toBeLessThan(LIMITS[network]);
      }
      expect(count).toBe(558 + 83 + 83);
    },
    120_000,
  );
});
