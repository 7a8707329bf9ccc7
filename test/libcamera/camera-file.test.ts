/** Tuning files with a network switched on, what libcamera makes of tuning files, and the network's file itself. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEFAULT_AWB_PARAMETERS,
  parseTuningFile,
  STOCK_PRIORS,
  tuningAlgorithms,
} from '../../dist/classical/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { exportCamera } from '../../dist/export/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  canonicalLocus,
  diagnoseTuning,
  readCanonicalSpace,
  tfliteFault,
  writeBayesAwb,
  writeNeuralAwb,
} from '../../dist/libcamera/index.js';
import { ctNetworkOf } from '../../dist/methods/index.js';
import { parameterLayout, smallArchitecture } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { tuningText } from '../dataset/awbnn-folder.js';
import { modelOf, smallModel } from '../infer/sample-models.js';
import { loadTflite, type TfliteNetwork } from '../support/litert.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const MODEL = '/home/pi/awb/m.tflite';

/** A stock file as people have them: a comment, a comma before a brace, numbers written in their own way. */
const STOCK = `{
    "version": 2.0, "target": "pisp", // made by hand
    "algorithms": [
        { "rpi.lux": { "reference_lux": 0800.0, "gain": 1.10 } },
        { "rpi.awb": {
            "modes": { "auto": { "lo": 2500.0, "hi": 7600 }, "0": { "lo": 3e3, "hi": 4000 } },
            "ct_curve": [ 2500.0, 0.9, 0.30, 5000.0, 0.5, 0.6, 7600, 0.4, 0.7 ],
            "sensitivity_r": 1.05, "sensitivity_b": 1.05, "transverse_pos": 0.03, "transverse_neg": 0.03
        } },
        { "rpi.ccm": { "ccms": [ { "ct": 5000, "ccm": [ 1.8, -0.6, -0.2, -0.4, 1.7, -0.3, -0.1, -0.6, 1.7 ], } ] } }
    ]
}
`.replace(' // made by hand', '');

const nn = (text: string) =>
  tuningAlgorithms(text).find(({ name }) => name === 'rpi.nn.awb')!.settings as Record<
    string,
    never
  >;

describe('a tuning file with the network on', () => {
  it('is the stock file but for what was put in', () => {
    const written = writeNeuralAwb(STOCK, MODEL);
    const lines = (text: string) => text.split('\n');
    const rest = lines(STOCK).filter((line) => !written.includes(line));
    // The line on which rpi.awb opens, and no other.
    expect(rest.filter((line) => !line.includes('"rpi.awb": {'))).toEqual([]);
    expect(written).toContain('"reference_lux": 0800.0, "gain": 1.10');
    const names = tuningAlgorithms(written).map(({ name }) => name);
    expect(names).toEqual(['rpi.lux', 'rpi.awb', 'rpi.nn.awb', 'rpi.ccm']);
    expect(diagnoseTuning(written).runs).toBe('network');
    expect(() => parseTuningFile(written)).toThrow(/switched off|one enabled/);
  });

  it('has sensitivities in the curve, limits of 0.01, the CCM at 5000 K and the modes in their order', () => {
    const block = nn(writeNeuralAwb(STOCK, MODEL));
    expect(block).toMatchObject({
      enabled: true,
      enable_nn: 1,
      model: MODEL,
      sensitivity_r: 1,
      sensitivity_b: 1,
      transverse_pos: 0.01,
      transverse_neg: 0.01,
      ccm: [1.8, -0.6, -0.2, -0.4, 1.7, -0.3, -0.1, -0.6, 1.7],
      ct_curve: [2500, 0.945, 0.315, 5000, 0.525, 0.63, 7600, 0.42, 0.735],
    });
    expect(writeNeuralAwb(STOCK, MODEL)).toContain('"auto": { "lo": 2500.0, "hi": 7600 }, "0"');
  });

  it('keeps what the own block says beside it', () => {
    const own =
      '{ "rpi.nn.awb": { "enabled": false, "frame_period": 20, "x": [ 1, 2 ], "ccm": [ 1 ] } },';
    const stock = STOCK.replace('{ "rpi.ccm"', `${own} { "rpi.ccm"`);
    const written = writeNeuralAwb(stock, MODEL);
    expect(nn(written)).toMatchObject({ frame_period: 20, x: [1, 2], enabled: true });
    expect(nn(written).ccm).toHaveLength(9);
    expect(writeNeuralAwb(written, MODEL)).toBe(written);
  });

  it('written twice is the same', () => {
    const once = writeNeuralAwb(STOCK, MODEL);
    expect(writeNeuralAwb(once, MODEL)).toBe(once);
  });

  it.each([
    ['a relative model', STOCK, 'awb/m.tflite', /model: expected an absolute path/],
    ['no modes', STOCK.replace('"modes"', '"moods"'), MODEL, /modes: .*crashes on the first frame/],
    ['no modes in it', tuningText(), MODEL, /modes: .*crashes/],
    ['a CCM with a 0', STOCK.replace('-0.3,', '0,'), MODEL, /rpi\.ccm: expected no exact 0/],
    ['no rpi.awb', STOCK.replace('rpi.awb', 'x.rpi.awb'), MODEL, /an algorithm "rpi\.awb"/],
    [
      'a curve of one point',
      STOCK.replace(/, 5000\.0, 0\.5.*\]/, ' ]'),
      MODEL,
      /at least 2 points/,
    ],
    ['another target', STOCK.replace('pisp', 'vc4'), MODEL, /target vc4: no camera/],
    ['no braces', 'version: 2.0\nalgorithms:\n  - rpi.awb:\n      bayes: 1\n', MODEL, /./],
  ])('is refused for %s', (_, stock, model, message) => {
    expect(() => writeNeuralAwb(stock, model)).toThrow(message);
  });
});

