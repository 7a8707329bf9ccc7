/**
 * `--format libcamera`: whatever would end in a camera that does not start, crashes, or is green or grey is refused with the
 * reason, and what is written has one AWB on, the network, and all else as it was.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { tuningAlgorithms } from '../../dist/classical/index.js';
import { EXPORTERS, type ExportSettings } from '../../dist/export/index.js';
import { diagnoseTuning, tfliteFault } from '../../dist/libcamera/index.js';
import { modelOf, smallModel } from '../infer/sample-models.js';
import { loadTflite } from '../support/litert.js';
import { CAMERA_TUNING } from './camera-tuning.js';

interface Given {
  readonly text?: string;
  readonly installPath?: string;
  readonly model?: ReturnType<typeof smallModel>;
  readonly curveFrom?: string;
  readonly curvePath?: string;
  readonly name?: string;
}

const write = async (given: Given = {}) => {
  const { text = CAMERA_TUNING, installPath = '/opt/awb', model = smallModel() } = given;
  const { curveFrom, curvePath = 'other/imx1.json', name } = given;
  const settings: ExportSettings = {
    weights: 'float32',
    options: { installPath },
    inputs: {
      tuningFile: { path: 'usr/imx1.json', text },
      ...(curveFrom ? { curveFrom: { path: curvePath, text: curveFrom } } : {}),
    },
    ...(name ? { name } : {}),
  };
  return EXPORTERS.libcamera.write(model, settings);
};

/** The stock file with something else in it, which must have been there. */
function changed(from: string | RegExp, to: string, text = CAMERA_TUNING): string {
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  return other;
}

/** The same sensor on a Pi 5, where its sensitivities are 1. */
const OTHER_PLATFORM = changed(
  '"sensitivity_r": 1.05, "sensitivity_b": 1.05',
  '"sensitivity_r": 1.0, "sensitivity_b": 1.0',
  changed('bcm2835', 'pisp').replace('5000.0, 0.5, 0.6', '5000.0, 0.51, 0.61'),
);
const MODES = /"modes": \{.*\},/;
const CCM = /"ccms": \[[\s\S]*?\n {8}\] \}/;
const matrix = (numbers: string) => `"ccms": [ { "ct": 5000, "ccm": [ ${numbers} ] } ] }`;
const CURVE = /"ct_curve": \[.*\],/;
const AWB = /\{ "rpi\.awb": \{[\s\S]*?\n {8}\} \},\n/;

