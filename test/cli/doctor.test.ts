/** `deepawb doctor libcamera` as users run it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';

let root: string;
const doctor = (...args: string[]) => runHere(['doctor', 'libcamera', ...args], { cwd: root });

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-doctor-'));
  mkdirSync(join(root, 'folder'));
  const algorithms = [{ 'rpi.nn.awb': { model: '/opt/awb/awb_model.tflite' } }];
  const text = JSON.stringify({ version: 2, target: 'pisp', algorithms });
  writeFileSync(join(root, 'camera.json'), text);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb doctor libcamera', () => {
  it.each([
    ['folder', 'it is no file'],
    ['none.tflite', 'there is no such file'],
  ])('blames the model for a model that is a %s, not the tuning file', async (model, reason) => {
    const { code, stdout, stderr } = await doctor('camera.json', '--model', model);
    expect(code).toBe(3);
    expect(stdout).toMatch(new RegExp(`FAULT .*${reason}`));
    expect(stderr).toMatch(/^error: camera\.json: \d+ faults?, listed with the result/);
  });

  it('names a tuning file that is not there, with exit code 3', async () => {
    const { code, stderr } = await doctor('none.json');
    expect(code).toBe(3);
    expect(stderr).toBe(
      'error: none.json: expected a tuning file, no such file. Check the path.\n',
    );
  });
});