describe('a tuning file with a tuned Bayesian AWB', () => {
  const parameters = {
    ...DEFAULT_AWB_PARAMETERS,
    ctCurve: [
      { cctKelvin: 3000, r: 0.8, b: 0.4 },
      { cctKelvin: 6500, r: 0.45, b: 0.65 },
    ],
    priors: STOCK_PRIORS,
    deltaLimit: 0.07,
    greyOffsetR: 0.05,
    modes: new Map([['other', { lo: 1, hi: 2 }]]),
  };
  const written = writeBayesAwb(STOCK, parameters);

  it('has what was tuned in its rpi.awb, and all else as it was', () => {
    const { parameters: read } = parseTuningFile(written);
    expect(read).toMatchObject({
      ctCurve: parameters.ctCurve,
      priors: STOCK_PRIORS,
      deltaLimit: 0.07,
      greyOffsetR: 0.05,
      sensitivityR: 1,
      biasProportion: parameters.biasProportion,
    });
    expect([...read.modes.keys()]).toEqual(['auto', '0']);
    expect(written).toContain('"reference_lux": 0800.0, "gain": 1.10');
    const others = (text: string) =>
      tuningAlgorithms(text).filter(({ name }) => !name.endsWith('awb'));
    expect(others(written)).toEqual(others(STOCK));
    expect(diagnoseTuning(written).runs).toBe('bayes');
  });

  it('has its lists in lines of three numbers', () => {
    expect(written).toMatch(/"ct_curve": \[\n +3000, 0\.8, 0\.4,\n +6500, 0\.45, 0\.65\n +\]/);
  });

  it('undoes a network that was switched on, and written twice is the same', () => {
    const network = writeNeuralAwb(STOCK, MODEL);
    expect(diagnoseTuning(writeBayesAwb(network, parameters)).runs).toBe('bayes');
    expect(writeBayesAwb(written, parameters)).toBe(written);
  });

  it('is refused without rpi.awb', () => {
    expect(() => writeBayesAwb(STOCK.replace('rpi.awb', 'x'), parameters)).toThrow(/rpi\.awb/);
  });
});

