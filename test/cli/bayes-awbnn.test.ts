/** `deepawb bayes tune` on statistics of Raspberry Pi cameras, which lie in the canonical space of their sensor, made here. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluatePiecewise, parseTuningFile, piecewiseLinear } from '../../dist/classical/index.js';
import {
  canonicalWhitePointAt,
  rawWhitePointAt,
  readCanonicalSpace,
} from '../../dist/libcamera/index.js';
import { CURVE, picture, tuningText, writeAwbnn } from '../dataset/awbnn-folder.js';
import { runHere } from '../support/run-here.js';

const target = 'bcm2835';
const SENSITIVE = tuningText({ target, sensitivity: [1.05, 0.95] });
/** Another sensor: less red, more blue. */
const OTHER = tuningText({
  target,
  curve: CURVE.map((value, i) => value * ([1, 0.7, 1.3][i % 3] as number)),
});

/** Grey walls of several brightnesses under lights by even steps of mired. */
function walls(sensor: string, tuning: string) {
  const space = readCanonicalSpace(tuning);
  return Array.from({ length: 24 }, (_, i) => {
    const kelvin = Math.round(1e6 / (150 + (200 * (i + 0.5)) / 24));
    const { r, b } = canonicalWhitePointAt(space, kelvin);
    const grey = 0.15 + 0.02 * (i % 5);
    const zone = (tint: number) => [grey * r * tint, grey, (grey * b) / tint] as const;
    const zones = Object.fromEntries(
      Array.from({ length: 192 }, (_, z) => [z, zone(1 + 0.02 * ((z % 5) - 2))]),
    );
    return {
      name: `dom,${sensor},${i},${kelvin},${50 + 20 * i},4500`,
      png: picture(zone(1), { zones }),
    };
  });
}

let root: string;
const tune = (out: string, ...more: string[]) =>
  runHere(
    [
      ...['bayes', 'tune', '--data', 'vc4', '--layout', 'awbnn', '--tuning-dir', 'tuning/vc4'],
      ...['--folds', '2', '--no-cache', '--json', '--out', out, ...more],
    ],
    { cwd: root },
  );
const read = (file: string) => parseTuningFile(readFileSync(join(root, file), 'utf8')).parameters;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-bayes-awbnn-'));
  writeAwbnn(
    join(root, 'vc4'),
    [...walls('imx708', SENSITIVE), ...walls('imx219', OTHER)],
    join(root, 'tuning', 'vc4'),
    { imx708: SENSITIVE, imx219: OTHER },
  );
  writeFileSync(
    join(root, 'unknown.json'),
    tuningText({ target, curve: [2500, 1, 0.2, 7000, 0.3, 0.9] }),
  );
  writeFileSync(join(root, 'mine.json'), SENSITIVE);
  writeFileSync(join(root, 'pisp.json'), tuningText({ target: 'pisp' }));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a stock file tuned to statistics in the layout awbnn', () => {
  it.each([
    ['by its name', 'tuning/vc4/imx708.json', SENSITIVE],
    ['by its curve, whatever its name', 'mine.json', SENSITIVE],
    ['of the other sensor', 'tuning/vc4/imx219.json', OTHER],
  ])(
    'has the curve of its own sensor, raw and over the CT of the labels, %s',
    async (_, file, text) => {
      const { code, stdout, stderr } = await tune('out.json', '--tuning-file', file);
      expect(stderr).not.toContain('error');
      expect(code).toBe(0);
      // One sensor's alone.
      expect(JSON.parse(stdout).images).toBe(24);
      const { ctCurve, sensitivityR, sensitivityB } = read('out.json');
      expect([sensitivityR, sensitivityB]).toEqual([1, 1]);
      const kelvin = ctCurve!.map(({ cctKelvin }) => cctKelvin);
      const at = (key: 'r' | 'b', cct: number) =>
        evaluatePiecewise(
          piecewiseLinear(
            kelvin,
            ctCurve!.map((point) => point[key]!),
          ),
          cct,
        );
      for (const cct of [3000, 4000, 5000, 6000]) {
        const light = rawWhitePointAt(readCanonicalSpace(text), cct);
        expect(Math.abs(at('r', cct) / light.r - 1)).toBeLessThan(0.04);
        expect(Math.abs(at('b', cct) / light.b - 1)).toBeLessThan(0.04);
      }
    },
  );

  it.each([
    [
      'several sensors without a word which',
      [],
      /expected pictures of one sensor, got imx219, imx708.*--tuning-file/,
    ],
    [
      'a file of no sensor there',
      ['--tuning-file', 'unknown.json'],
      /unknown\.json: it is the file of none of the sensors/,
    ],
    [
      'a file of the other platform',
      ['--tuning-file', 'pisp.json'],
      /pisp\.json \(target pisp\): expected pictures of 32x32 zones, got 16x12/,
    ],
    [
      'the target of the other platform',
      ['--target', 'pisp'],
      /--target pisp: expected pictures of 32x32 zones, got 16x12/,
    ],
  ])('is refused for %s', async (_, args, message) => {
    const { code, stderr } = await tune('refused.json', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
    expect(existsSync(join(root, 'refused.json'))).toBe(false);
  });

  it('takes no matrix: labels are temperatures already', async () => {
    const matrix = '1,0,0,0,1,0,0,0,1';
    const args = ['--tuning-file', 'mine.json', '--xyz-to-camera', matrix];
    const { code, stderr } = await tune('refused.json', ...args);
    expect(stderr).toMatch(/--xyz-to-camera: the labels of vc4 are colour temperatures already/);
    expect(code).toBe(2);
  });
});
