import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  AwbAnswerError,
  AwbController,
  type AwbResult,
  type BayesianAwbParameters,
  createBayesianAwb,
  DEFAULT_AWB_PARAMETERS,
  isGreyWorld,
  parseTuningFile,
  readTuningFile,
  TuningFileError,
  tuningFileText,
  writeTuningFile,
} from '../../dist/classical/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const AWB = {
  bayes: 1,
  ct_curve: [2850, 0.74, 0.32, 4600, 0.52, 0.54, 7600, 0.38, 0.69],
  priors: [
    { lux: 0, prior: [2000, 1, 3000, 0, 13000, 0] },
    { lux: 800, prior: [2000, 0, 6000, 2, 13000, 2] },
  ],
  modes: { auto: { lo: 2500, hi: 8000 }, indoor: { lo: 3000, hi: 5000 } },
  transverse_pos: 0.02,
  min_G: 40,
};

const version2 = (awb: object, ...more: object[]) => ({
  version: 2.0,
  target: 'pisp',
  algorithms: [{ 'rpi.black_level': { black_level: 4096 } }, { 'rpi.awb': awb }, ...more],
});

function keyOf(file: unknown): string {
  try {
    readTuningFile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(TuningFileError);
    expect((error as Error).message).toContain((error as TuningFileError).key);
    return (error as TuningFileError).key;
  }
  return 'no error';
}

describe('tuningFileText', () => {
  it('keeps the order of modes whose names are numbers', () => {
    const modes = new Map([
      ['night', { lo: 2000, hi: 3000 }],
      ['6500', { lo: 6400, hi: 6600 }],
      ['10', { lo: 2500, hi: 8000 }],
      ['a "mode b', { lo: 2500, hi: 8000 }],
    ]);
    const parameters = { ...readTuningFile(version2(AWB)), modes };
    const text = tuningFileText(parameters, { target: 'pisp' });
    expect([...readTuningFile(text).modes]).toEqual([...modes]);
    expect(readTuningFile(text)).toEqual(parameters);
    expect(parseTuningFile(text).target).toBe('pisp');
  });

  it('is the text of writeTuningFile where no name is one', () => {
    const parameters = readTuningFile(version2(AWB));
    expect(tuningFileText(parameters)).toBe(
      `${JSON.stringify(writeTuningFile(parameters), null, 4)}\n`,
    );
  });
});

describe('writeTuningFile', () => {
  it('writes what readTuningFile reads', () => {
    const parameters = readTuningFile(version2(AWB));
    const file = writeTuningFile(parameters, { target: 'pisp' });
    expect(file).toMatchObject({ version: 2, target: 'pisp' });
    expect(readTuningFile(JSON.stringify(file))).toEqual(parameters);
  });
});