describe('what becomes of a tuning file', () => {
  const right = writeNeuralAwb(STOCK, MODEL);
  const faults = (text: string, fault?: string | null) =>
    diagnoseTuning(text, fault === undefined ? {} : { modelFault: () => fault })
      .findings.filter(({ level }) => level !== 'ok' && level !== 'unchecked')
      .map(({ level, text: what }) => `${level}: ${what}`);

  it('is nothing bad, and the line of the log that proves it, where it is right', () => {
    expect(faults(right)).toEqual([]);
    expect(diagnoseTuning(right).findings.at(-1)!.text).toContain(
      `Model loaded successfully from ${MODEL}`,
    );
  });

  it.each([
    ['both enabled', right.replace('"enabled": false', '"enabled": true'), /no camera/],
    ['neither', right.replace('"enabled": true', '"enabled": false'), /green/],
    ["gen_tuning's", STOCK.replace('rpi.awb', 'disable.rpi.awb'), /gen_tuning\.py/],
    ['no modes', right.replace(/("rpi\.nn\.awb"[\s\S]*)"modes"/, '$1"moods"'), /modes: .*crash/],
    ['relative model', right.replace(MODEL, 'm.tflite'), /fault: .*relative/],
    ['no model', right.replace(`"model": "${MODEL}"`, '"m": 0'), /does not ship/],
    ['false for 0', right.replace('"enable_nn": 1', '"enable_nn": false'), /still runs/],
    [
      'stock limits',
      right.replace('"transverse_pos": 0.01', '"transverse_pos": 0.034'),
      /moves every/,
    ],
    [
      'a sensitivity of 0',
      right.replace('"sensitivity_r": 1.0,', '"sensitivity_r": 0,'),
      /fault: .*sensitivity_r: expected a number > 0, got 0/,
    ],
    [
      'one below 0',
      right.replace('"sensitivity_b": 1.0,', '"sensitivity_b": -1,'),
      /fault: .*sensitivity_b: expected a number > 0, got -1/,
    ],
    [
      'a mode upside down',
      right
        .replace(/("rpi\.nn\.awb"[\s\S]*)"lo": 3e3/, '$1"lo": 4e3 , "l": 3e3')
        .replace('4e3 ', '4.1e3 '),
      /fault: .*modes\.0: expected lo <= hi, got 4100 and 4000/,
    ],
    [
      'a point of the curve that falls back',
      right.replace('7600, 0.42', '4900, 0.42'),
      /warning: .*ct_curve\[6\]: the point at 4900 K is left out/,
    ],
    [
      'no target',
      right.replace('"target": "pisp",', ''),
      /warning: target: the key is missing, and libcamera takes bcm2835.*Raspberry Pi 5 there is no camera/,
    ],
    [
      'a sensitivity of 0 of rpi.awb',
      STOCK.replace('"sensitivity_r": 1.05', '"sensitivity_r": 0'),
      /warning: .*sensitivity_r: 0 leaves no gains/,
    ],
    [
      'a curve of rpi.awb that falls back',
      STOCK.replace('7600, 0.4,', '4900, 0.4,'),
      /warning: .*the point at 4900 K is left out/,
    ],
    ['min_temp', right.replace('"enable_nn": 1', '"enable_nn": 1, "min_temp": 5'), /never used/],
  ])('%s', (_, text, message) => {
    expect(faults(text).join('\n')).toMatch(message);
  });

  it('is not said of a model that is not there, only that it was not checked', () => {
    const levels = (options: object) =>
      diagnoseTuning(right, options).findings.map(({ level, text: what }) => `${level}: ${what}`);
    const unseen = levels({ modelFault: () => undefined }).join('\n');
    expect(unseen).toMatch(/unchecked: .*m\.tflite is not on this machine/);
    expect(unseen).toMatch(/unchecked: the network runs where/);
    const seen = levels({ modelFault: () => null }).join('\n');
    expect(seen).toMatch(/ok: .*m\.tflite fits: .*answers are not checked/);
    expect(seen).toMatch(/ok: the network runs where/);
  });

  it('says what is wrong with the model', () => {
    expect(faults(right, 'it is cut off')).toEqual([
      expect.stringMatching(/fault: .*it is cut off/),
    ]);
  });
});

describe("the network's file", () => {
  const model = smallModel();
  const locus = canonicalLocus(readCanonicalSpace(STOCK));
  const bytes = exportCamera(model, locus);

  it('fits the zones of its platform, and no other', () => {
    const input = { heightPx: 16, widthPx: 16 };
    const otherSize = { ...model, architecture: { ...model.architecture, input } };
    expect(tfliteFault(bytes, 'bcm2835')).toBeNull();
    expect(tfliteFault(bytes, 'pisp')).toMatch(
      /expected \[1,32,32,3\] for pisp, got \[1,12,16,3\]/,
    );
    expect(tfliteFault(bytes.slice(0, bytes.length / 2), 'bcm2835')).toMatch(/cut off/);
    expect(tfliteFault(Uint8Array.from([1, 2, 3]), 'pisp')).toMatch(/no TensorFlow Lite/);
    expect(() => exportCamera(otherSize, locus)).toThrow(/32x32/);
    expect(bytes.length).toBeLessThan(60_000);
  });

  it('is refused with a constant that is NaN', () => {
    const parameters = model.parameters.slice();
    parameters[parameters.length >> 1] = Number.NaN;
    expect(tfliteFault(exportCamera({ ...model, parameters }, locus), 'bcm2835')).toMatch(/NaN/);
  });

  it("leads the estimator's white point along the curve, to 1e-5", async () => {
    const estimator = createEstimator(model, loadKernelModule());
    const network = await loadTflite(bytes);
    const rng = createRng(1);
    for (let n = 0; n < 20; n++) {
      const tint = [0.3 + rng.uniform(), 1, 0.3 + rng.uniform()];
      const image = Float32Array.from(
        { length: 576 },
        (_, i) => 0.1 + 0.6 * rng.uniform() * tint[i % 3]!,
      );
      const pixels = Float32Array.from({ length: 768 }, (_, i) =>
        i % 4 === 3 ? 1 : Math.min(1, image[3 * (i >> 2) + (i % 4)]!),
      );
      const { r, b } = estimator.estimateThumbnail(pixels).whitePoint;
      const [kelvin] = await network.run([image, Float32Array.of(400)]);
      const along = (point: { r: number; b: number }) => Math.log(point.r / point.b);
      const inside = locus
        .filter(({ cctKelvin: t }) => t >= 2500 && t <= 8000)
        .filter((_, i) => i % 3 === 0);
      const above = inside.findIndex((point) => along(point) < along({ r, b }));
      if (above === 0) expect(kelvin).toBeCloseTo(inside[0]!.cctKelvin, 0);
      else if (above < 0) expect(kelvin).toBeCloseTo(inside.at(-1)!.cctKelvin, 0);
      else {
        const [from, to] = [inside[above - 1]!, inside[above]!];
        const share = (along({ r, b }) - along(from)) / (along(to) - along(from));
        const mired = (1 - share) / from.cctKelvin + share / to.cctKelvin;
        expect(Math.abs(kelvin! * mired - 1)).toBeLessThan(1e-5);
      }
    }
    network.close();
  });

  it('answers with a finite CT whatever it is given', async () => {
    const network = await loadTflite(bytes);
    for (const value of [0, -1, 0.5, 1, 40, 1e20, Number.POSITIVE_INFINITY]) {
      for (const lux of [0, -5, 1e6, 1e30]) {
        const image = new Float32Array(576).fill(value);
        const [kelvin] = await network.run([image, Float32Array.of(lux)]);
        expect(kelvin).toBeGreaterThanOrEqual(1000);
        expect(kelvin).toBeLessThanOrEqual(40_000);
      }
    }
    network.close();
  });
});

