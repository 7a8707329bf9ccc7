import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withInt8Weights } from '../../dist/export/index.js';
import { decodeModel } from '../../dist/model/index.js';
import { decodePng16 } from '../../dist/raw/index.js';
import { instantiate } from '../export/wasm-module.js';
import { HAS_COMPILER } from '../support/needs.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const run = (...args: string[]) => runHere(args, { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-export-'));
  writeTinyModel(join(root, 'tiny.awb'));
  await run('data', 'synth', 'set', '--train', '1', '--test', '1', '--size', '48x32');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb export', () => {
  it('writes a header and a source, and says how large they are', async () => {
    const result = await run('export', 'tiny.awb', '--out', 'deep/c');
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(
      /^deep\/c\/tiny\.h {2}[\d.]+ kB\ndeep\/c\/tiny\.c {2}[\d.]+ kB\n$/,
    );
    expect(result.stderr).toMatch(/of weights \(float32\), .* of static buffers, no heap\./);
    expect(readdirSync(join(root, 'deep/c')).sort()).toEqual(['tiny.c', 'tiny.h']);
    expect(readFileSync(join(root, 'deep/c/tiny.h'), 'utf8')).toContain('deepawb_tiny_estimate(');
  });

  it('answers --json with sizes in bytes', async () => {
    const args = ['--name', 'small', '--weights', 'int8', '--with-main', '--json'];
    const answer = JSON.parse((await run('export', 'tiny.awb', '--out', 'json', ...args)).stdout);
    expect(answer).toMatchObject({
      model: 'tiny.awb',
      format: 'c',
      weights: 'int8',
      name: 'small',
    });
    expect(answer.constantBytes).toBeGreaterThan(100);
    expect(answer.memoryBytes).toBeGreaterThan(4 * 16 * 16 * 4);
    for (const { name, bytes } of answer.files)
      expect(readFileSync(join(root, name)).length).toBe(bytes);
    expect(answer.files).toHaveLength(3);
  });

  it.skipIf(!HAS_COMPILER)('writes C that answers as deepawb predict does [needs cc]', async () => {
    await run('export', 'tiny.awb', '--out', 'cc', '--with-main');
    const cwd = join(root, 'cc');
    execFileSync('cc', ['-std=c99', '-O2', 'tiny.c', 'tiny_main.c', '-o', 'tiny', '-lm'], {
      cwd,
    });
    const file = join(root, 'set/test/PNG/0002.png');
    const predicted = await run('predict', file, '--model', 'tiny.awb', '--json');
    const { gains } = JSON.parse(predicted.stdout).pictures[0];
    const png = readFileSync(file);
    const { rgb, widthPx, heightPx } = decodePng16(png, { blackLevel: 2048, whiteLevel: 16383 });
    const input = new Uint8Array(rgb.buffer, rgb.byteOffset, rgb.byteLength);
    const size = [`${widthPx}`, `${heightPx}`];
    const stdout = execFileSync(join(cwd, 'tiny'), ['raw16', ...size], { input });
    const [status, , , red, blue] = stdout.toString().trim().split(' ').map(Number);
    expect(status).toBe(0);
    expect(red).toBeCloseTo(gains.red, 5);
    expect(blue).toBeCloseTo(gains.blue, 5);
  });

  it('writes a model with rounded weights, which eval and predict take', async () => {
    const args = ['--format', 'awb', '--weights', 'int8', '--name', 'rounded'];
    expect((await run('export', 'tiny.awb', '--out', 'awb', ...args)).code).toBe(0);
    const model = decodeModel(readFileSync(join(root, 'awb/rounded.awb')));
    const original = decodeModel(readFileSync(join(root, 'tiny.awb')));
    expect(model.parameters).toEqual(withInt8Weights(original).parameters);
    expect(model.parameters).not.toEqual(original.parameters);
    expect(model.metadata).toEqual({ ...original.metadata, name: 'rounded' });
    const predicted = await run('predict', 'set/test/PNG/0002.png', '--model', 'awb/rounded.awb');
    expect(predicted.code).toBe(0);
  });

  it('takes the model of the package where none is named', async () => {
    const result = await run('export', '--out', 'own', '--json');
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout).model).toMatch(/models\/.*\.awb$/);
  });

  it('exits 2 for options that do not go together, and 3 for what is no model', async () => {
    writeFileSync(join(root, 'text.awb'), 'hello');
    const cases: [string[], number, RegExp][] = [
      [['tiny.awb'], 2, /--out <dir>/],
      [['tiny.awb', '--out', 'x', '--name', 'a-b'], 2, /letters, digits and underscores/],
      [['tiny.awb', '--out', 'x', '--format', 'xml'], 2, /Allowed choices are c, onnx, .*awb/],
      [['tiny.awb', '--out', 'x', '--format', 'awb', '--with-main'], 2, /expected --format c/],
      [['tiny.awb', '--out', 'x', '--format', 'onnx', '--with-filter'], 2, /expected --format c/],
      [['tiny.awb', '--out', 'x', '--name', 'Filter', '--with-filter'], 2, /--name: .*'Filter'/],
      [['tiny.awb', '--out', 'x', '--arithmetic', 'int8'], 2, /expected --calibrate with it/],
      [['tiny.awb', '--out', 'tiny.awb'], 2, /--out: expected a folder/],
      [['missing.awb', '--out', 'x'], 3, /missing\.awb: expected a model, no such file/],
      [['text.awb', '--out', 'x'], 3, /text\.awb: .*does not start with 'DEEPAWB'/],
    ];
    for (const [args, code, expected] of cases) {
      const result = await run('export', ...args);
      expect(result, args.join(' ')).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(expected);
    }
  });

  it('writes ONNX', async () => {
    const result = await run('export', 'tiny.awb', '--format', 'onnx', '--out', 'onnx');
    expect(result.stdout).toMatch(/^onnx\/tiny\.onnx {2}[\d.]+ kB\n$/);
    expect(readFileSync(join(root, 'onnx/tiny.onnx')).toString('latin1')).toContain('white_point');
  });

  it('writes a WASM module that answers as deepawb predict does, and describes it', async () => {
    const result = await run('export', 'tiny.awb', '--format', 'wasm', '--out', 'wasm');
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^wasm\/tiny\.wasm {2}[\d.]+ kB\nwasm\/tiny\.md {2}[\d.]+ kB\n$/);
    expect(result.stderr).toMatch(/of weights \(float32\), .* of memory, and frames behind it\./);
    expect(readFileSync(join(root, 'wasm/tiny.md'), 'utf8')).toContain('# tiny.wasm');
    const file = join(root, 'set/test/PNG/0002.png');
    const predicted = await run('predict', file, '--model', 'tiny.awb', '--json');
    const { gains } = JSON.parse(predicted.stdout).pictures[0];
    const png = readFileSync(file);
    const { rgb, widthPx, heightPx } = decodePng16(png, { blackLevel: 2048, whiteLevel: 16383 });
    const awb = instantiate(readFileSync(join(root, 'wasm/tiny.wasm')));
    new Uint16Array(awb.memory.buffer, awb.deepawb_frame(rgb.byteLength)).set(rgb);
    expect(awb.deepawb_estimate_rgb16(widthPx, heightPx, 0, 2048, 16383)).toBe(0);
    const [, , red, blue] = new Float32Array(awb.memory.buffer, awb.deepawb_result(), 5);
    expect(red).toBeCloseTo(gains.red, 5);
    expect(blue).toBeCloseTo(gains.blue, 5);
    const int16 = ['--arithmetic', 'int16', '--name', 'fast'];
    await run('export', 'tiny.awb', '--format', 'wasm', '--out', 'wasm', ...int16);
    expect(readFileSync(join(root, 'wasm/fast.md'), 'utf8')).toContain('convolutions in int16');
  });

  it('notes errors on a data set in the model file, for the weights that it holds', async () => {
    const report = ['--format', 'awb', '--report', 'set', '--part', 'train'];
    const errorsOf = (file: string) => decodeModel(readFileSync(join(root, file))).metadata.errors;
    const told = JSON.parse(
      (await run('export', 'tiny.awb', '--out', 'e1', ...report, '--json')).stdout,
    ).report;
    const [float32, ...none] = errorsOf('e1/tiny.awb')!;
    expect(none).toEqual([]);
    expect(float32).toMatchObject({
      data: 'set',
      part: 'train',
      hash: told.datasetHash,
      pictures: 1,
    });
    expect(float32!.meanDegrees).toBe(told.float32.mean);
    // Again, and for another part: one entry for each. Of weights that nobody asked for it does not speak.
    const again = await run('export', 'e1/tiny.awb', '--out', 'e2', ...report);
    expect(again.stdout).toMatch(/float32 +mean/);
    expect(again.stdout).not.toContain('int8');
    await run('export', 'e2/tiny.awb', '--out', 'e3', ...report, '--part', 'test');
    expect(errorsOf('e2/tiny.awb')).toEqual([float32]);
    expect(errorsOf('e3/tiny.awb')!.map(({ part }) => part)).toEqual(['train', 'test']);
    // Rounded weights err otherwise.
    await run('export', 'e3/tiny.awb', '--out', 'e4', '--format', 'awb', '--weights', 'int8');
    expect(errorsOf('e4/tiny.awb')).toBeUndefined();
    await run('export', 'e3/tiny.awb', '--out', 'e5', ...report, '--weights', 'int8');
    expect(errorsOf('e5/tiny.awb')!.map(({ meanDegrees }) => meanDegrees)).toEqual([
      told.int8.mean,
    ]);
  });

  it('tells what int8 weights cost on a named data set', async () => {
    const args = ['--weights', 'int8', '--report', 'set', '--part', 'train'];
    const shown = await run('export', 'tiny.awb', '--out', 'told', ...args);
    expect(shown.stdout).toMatch(/Recovery error in degrees on 1 picture of set, train:/);
    const { report } = JSON.parse(
      (await run('export', 'tiny.awb', '--out', 'told', ...args, '--json')).stdout,
    );
    expect(report.difference.meanDifference).toBeCloseTo(report.int8.mean - report.float32.mean, 9);
    expect(report.largestChange).toBeGreaterThan(0);
    const refused = await run('export', 'tiny.awb', '--out', 'told', '--report', 'set');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--weights int8/);
  });

  it('calibrates integers on a data set, and tells what they cost there and on other pictures', async () => {
    const args = ['--arithmetic', 'int8', '--calibrate', 'set', '--report', 'set'];
    const shown = await run('export', 'tiny.awb', '--out', 'bytes', ...args);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/on 1 picture of set, train:\n {2}float32 .*\n {2}int8 /);
    expect(shown.stdout).toMatch(/on 1 picture of set, test:\n/);
    expect(shown.stdout).toMatch(/answers move by 0\.\d{4} degrees in the mean/);
    expect(shown.stderr).toMatch(/of weights \(for int8 arithmetic\), /);
    expect(shown.stderr).toMatch(/--calibrate set: 1 picture is few to tell how large values/);
    const source = readFileSync(join(root, 'bytes/tiny.c'), 'utf8');
    expect(source).toContain('convolutions in int8');
    const told = await run('export', 'tiny.awb', '--out', 'bytes', ...args, '--json');
    const { arithmetic, arithmeticReports, report } = JSON.parse(told.stdout);
    expect(arithmetic).toBe('int8');
    expect(report).toBeNull();
    expect(arithmeticReports).toHaveLength(2);
    for (const { float32, integers, difference, moved, pictures } of arithmeticReports) {
      expect(pictures).toBe(1);
      expect(difference.meanDifference).toBeCloseTo(integers.mean - float32.mean, 9);
      expect(moved.maxDegrees).toBeGreaterThan(0);
      expect(moved.maxDegrees).toBeLessThan(2);
    }
    const wide = await run('export', 'tiny.awb', '--out', 'wide', '--arithmetic', 'int16');
    expect(wide.code).toBe(0);
    expect(readFileSync(join(root, 'wide/tiny.c'), 'utf8')).toContain('convolve_int16(&layer');
  });

  it('says where pictures to calibrate on are of another camera than the model', async () => {
    const few = ['--train', '20', '--test', '1', '--size', '24x16'];
    for (const camera of ['dslr', 'imx708'])
      await run('data', 'synth', camera, ...few, '--camera', camera);
    const learn = ['--epochs', '60', '--size', '8x8', '--threads', '1', '--camera', 'Nikon D810'];
    await run('train', '--data', 'dslr', ...learn, '--out', 'own.awb');
    const exported = (data: string) =>
      run('export', 'own.awb', '--out', `of-${data}`, '--arithmetic', 'int8', '--calibrate', data);
    const own = await exported('dslr');
    expect([own.code, own.stderr]).toEqual([0, expect.not.stringContaining('warning')]);
    writeFileSync(join(root, 'imx708', 'dataset.json'), '{"camera": "Canon EOS 550D"}');
    const other = await exported('imx708');
    expect(other.code).toBe(0);
    expect(other.stderr).toMatch(/are of the Canon EOS 550D, own reads those of the Nikon D810/);
    expect(existsSync(join(root, 'of-imx708', 'own.c'))).toBe(true);
  }, 60_000);

  it.each([
    [['--arithmetic', 'int8'], /--arithmetic int8: expected --calibrate with it/],
    [
      ['--arithmetic', 'int8', '--calibrate', 'set', '--format', 'wasm'],
      /expected --format c with it/,
    ],
    [['--calibrate', 'set'], /--calibrate: expected --format c --arithmetic int8 with it/],
    [
      ['--arithmetic', 'int16', '--weights', 'int8'],
      /--weights int8: expected --arithmetic float32/,
    ],
    [
      ['--arithmetic', 'int16', '--format', 'onnx'],
      /expected --format c or wasm with it, got onnx/,
    ],
  ] as const)('refuses %j with exit code 2', async (args, message) => {
    const refused = await run('export', 'tiny.awb', '--out', 'refused', ...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(message);
    expect(existsSync(join(root, 'refused'))).toBe(false);
  });

  it('refuses a data set to calibrate on that is not there, with exit code 3 and nothing written', async () => {
    const args = ['--arithmetic', 'int8', '--calibrate', 'nowhere'];
    const refused = await run('export', 'tiny.awb', '--out', 'nothing', ...args);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/nowhere: the directory does not exist/);
    expect(existsSync(join(root, 'nothing/tiny.c'))).toBe(false);
  });

  it('refuses levels for the report that do not go with the others, with exit code 2', async () => {
    const args = ['--weights', 'int8', '--report', 'set', '--white-level', '10'];
    const refused = await run('export', 'tiny.awb', '--out', 'levels', ...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /--black-level: expected less than the white level 10, got 2048/,
    );
  });
});