describe('readTuningFile', () => {
  it('reads both layouts, as text or parsed, and fills in defaults', () => {
    const parameters = readTuningFile(version2(AWB));
    expect(readTuningFile({ 'rpi.black_level': {}, 'rpi.awb': AWB })).toEqual(parameters);
    expect(readTuningFile(JSON.stringify(version2(AWB)))).toEqual(parameters);
    expect(parameters.ctCurve).toHaveLength(3);
    expect([...parameters.modes.keys()]).toEqual(['auto', 'indoor']);
    expect(parameters).toMatchObject({ transversePos: 0.02, transverseNeg: 0.01, minGreen: 40 });
    expect(parameters).toMatchObject({ speed: 0.05, framePeriod: 10, deltaLimit: 0.2 });
  });

  it.each([
    ['ct_curve', { ct_curve: [2850, 0.7, 0.3] }],
    ['ct_curve', { ct_curve: [2850, 0.7, 0.3, 4600, 0.5, 0.5, 7600] }],
    ['ct_curve', { ct_curve: [2850, 0.7, 0.3, 2850, 0.5, 0.5] }],
    ['ct_curve[4]', { ct_curve: [2850, 0.7, 0.3, 4000, '0.5x', 0.5] }],
    ['ct_curve', { ct_curve: ['nan', 0.7, 0.3, 4000, 0.5, 0.5] }],
    ['ct_curve', { ct_curve: 'curve' }],
    ['ct_curve', { ct_curve: null }],
    ['priors', { priors: [] }],
    ['priors', { priors: null }],
    ['priors[0].lux', { priors: [{ prior: [2000, 1] }] }],
    ['priors[1].lux', { priors: [AWB.priors[1], AWB.priors[0]] }],
    ['priors[0].prior', { priors: [{ lux: 0, prior: [2000] }] }],
    ['priors[0].prior', { priors: [{ lux: 0, prior: 1 }] }],
    ['priors[0].prior[2]', { priors: [{ lux: 0, prior: [2000, 1, 2000, 0] }] }],
    ['priors[0].prior[1]', { priors: [{ lux: 0, prior: [2000, null] }] }],
    ['modes', { modes: {} }],
    ['modes', { modes: null }],
    ['modes.auto.lo', { modes: { auto: { hi: 8000 } } }],
    ['modes.auto.lo', { modes: { auto: { lo: 1e-320, hi: 8000 } } }],
    ['modes.auto.lo', { modes: { auto: 5000 } }],
    ['transverse_pos', { transverse_pos: 0 }],
    ['transverse_neg', { transverse_neg: -1 }],
    ['coarse_step', { coarse_step: 0 }],
    ['coarse_step', { coarse_step: 1e-7 }],
    ['coarse_step', { coarse_step: 1e-300 }],
    ['coarse_step', { modes: { auto: { lo: 1e-300, hi: 8000 } }, coarse_step: 0.01 }],
    ['coarse_step', { coarse_step: 'inf' }],
    ['transverse_pos', { transverse_pos: 'nan' }],
    ['bias_proportion', { bias_proportion: -0.1 }],
    ['modes.auto.hi', { modes: { auto: { lo: 2500, hi: 'nan' } } }],
  ])('names the key: %s', (key, change) => {
    expect(keyOf(version2({ ...AWB, ...change }))).toBe(`algorithms[1].rpi.awb.${key}`);
    expect(keyOf({ 'rpi.awb': { ...AWB, ...change } })).toBe(`rpi.awb.${key}`);
  });

  it('accepts one enabled AWB alone', () => {
    const network = { 'rpi.nn.awb': { enabled: true } };
    expect(keyOf(version2(AWB, network))).toBe('algorithms[2].rpi.nn.awb.enabled');
    expect(keyOf(version2(AWB, { 'rpi.nn.awb': { enabled: false } }))).toBe('no error');
    const replaced = version2({ ...AWB, enabled: false }, network);
    expect(keyOf(replaced)).toBe('algorithms[1].rpi.awb.enabled');
    expect(readTuningFile(replaced, { allowDisabled: true }).ctCurve).toHaveLength(3);
  });

  it('says what is wrong with a file that is none', () => {
    expect(keyOf('{')).toBe('tuning file');
    expect(keyOf('')).toBe('tuning file');
    expect(keyOf('[1, 2]')).toBe('tuning file');
    expect(keyOf(`${'['.repeat(5000)}${']'.repeat(5000)}`)).toBe('tuning file');
    expect(keyOf('a: &x 1\nb: *x')).toBe('tuning file.b');
    expect(keyOf('--- {}\n--- {}')).toBe('tuning file');
    expect(keyOf({ version: 2, target: 'rkisp1', algorithms: [] })).toBe('target');
    expect(keyOf([])).toBe('tuning file');
    expect(keyOf({ version: 2 })).toBe('algorithms');
    expect(keyOf({ version: 7 })).toBe('version');
    expect(keyOf(version2(AWB, { 'rpi.awb': AWB }))).toBe('algorithms[2].rpi.awb.enabled');
    expect(keyOf({ version: 2, algorithms: [] })).toBe('rpi.awb');
  });
});

