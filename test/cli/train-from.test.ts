/** `deepawb train --from`: a model adapted to one camera by a few pictures of it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../dist/model/index.js';
import { runHere } from '../support/run-here.js';

let cwd: string;
const run = (...args: string[]) => runHere(args, { cwd });
const FROM = ['--from', 'shipped:universal', '--no-cache'];
const train = (...args: string[]) => run('train', ...FROM, ...args);
const modelOf = (file: string) => decodeModel(readFileSync(join(cwd, file)));
const NIKON = ['--camera', 'Nikon D810'];

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'deepawb-cli-train-from-'));
  const sizes = ['--train', '12', '--test', '6', '--size', '24x16'];
  expect((await run('data', 'synth', 'mine', ...sizes)).code).toBe(0);
  expect(
    (await run('data', 'synth', 'three', '--train', '3', '--test', '0', '--size', '24x16')).code,
  ).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const meanOf = async (model: string) => {
  const args = ['--data', 'mine', '--model', model, ...NIKON, '--json', '--no-cache'];
  const { stdout } = await run('eval', ...args);
  return JSON.parse(stdout).methods[0].recovery.mean as number;
};

describe('deepawb train --from', () => {
  it('writes a model and says what pictures held back say of it', async () => {
    const { stdout, code } = await train('--data', 'mine', ...NIKON, '--out', 'nikon.awb');
    expect(code).toBe(0);
    expect(stdout).toContain(
      '12 pictures of the Nikon D810, read as those of the canonical camera.',
    );
    expect(stdout).toMatch(/Before \(shipped:universal\): mean \d/);
    expect(stdout).toMatch(/After, one picture in 10 held back in turn: mean \d/);
    expect(stdout).toMatch(/Difference: [-+]\d\.\d\d° \(95 % interval [-+]\d.* to [-+]\d/);
    expect(stdout).toContain('Model: nikon.awb');
    expect(modelOf('nikon.awb').metadata).toMatchObject({
      ...{ name: 'nikon', licence: 'CC BY-SA 4.0' },
      cameras: [{ name: 'Nikon D810' }],
    });
  });

  it('tells the same in JSON, and a seed gives the same bits, with --resume too', async () => {
    const args = ['--data', 'mine', ...NIKON, '--seed', '4', '--json', '--out'];
    const { stdout } = await train(...args, 'one.awb', '--name', 'a');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ...{ model: 'one.awb', from: 'shipped:universal', camera: 'Nikon D810', pictures: 12 },
      ...{ folds: 10, mappedTo: 'canonical camera', parameters: 13_343 },
    });
    const { before, after, difference, verdict, isAdapted } = report;
    expect(difference.meanDifference).toBeCloseTo(after.mean - before.mean, 9);
    expect(isAdapted).toBe(['helped', 'probably helped'].includes(verdict));
    expect((await train(...args, 'other.awb', '--name', 'a', '--resume')).code).toBe(0);
    expect(readFileSync(join(cwd, 'one.awb'))).toEqual(readFileSync(join(cwd, 'other.awb')));
  });

  it('is no worse on pictures that took no part, where it says that it helped', async () => {
    const before = await meanOf('shipped:universal');
    const after = await meanOf('nikon.awb');
    const { isAdapted } = modelOf('nikon.awb').metadata.settings.adaptation as {
      isAdapted: boolean;
    };
    if (isAdapted) expect(after).toBeLessThan(before);
    else expect(after).toBeCloseTo(before, 4);
  });

  it('keeps the model of too few pictures, and adapts where one insists', async () => {
    const three = ['--data', 'three', ...NIKON];
    const kept = await train(...three, '--out', 'three.awb');
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain('3 pictures are too few to tell whether adapting helps.');
    expect(kept.stdout).toContain('The model written answers as shipped:universal does');
    expect(await meanOf('three.awb')).toBeCloseTo(await meanOf('shipped:universal'), 4);
    const forced = await train(...three, '--always-adapt', '--out', 'forced.awb');
    expect(forced.stdout).toContain('The adapted model is written all the same');
    expect(modelOf('forced.awb').parameters).not.toEqual(modelOf('three.awb').parameters);
  });

  it('adapts to one picture where one insists, and counts it as one', async () => {
    await run('data', 'synth', 'single', '--train', '1', '--test', '0', '--size', '24x16');
    const args = ['--data', 'single', ...NIKON, '--always-adapt', '--out', 'single.awb'];
    const { stdout, code } = await train(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('1 picture of the Nikon D810');
    expect(stdout).toContain('1 picture is too few to tell whether adapting helps.');
  });

  it('takes a camera by its matrix, and none', async () => {
    const matrix = ['--color-matrix', '0.7,-0.1,-0.08,-0.4,1.2,0.25,-0.04,0.15,0.6'];
    const known = await train('--data', 'mine', ...matrix, '--out', 'matrix.awb');
    expect(known.stdout).toContain('read as those of the canonical camera');
    const unknown = await train('--data', 'mine', '--always-adapt', '--out', 'unknown.awb');
    expect(unknown.stdout).toContain('12 pictures of a camera that nobody names.');
    expect(modelOf('unknown.awb').metadata.cameras).toBeUndefined();
  });

  it('says what adapting costs on pictures of a camera that the model knew', async () => {
    const known = ['--replay', 'three', '--replay-camera', 'Canon EOS 550D'];
    const args = ['--data', 'mine', ...NIKON, ...known, '--out', 'kept.awb'];
    const { stdout } = await train(...args);
    expect(stdout).toMatch(
      /Kept in mind \(three\): 1 other picture of the Canon EOS 550D, mean \d.*° before, and \d.*° with/,
    );
    const { forgetting } = JSON.parse((await train(...args, '--json')).stdout);
    expect(forgetting).toMatchObject({ data: 'three', held: 2, pictures: 1 });
  });

  it('makes models that exports take as any other', async () => {
    for (const format of ['c', 'onnx', 'wasm']) {
      const { code, stderr } = await run(
        'export',
        'nikon.awb',
        '--format',
        format,
        '--out',
        format,
      );
      expect({ code, stderr }).toMatchObject({ code: 0 });
    }
  });

  it.each([
    [['--data', 'mine', '--data', 'three'], 2, /adapts a model to one camera/],
    [['--camera', 'Nikon D810,Nikon D40'], 2, /expected one --data and one --camera/],
    [['--replay-camera', 'Nikon D40'], 2, /--replay-camera is for --replay/],
    [['--replay', 'nowhere'], 3, /nowhere/],
    [['--epochs', '3'], 2, /leave out --epochs/],
    [['--start', 'shipped:pi5'], 2, /leave out --start/],
    [['--family', 'reference'], 2, /leave out --family/],
    [['--curve', 'labels'], 2, /leave out --curve/],
    [['--band', '0.1'], 2, /leave out --band/],
    [['--calibrate', 'nikon.awb'], 2, /--calibrate .* goes with neither .* nor --from/],
    [
      ['--replay', 'three', '--replay-camera', 'Nokia X'],
      3,
      /--replay-camera "Nokia X": not among/,
    ],
    [['--validation', 'none'], 2, /leave out --validation none/],
    [['--from', 'shipped:pi5'], 3, /expected a model that reads raw pictures/],
    [['--from', 'nikon.awb', '--camera', 'Nikon D40'], 3, /is for pictures of the Nikon D810/],
    [['--from', 'none.awb'], 3, /none\.awb/],
    [['--from', 'broken.awb'], 3, /broken\.awb/],
  ])('refuses %j', async (more, code, message) => {
    writeFileSync(join(cwd, 'broken.awb'), 'no model');
    const data = more.includes('--data') ? [] : ['--data', 'mine'];
    const result = await train(...data, ...more, '--out', 'never.awb');
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(existsSync(join(cwd, 'never.awb'))).toBe(false);
  });

  it.each([
    [['--always-adapt', '--out', 'x.awb'], /--always-adapt is for --from/],
    [['--replay', 'three', '--out', 'x.awb'], /--replay and --replay-camera are for --from/],
    [['--from', 'shipped:universal', '--cross-validate'], /leave out --cross-validate/],
    [['--from', 'shipped:universal'], /expected --out/],
  ])('refuses %j', async (args, message) => {
    const result = await run('train', '--data', 'mine', ...args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(2);
  });
});