describe('is refused with the reason', () => {
  it.each<[string, () => Given, RegExp]>([
    [
      'no modes (a crash on the first frame)',
      () => ({ text: changed(MODES, '') }),
      /modes: .*crashes on the first frame/,
    ],
    [
      'empty modes (no camera)',
      () => ({ text: changed(MODES, '"modes": {},') }),
      /modes: expected at least one/,
    ],
    [
      'a mode without hi (no camera)',
      () => ({ text: changed(', "hi": 7600', '') }),
      /modes\.auto\.hi: expected a number/,
    ],
    [
      'a CCM of eight numbers (grey)',
      () => ({ text: changed(CCM, matrix('1, -0.1, -0.1, -0.1, 1, -0.1, -0.1, -0.1')) }),
      /nine numbers/,
    ],
    [
      'a CCM with an exact 0 (grey)',
      () => ({ text: changed(CCM, matrix('1.2, -0.2, 0, -0.2, 1.3, -0.1, -0.1, -0.2, 1.3')) }),
      /no exact 0/,
    ],
    ['no CCM', () => ({ text: changed('rpi.ccm', 'x.rpi.ccm') }), /an algorithm "rpi\.ccm"/],
    ['no curve (grey)', () => ({ text: changed(CURVE, '') }), /ct_curve: expected/],
    [
      'a curve that is not of threes (no camera)',
      () => ({ text: changed(CURVE, '"ct_curve": [ 2500, 0.9, 0.3, 5000, 0.5 ],') }),
      /ct_curve/,
    ],
    [
      'a curve of one point (no camera)',
      () => ({ text: changed(CURVE, '"ct_curve": [ 2500, 0.9, 0.3 ],') }),
      /at least 2 points/,
    ],
    [
      'a curve that falls to one point (no camera)',
      () => ({ text: changed(CURVE, '"ct_curve": [ 2500, 0.9, 0.3, 2400, 0.5, 0.6 ],') }),
      /at least 2 points/,
    ],
    [
      'no rpi.awb (a monochrome sensor)',
      () => ({ text: changed('rpi.awb', 'disable.rpi.awb') }),
      /an algorithm "rpi\.awb"/,
    ],
    [
      'two of rpi.awb (no camera)',
      () => ({ text: changed(AWB, `${AWB.exec(CAMERA_TUNING)![0]}$&`) }),
      /expected one enabled AWB algorithm, got rpi.awb and rpi.awb/,
    ],
    [
      'a target that is none (no camera)',
      () => ({ text: changed('bcm2835', 'vc4') }),
      /target: expected bcm2835 or pisp, got vc4/,
    ],
    [
      'the target of the other platform (no camera)',
      () => ({ text: changed('bcm2835', 'pisp') }),
      /expected \[1,32,32,3\] for pisp, got \[1,12,16,3\]/,
    ],
    [
      'a network of other zones',
      () => ({ model: squareModel() }),
      /32x32 \(Pi 5\) or 16x12 zones \(Pi 4\), got 16x16/,
    ],
    [
      'a folder without its root',
      () => ({ installPath: 'awb' }),
      /--install-path, the absolute folder .* got awb/,
    ],
    ['no folder', () => ({ installPath: '' }), /--install-path, .* got nothing/],
    [
      'layout 1',
      () => ({ text: changed('"version": 2.0', '"version": 1.0') }),
      /an algorithm "rpi\.awb"/,
    ],
    [
      'a stock file with two AWBs on (no camera)',
      () => ({ text: changed(AWB, '$&        { "rpi.nn.awb": { "enabled": true } },\n') }),
      /expected one enabled AWB algorithm, got rpi\.awb and rpi\.nn\.awb/,
    ],
    ['what is no tuning file', () => ({ text: '[1, 2' }), /usr\/imx1\.json: /],
    ['a harmonised network without its curve', () => ({ model: harmonised() }), /--curve-from/],
    [
      'a curve from a file without one',
      () => ({ model: harmonised(), curveFrom: changed(CURVE, '') }),
      /^other\/imx1\.json: .*ct_curve/,
    ],
    [
      'a curve for a network that was not harmonised',
      () => ({ curveFrom: OTHER_PLATFORM }),
      /--curve-from other\/imx1\.json: .* without --harmonise/,
    ],
    [
      'a curve of the same platform',
      () => ({ model: harmonised(), curveFrom: CAMERA_TUNING }),
      /same target as usr\/imx1\.json, bcm2835/,
    ],
    [
      'a curve of another sensor',
      () => ({ model: harmonised(), curveFrom: OTHER_PLATFORM, curvePath: 'other/imx2.json' }),
      /file of the sensor imx1, got that of imx2/,
    ],
    [
      'a mode upside down',
      () => ({ text: changed('"lo": 3e3', '"lo": 5e3') }),
      /modes\.0: expected lo <= hi, got 5000 and 4000/,
    ],
    ['a name that is no file', () => ({ name: 'a b' }), /letters, digits and _/],
  ])('%s', async (_, given, message) => {
    await expect(write(given())).rejects.toThrow(message);
  });

  it('no tuning file at all', async () => {
    const settings = { weights: 'float32', options: { installPath: '/opt' } } as const;
    await expect(EXPORTERS.libcamera.write(smallModel(), settings)).rejects.toThrow(
      /expected --tuning-file, the stock file of the sensor/,
    );
  });
});

function squareModel(): ReturnType<typeof smallModel> {
  const model = smallModel();
  return modelOf({ ...model.architecture, input: { heightPx: 16, widthPx: 16 } });
}

function harmonised(): ReturnType<typeof smallModel> {
  const model = smallModel();
  const settings = { ...model.metadata.settings, harmonised: true };
  return { ...model, metadata: { ...model.metadata, settings } };
}