describe('a tuning file as libcamera reads it', () => {
  const text = JSON.stringify(version2(AWB), null, 2);
  const plain = readTuningFile(text);
  const changed = (from: string | RegExp, to: string) => {
    const other = text.replace(from, to);
    expect(other).not.toBe(text);
    return other;
  };

  it.each([
    ['a byte order mark', `\uFEFF${text}`],
    ['comments', `# tuned at home\n${changed('"bayes": 1,', '"bayes": 1, # always')}`],
    ['a comma before a closing brace', changed(/("hi": 5000)/, '$1,')],
    ['a comma before a closing bracket', changed(/0\.69\s*\]/, '0.69, ]')],
    ['numbers in quotes', changed('"lo": 2500', '"lo": "2500"').replace('0.54', "'0.54'")],
    [
      'other ways to write a number',
      changed('"lo": 2500', '"lo": 2.5e3').replace('7600', '+7600.'),
    ],
    ['hexadecimal numbers', changed('"lo": 2500', '"lo": 0x9c4')],
    ['block style', blockStyle(version2(AWB))],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['tabs', text.replaceAll('  ', '\t')],
    ['a second value for a key', changed('"min_G": 40', '"min_G": 40, "min_G": 50')],
    [
      'a renamed AWB',
      changed('"rpi.black_level"', '"x.rpi.awb": {"ct_curve": 3}, "rpi.black_level"'),
    ],
    ['unknown algorithms', changed('"rpi.black_level"', '"their.own": null, "rpi.black_level"')],
    ['entries that are no objects', changed('"algorithms": [', '"algorithms": [ 3, null, [], ')],
  ])('means the same with %s', (_, other) => {
    expect(readTuningFile(other)).toEqual(plain);
  });

  it('has the first mode of the file as its default, also where its name is a number', () => {
    const modes = '"modes": {"auto": {"lo": 2500, "hi": 8000}, "6500": {"lo": 6400, "hi": 6600}}';
    const { modes: read } = readTuningFile(changed(/"modes": \{[^}]*\}[^}]*\}[^}]*\}/, modes));
    expect([...read.keys()]).toEqual(['auto', '6500']);
  });

  it.each([
    ['bayes', '0.0', 'bayes', true],
    ['bayes', 'false', 'bayes', true],
    ['bayes', '0', 'bayes', false],
    ['min_regions', '60.0', 'minRegions', 10],
    ['min_regions', '-1', 'minRegions', 10],
    ['min_regions', '"060"', 'minRegions', 60],
    ['min_G', '70000', 'minGreen', 32],
    ['min_G', '" 40"', 'minGreen', 32],
    ['frame_period', '"7"', 'framePeriod', 7],
    ['frame_period', '+7', 'framePeriod', 10],
    ['startup_frames', 'null', 'startupFrames', 10],
    ['speed', 'null', 'speed', 0.05],
    ['speed', '[0.1]', 'speed', 0.05],
    ['speed', '"0.1 "', 'speed', 0.05],
    ['speed', '" 0.1"', 'speed', 0.1],
    ['delta_limit', '1e999', 'deltaLimit', 0.2],
    ['delta_limit', 'inf', 'deltaLimit', Number.POSITIVE_INFINITY],
    ['delta_limit', '"NaN"', 'deltaLimit', Number.POSITIVE_INFINITY],
    ['delta_limit', '.inf', 'deltaLimit', 0.2],
    ['whitepoint_r', '-Infinity', 'greyOffsetR', Number.NEGATIVE_INFINITY],
    ['whitepoint_b', 'nan(7)', 'greyOffsetB', Number.NaN],
    ['speed', '1.5', 'speed', 1.5],
    ['speed', '-1', 'speed', -1],
    ['sensitivity_r', '0', 'sensitivityR', 0],
    ['sensitivity_b', '-1.05', 'sensitivityB', -1.05],
    ['bias_ct', '-100', 'biasCctKelvin', -100],
    ['delta_limit', '0', 'deltaLimit', 0],
    ['coarse_step', '1e-310', 'coarseStep', 0.2],
  ])('reads %s: %s as libcamera does', (key, written, name, value) => {
    const awb = { ...AWB, bayes: undefined, min_G: undefined };
    const json = JSON.stringify(version2(awb)).replace(
      '"ct_curve"',
      `"${key}": ${written}, "ct_curve"`,
    );
    expect(readTuningFile(json)).toMatchObject({ [name]: value });
  });

  it('leaves out points of the curve whose CT does not rise, and says so', () => {
    const points = AWB.ct_curve;
    const bent = [
      ...points.slice(0, 6),
      4500,
      0.53,
      0.53,
      4600.000_000_5,
      0.5,
      0.5,
      ...points.slice(6),
    ];
    const { parameters, warnings } = parseTuningFile(version2({ ...AWB, ct_curve: bent }));
    expect(parameters.ctCurve).toEqual(plain.ctCurve);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('ct_curve[6]: the point at 4500 K is left out');
  });

  it('takes odd numbers as libcamera does, and says so', () => {
    const odd = {
      speed: 2,
      sensitivity_r: 0,
      ct_curve: [2850, 0.7, 0.3, 4600, 0, 0.5, 7600, 0.4, 0.69],
    };
    const { parameters, warnings } = parseTuningFile(version2({ ...AWB, ...odd }));
    expect(parameters.ctCurve?.[1]).toEqual({ cctKelvin: 4600, r: 0, b: 0.5 });
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).toMatch(
      /speed: libcamera takes 2.*sensitivity_r: 0 leaves.*no light has r 0, b 0\.5 \(at 4600 K\)/,
    );
    expect(() => createBayesianAwb({ ...parameters, minRegions: 1 })(greyZones(0.6, 0.5))).toThrow(
      AwbAnswerError,
    );
  });

  it('overshoots at a speed above 1, and gives out no gains that cannot be', () => {
    const parameters = {
      ...readTuningFile(version2({ ...AWB, speed: 1.5, startup_frames: 2, frame_period: 1 })),
      minRegions: 1,
    };
    const controller = new AwbController(parameters);
    const [warm, cool] = [greyZones(0.65, 0.35), greyZones(0.42, 0.66)];
    const target = createBayesianAwb(parameters)(cool)!;
    controller.frame(warm);
    controller.frame(cool);
    const before = controller.status;
    controller.process(cool);
    expect(controller.prepare().red).toBeCloseTo(1.5 * target.red - 0.5 * before.red, 12);
    const wild = new AwbController({ ...parameters, speed: 1e6 });
    wild.frame(warm);
    expect(() => wild.frame(cool)).toThrow(AwbAnswerError);
  });

  it('answers where the curve has an impossible point that the search has no use for', () => {
    const far = [...AWB.ct_curve, 20_000, -1, -1];
    const awb = { ...AWB, min_regions: 1 };
    const zones = greyZones(0.55, 0.5);
    const read = (ct_curve: number[]) =>
      createBayesianAwb(readTuningFile(version2({ ...awb, ct_curve })));
    const modes = { auto: { lo: 3000, hi: 5000 } };
    const plainAnswer = createBayesianAwb(readTuningFile(version2({ ...awb, modes })))(zones);
    const oddAnswer = createBayesianAwb(readTuningFile(version2({ ...awb, modes, ct_curve: far })))(
      zones,
    );
    expect(plainAnswer).not.toBeNull();
    expect(oddAnswer).toEqual(plainAnswer);
    expect(read(AWB.ct_curve)(zones)).not.toBeNull();
  });

  it('caps nothing where delta_limit is infinite or NaN, as the least of a cost and NaN is the cost', () => {
    const zones = greyZones(1.5, 0.1);
    const answer = (delta_limit: unknown) =>
      createBayesianAwb(readTuningFile(version2({ ...AWB, min_regions: 1, delta_limit })))(zones);
    expect(answer('nan')).toEqual(answer(1e300));
    expect(answer('inf')).toEqual(answer(1e300));
    expect(answer('inf')).not.toEqual(answer(0.01));
  });

  it('leaves out modes in which libcamera would never end, unless it is the first', () => {
    const modes = {
      auto: { lo: 2500, hi: 8000 },
      odd: { lo: 0, hi: 8000 },
      far: { lo: 'nan', hi: 1 },
    };
    const { parameters, warnings } = parseTuningFile(version2({ ...AWB, modes }));
    expect([...parameters.modes.keys()]).toEqual(['auto']);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('modes.odd: left out');
  });

  it('takes an object for no curve, as libcamera counts its entries and reads none', () => {
    const ct_curve = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 };
    const { parameters, warnings } = parseTuningFile(version2({ ...AWB, ct_curve }));
    expect(isGreyWorld(parameters)).toBe(true);
    expect(warnings[0]).toContain('ct_curve: libcamera reads no curve out of an object');
    expect(keyOf(version2({ ...AWB, ct_curve: { a: 1 } }))).toBe('algorithms[1].rpi.awb.ct_curve');
  });

  it('is grey world where the algorithm has no settings, and none where a monochrome sensor has no AWB', () => {
    expect(isGreyWorld(readTuningFile('{"version": 2, "algorithms": [{"rpi.awb": null}]}'))).toBe(
      true,
    );
    const mono = { version: 2, algorithms: [{ 'rpi.black_level': {} }] };
    expect(() => readTuningFile(mono)).toThrow(/monochrome/);
    expect(parseTuningFile(version2(AWB)).target).toBe('pisp');
    expect(parseTuningFile({ 'rpi.awb': AWB }).target).toBe('bcm2835');
  });

  it('tries the two ends alone of a mode whose hi is below its lo', () => {
    const modes = { auto: { lo: 6000, hi: 3000 } };
    const parameters = readTuningFile(version2({ ...AWB, modes, min_regions: 1 }));
    const seen: number[] = [];
    const observe = (stage: string, cct: number) => stage === 'coarse' && seen.push(cct);
    createBayesianAwb(parameters)(greyZones(0.5, 0.55), { observe });
    expect(seen).toEqual([6000, 3000]);
  });
});

