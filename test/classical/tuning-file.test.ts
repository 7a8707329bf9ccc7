import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTuningFile, TuningFileError, writeTuningFile } from '../../dist/classical/index.js';
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
    ['ct_curve[3]', { ct_curve: [2850, 0.7, 0.3, 2850, 0.5, 0.5] }],
    ['ct_curve[4]', { ct_curve: [2850, 0.7, 0.3, 4000, '0.5', 0.5] }],
    ['ct_curve[5]', { ct_curve: [2850, 0.7, 0.3, 4000, 0.5, -0.5] }],
    ['ct_curve', { ct_curve: 'curve' }],
    ['priors', { priors: [] }],
    ['priors[0].lux', { priors: [{ prior: [2000, 1] }] }],
    ['priors[1].lux', { priors: [AWB.priors[1], AWB.priors[0]] }],
    ['priors[0].prior', { priors: [{ lux: 0, prior: [2000] }] }],
    ['priors[0].prior[2]', { priors: [{ lux: 0, prior: [2000, 1, 2000, 0] }] }],
    ['priors[0].prior[1]', { priors: [{ lux: 0, prior: [2000, null] }] }],
    ['modes', { modes: {} }],
    ['modes.auto.lo', { modes: { auto: { hi: 8000 } } }],
    ['modes.auto.hi', { modes: { auto: { lo: 3000, hi: 2000 } } }],
    ['modes.auto', { modes: { auto: 5000 } }],
    ['transverse_pos', { transverse_pos: 0 }],
    ['transverse_neg', { transverse_neg: -1 }],
    ['min_G', { min_G: 1.5 }],
    ['coarse_step', { coarse_step: 0 }],
    ['speed', { speed: 2 }],
    ['frame_period', { frame_period: '10' }],
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
    expect(keyOf([])).toBe('tuning file');
    expect(keyOf({ version: 2 })).toBe('algorithms');
    expect(keyOf({ version: 7 })).toBe('version');
    expect(keyOf(version2(AWB, { 'rpi.awb': AWB }))).toBe('algorithms[2].rpi.awb.enabled');
    expect(keyOf({ version: 2, algorithms: [] })).toBe('rpi.awb');
  });
});

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