describe.each(['head', 'plane', 'both'] as const)(
  'the file of a network that answers in kelvin, lux at the %s',
  (luxAt) => {
    const architecture = smallArchitecture({
      heightPx: 12,
      widthPx: 16,
      blocks: [
        { kernel: 2, stride: 2, channels: 8 },
        { kernel: 1, stride: 1, channels: 12 },
      ],
      hidden: 8,
      centre: [0, 0],
      anchors: [],
      anchorsMired: [120, 200, 280, 380],
      luxAt,
      dropout: 0.3,
    });
    const model = modelOf(architecture);
    // Weights at random would leave the range of lights, and every answer at its bound.
    model.parameters.set(
      [1.2, 2, 2.8, 3.8],
      parameterLayout(architecture).find('mired', 'weight')!.offset,
    );
    const estimator = createEstimator(model, loadKernelModule());
    const bytes = exportCamera(model, []);
    let network: TfliteNetwork;
    beforeAll(async () => {
      network = await loadTflite(bytes);
    });
    afterAll(() => network.close());

    const value = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -3, max: 5, noNaN: true }),
      fc.constantFrom(0, -0, -1, 1, 65_535, 1e20, -1e20),
    );
    const zone = fc.tuple(value, value, value);
    const lux = fc.oneof(
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.constantFrom(0, -5, 1e6, 1e30, -1e30),
    );

    it('answers as the estimator, to 1e-6, and within 1000 to 40,000 K, whatever it is given', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(zone, { minLength: 1, maxLength: 20 }),
          lux,
          async (zones, light) => {
            const image = Float32Array.from({ length: 576 }, (_, i) => {
              return zones[Math.floor(i / 3) % zones.length]![i % 3]!;
            });
            const [kelvin] = await network.run([image, Float32Array.of(light)]);
            expect(kelvin).toBeGreaterThanOrEqual(1000);
            expect(kelvin).toBeLessThanOrEqual(40_000);
            const own = ctNetworkOf(estimator)(image, light);
            expect(Math.abs(kelvin! / own - 1)).toBeLessThan(1e-6);
          },
        ),
        { numRuns: 60, seed: 12 },
      );
    });

    it('says another CT under another lux', async () => {
      const image = new Float32Array(576).map((_, i) => 0.2 + 0.001 * i);
      const [dark] = await network.run([image, Float32Array.of(5)]);
      const [bright] = await network.run([image, Float32Array.of(20_000)]);
      expect(Math.abs(dark! - bright!)).toBeGreaterThan(1);
    });
  },
);

describeWithShared('awbnn/tuning', 'stock files', () => {
  it.each(['pisp', 'vc4'])('of %s are taken, and give back all their numbers', (platform) => {
    const dir = sharedData('awbnn', 'tuning', platform);
    for (const file of readdirSync(dir)) {
      const stock = readFileSync(`${dir}/${file}`, 'utf8');
      const written = writeNeuralAwb(stock, MODEL);
      const { findings } = diagnoseTuning(written, { modelFault: () => null });
      expect(findings.every(({ level }) => level === 'ok')).toBe(true);
      const others = (text: string) =>
        tuningAlgorithms(text).filter(({ name }) => !name.endsWith('awb'));
      expect(others(written).map(({ settings }) => settings)).toEqual(
        others(stock).map(({ settings }) => settings),
      );
    }
  });
});