describe('what is written', () => {
  let files: { model: Uint8Array; tuning: string };
  beforeAll(async () => {
    const { files: written } = await write();
    files = { model: written[0]!.content as Uint8Array, tuning: String(written[1]!.content) };
  });

  it('is the network first, then the tuning file that names where it will lie', async () => {
    const { name, files: written, facts } = await write({ installPath: '/opt/awb//' });
    expect(written.map((file) => file.name)).toEqual(['awb_model.tflite', 'imx1.json']);
    expect([name, facts]).toEqual(['awb_model', { modelPath: '/opt/awb/awb_model.tflite' }]);
    expect(String(written[1]!.content)).toContain('"model": "/opt/awb/awb_model.tflite"');
  });

  it.each([
    ['that of the other platform, where sensitivities are 1 there', CAMERA_TUNING, 0.51],
    ['its own, where they are 1 here', CAMERA_TUNING.replaceAll('1.05', '1.0'), 0.5],
  ])('has the curve of a harmonised network: %s', async (_, text, r) => {
    const model = harmonised();
    const { files: written } = await write({ text, model, curveFrom: OTHER_PLATFORM });
    const block = tuningAlgorithms(String(written[1]!.content)).find(
      ({ name }) => name === 'rpi.nn.awb',
    )!.settings as { ct_curve: number[] };
    expect(block.ct_curve[7]).toBe(r);
  });

  it('is said to have what doctor warns of', async () => {
    const { note, facts } = await write({ text: changed(/\{ "rpi\.lux".*\},\n/, '') });
    expect(note).toMatch(/usr\/imx1\.json: warning .*no rpi\.lux: AWB counts on 400 lux/);
    expect(facts?.warnings).toMatch(/no rpi\.lux/);
    expect((await write()).facts).not.toHaveProperty('warnings');
  });

  it('has the network behind rpi.lux and rpi.awb, and no other AWB on', () => {
    const names = tuningAlgorithms(files.tuning).map(({ name }) => name);
    expect(names.indexOf('rpi.nn.awb')).toBe(names.indexOf('rpi.awb') + 1);
    expect(names.indexOf('rpi.nn.awb')).toBeGreaterThan(names.indexOf('rpi.lux'));
    const { runs, findings } = diagnoseTuning(files.tuning, {
      modelFault: (_, target) => tfliteFault(files.model, target),
    });
    expect(runs).toBe('network');
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
  });

  it.each([
    [
      'rpi.awb was off',
      (text: string) => changed('{ "rpi.awb": {', '{ "rpi.awb": { "enabled": false,', text),
    ],
    ['a network was on already', () => files.tuning],
    [
      "the stock file's own network was off",
      (text: string) =>
        changed(
          AWB,
          '$&        { "rpi.nn.awb": { "enabled": false, "enable_nn": 0, "transverse_pos": 0 } },\n',
          text,
        ),
    ],
  ])('is the same block where %s', async (_, change) => {
    const { files: written } = await write({ text: change(CAMERA_TUNING) });
    const tuning = String(written[1]!.content);
    expect(diagnoseTuning(tuning).runs).toBe('network');
    const block = (text: string) =>
      tuningAlgorithms(text).find(({ name }) => name === 'rpi.nn.awb')!.settings;
    expect(block(tuning)).toEqual(block(files.tuning));
  });

  it('answers within 1000 to 40,000 K whatever the hardware counts, NaN and infinity too', async () => {
    const network = await loadTflite(files.model);
    const { NaN: nan, POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
    for (const value of [0, -0, -1, 0.5, 1, 7, 1e20, -1e20, most, least, nan]) {
      for (const lux of [0, -1, 400, 1e6, 1e30, most, least, nan]) {
        const image = new Float32Array(576).fill(value);
        const [kelvin] = await network.run([image, Float32Array.of(lux)]);
        expect(kelvin, `${value}, lux ${lux}`).toBeGreaterThanOrEqual(1000);
        expect(kelvin, `${value}, lux ${lux}`).toBeLessThanOrEqual(40_000);
      }
    }
    // One zone of nothing among right ones.
    const image = new Float32Array(576).fill(0.4);
    image[100] = nan;
    const [kelvin] = await network.run([image, Float32Array.of(400)]);
    expect(Number.isFinite(kelvin)).toBe(true);
    network.close();
  });
});