/** A grid that sees one grey. */
function greyZones(r: number, b: number) {
  const zone = [Math.round(2e6 * r), 2e6, Math.round(2e6 * b), 100];
  return { width: 4, height: 3, sums: Float64Array.from(Array(12).fill(zone).flat()) };
}

/** YAML in block style. */
function blockStyle(value: object): string {
  return stringify(value);
}

describe('gains', () => {
  it('are above 0 and finite or refused, whatever the tuning', () => {
    const finite = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    const awb = fc.record({
      ct_curve: fc
        .uniqueArray(fc.tuple(fc.integer({ min: 500, max: 20_000 }), finite, finite), {
          minLength: 2,
          maxLength: 6,
          selector: ([cct]) => cct,
        })
        .map((points) => points.sort((p, q) => p[0] - q[0]).flat()),
      priors: fc.constant(AWB.priors),
      modes: fc.record({ auto: fc.record({ lo: finite, hi: finite }) }),
      transverse_pos: finite,
      transverse_neg: finite,
      sensitivity_r: fc.oneof(finite, fc.constant(1e308)),
      sensitivity_b: finite,
      coarse_step: finite,
      whitepoint_r: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      bias_proportion: fc.oneof(fc.constant(0), finite),
      min_regions: fc.constant(1),
      bayes: fc.constantFrom(0, 1),
    });
    const outcomes = { given: 0, refused: 0 };
    fc.assert(
      fc.property(awb, finite, finite, (settings, r, b) => {
        let parameters: BayesianAwbParameters;
        try {
          parameters = readTuningFile(version2(settings));
        } catch (error) {
          expect(error).toBeInstanceOf(TuningFileError);
          return;
        }
        const zones = greyZones(Math.min(r, 30), Math.min(b, 30));
        const controller = new AwbController(parameters);
        for (let i = 0; i < 4; i++) expectGains(controller.frame(zones));
        try {
          const result = createBayesianAwb(parameters)(zones);
          if (result !== null) expectGains(result);
          outcomes.given++;
        } catch (error) {
          expect(error).toBeInstanceOf(AwbAnswerError);
          outcomes.refused++;
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(outcomes.given).toBeGreaterThan(20);
    expect(outcomes.refused).toBeGreaterThan(5);
  });

  it('are no answer to a frame without green', () => {
    const black = {
      width: 4,
      height: 3,
      sums: Float64Array.from(Array(12).fill([1e6, 0, 1e6, 100]).flat()),
    };
    const parameters = { ...DEFAULT_AWB_PARAMETERS, minGreen: 0, minRegions: 1 };
    expect(() => createBayesianAwb(parameters)(black)).toThrow(AwbAnswerError);
    expect(new AwbController(parameters).frame(black)).toMatchObject({ red: 1, blue: 1 });
  });
});

function expectGains({ red, blue }: AwbResult): void {
  for (const gain of [red, blue]) expect(gain > 0 && gain < Number.POSITIVE_INFINITY).toBe(true);
}

describeWithShared('awbnn', 'stock tuning files', () => {
  it.each(['pisp', 'vc4'])('of %s are all read', (grid) => {
    const names = readdirSync(sharedData('awbnn', 'tuning', grid));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const text = readFileSync(sharedData('awbnn', 'tuning', grid, name), 'utf8');
      const parameters = readTuningFile(text);
      expect(parameters.ctCurve!.length).toBeGreaterThan(3);
      expect(parameters.priors.map(({ lux }) => lux)).toEqual([0, 800, 1500]);
      expect([...parameters.modes.keys()][0]).toBe('auto');
    }
  });
});
