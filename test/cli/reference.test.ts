/** The reference's daily work from the command line: import, balance, augment, train further, its benchmark, trials as CSV. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel, encodeModel } from '../../dist/model/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { modelToSafetensors } from '../../dist/weights/index.js';
import { referenceModel, smallModel } from '../infer/sample-models.js';
import { runHere } from '../support/run-here.js';

let root: string;
const run = (...args: string[]) => runHere(args, { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-reference-'));
  const made = await run('data', 'synth', 'set', '--train', '30', '--test', '6', '--size', '54x36');
  expect(made.code).toBe(0);
  writeFileSync(join(root, 'small.awb'), encodeModel(smallModel()));
  writeFileSync(join(root, 'weights.safetensors'), modelToSafetensors(smallModel()));
  mkdirSync(join(root, 'raws'));
  const rgb = Uint16Array.from({ length: 8 * 6 * 3 }, (_, i) => 2048 + [4000, 8000, 6000][i % 3]!);
  const picture = { widthPx: 8, heightPx: 6, rgb, blackLevel: 2048, whiteLevel: 16383 };
  for (const name of ['a', 'b'])
    writeFileSync(join(root, 'raws', `${name}.png`), encodePng16(picture));
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb import', () => {
  it('writes a model that predicts, and says where each tensor went', async () => {
    const { code, stdout } = await run('import', 'weights.safetensors', '--out', 'imported.awb');
    expect(code).toBe(0);
    expect(stdout).toMatch(/conv1\.weight +8x4x2x2 +-> weight of conv1/);
    expect(stdout).toMatch(/network as the file states it/);
    const [mine, imported] = await Promise.all(
      ['small.awb', 'imported.awb'].map((model) =>
        run('predict', 'raws/a.png', '--model', model, '--json'),
      ),
    );
    const answer = (stdout: string) => JSON.parse(stdout).pictures[0].whitePoint;
    expect(answer(imported!.stdout)).toEqual(answer(mine!.stdout));
  });

  it('refuses what it cannot take over with exit code 3 and a sentence', async () => {
    writeFileSync(join(root, 'bad.safetensors'), 'nothing of the kind');
    const bad = await run('import', 'bad.safetensors', '--out', 'x.awb');
    expect(bad).toMatchObject({ code: 3, stdout: '' });
    expect(bad.stderr).toMatch(/bad\.safetensors: expected weights as safetensors, ONNX or/);
    expect((await run('import', 'none.pt', '--out', 'x.awb')).stderr).toMatch(/no such file/);
  });
});

describe('deepawb balance', () => {
  it('refuses a level that does not go with the other one, with exit code 3', async () => {
    const args = ['--gains', '2,1', '--out', 'b.png', '--black-level', '20000'];
    const { code, stderr } = await run('balance', 'raws/a.png', ...args);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /a\.png: .* got black 20000, white 16383\. Give levels that go with the file's own, or both/,
    );
  });

  it('renders a folder under gains of the user: a grey becomes grey', async () => {
    const { code } = await run('balance', 'raws', '--gains', '2,1.3333333', '--out', 'plain');
    expect(code).toBe(0);
    expect(readdirSync(join(root, 'plain')).sort()).toEqual(['a.png', 'b.png']);
    const { data, depth, width } = decode(readFileSync(join(root, 'plain/a.png')));
    expect([depth, width]).toEqual([8, 8]);
    expect(Math.abs(data[0]! - data[1]!)).toBeLessThanOrEqual(1);
    expect(Math.abs(data[2]! - data[1]!)).toBeLessThanOrEqual(1);
  });

  it("renders as the reference does, bit by bit, in style 'reference'", async () => {
    const args = ['--white-point', '0.425,0.7', '--style', 'reference', '--out', 'processed.png'];
    expect((await run('balance', 'raws/a.png', ...args)).code).toBe(0);
    const { data } = decode(readFileSync(join(root, 'processed.png')));
    const light = [0.425, 1, 0.7].map((v) => v / 2.125);
    const linear = [4000, 8000, 6000].map((v, c) => v / 14_335 / light[c]!);
    const matrix = [1.8795, -1.0326, 0.1531, -0.2198, 1.7153, -0.4955, 0.0069, -0.515, 1.5081];
    const bytes = [0, 3, 6].map((row) => {
      const sum = linear.reduce((s, v, c) => s + matrix[row + c]! * v, 0);
      return Math.trunc(Math.min(Math.max(sum, 0), 1) ** (1 / 2.2) * 255);
    });
    expect([...data.slice(0, 3)]).toEqual(bytes);
  });

  it('asks for gains, and never writes over a picture', async () => {
    expect(await run('balance', 'raws/a.png', '--out', 'y.png')).toMatchObject({ code: 2 });
    const over = await run('balance', 'raws/a.png', '--gains', '1,1', '--out', 'raws/a.png');
    expect(over).toMatchObject({ code: 2 });
    expect(over.stderr).toMatch(/--out: expected another file/);
  });
});

describe('deepawb data augment', () => {
  it('writes samples with the labels that they have', async () => {
    const recipe = {
      training: { augmentation: { relight: 0.2, warp: { probability: 1, rotateDegrees: 15 } } },
    };
    writeFileSync(join(root, 'recipe.json'), JSON.stringify(recipe));
    const args = ['--recipe', 'recipe.json', '--out', 'samples', '--count', '3', '--size', '16x16'];
    const { code, stderr } = await run('data', 'augment', 'set', ...args);
    expect(stderr).not.toMatch(/error/i);
    expect(code).toBe(0);
    expect(readdirSync(join(root, 'samples')).sort()).toEqual([
      '0000.png',
      '0001.png',
      '0002.png',
      'labels.csv',
    ]);
    const [head, ...rows] = readFileSync(join(root, 'samples/labels.csv'), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(head).toBe('file,image,r,b,true_r,true_b');
    expect(rows).toHaveLength(3);
    const bad = { training: { augmentation: { warp: { turn: 3 } } } };
    writeFileSync(join(root, 'bad.json'), JSON.stringify(bad));
    expect(
      (await run('data', 'augment', 'set', '--recipe', 'bad.json', '--out', 's2')).stderr,
    ).toMatch(/training\.augmentation\.warp\.turn: expected one of probability/);
  });
});

describe('deepawb train', () => {
  it('goes on from a model with --start', async () => {
    const args = ['--data', 'set', '--start', 'small.awb', '--epochs', '1', '--rate', '0.0001'];
    const { code } = await run(
      'train',
      ...args,
      '--batch',
      '8',
      '--out',
      'further.awb',
      '--threads',
      '1',
    );
    expect(code).toBe(0);
    // The network is the model's, and so are its numbers but for one small epoch.
    const parameters = (file: string) => readFileSync(join(root, file)).length;
    expect(Math.abs(parameters('further.awb') - parameters('small.awb'))).toBeLessThan(4000);
    const { architecture, metadata } = decodeModel(readFileSync(join(root, 'further.awb')));
    expect(architecture).toEqual(smallModel().architecture);
    // What the recipe would have made is no part of it.
    expect(metadata.settings).not.toHaveProperty('network');
    expect(metadata.settings).toMatchObject({ start: 'small', training: { epochs: 1 } });
  });

  it('has no other size for the network that --start names', async () => {
    const args = ['--data', 'set', '--start', 'small.awb', '--size', '64x64', '--out', 'x.awb'];
    const { code, stderr } = await run('train', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--start goes on with the network of a model; leave out --size/);
  });
});

describe('deepawb benchmark reference', () => {
  it('leaves blank what was not run, and says that the pictures are others', async () => {
    const { code, stdout } = await run(
      'benchmark',
      'reference',
      '--data',
      'set',
      '--model',
      'small.awb',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/reference's network +mean 0\.0005/);
    expect(stdout).toMatch(/bayes-reference +[\d.]+ +[\d.]+ +[\d.]+ +\S+ +\S+ +sum 0\.01417/);
    expect(stdout.match(/green from 0\.\d+( +0\.\d{6}){4}/g)).toHaveLength(3);
    expect(stdout).toMatch(/These are 6 pictures, not the 462 of SimpleCube\+\+/);
  }, 60_000);

  it('names weights that are not there, or no file, with exit code 3', async () => {
    const args = ['--data', 'set', '--model', 'small.awb', '--weights'];
    const absent = await run('benchmark', 'reference', ...args, 'none.pt');
    expect(absent).toMatchObject({
      code: 3,
      stderr: 'error: none.pt: expected a file of weights, no such file. Check the path.\n',
    });
    expect((await run('benchmark', 'reference', ...args, 'set')).stderr).toMatch(/^error: set: /);
  });

  it('has both squared errors on one scale: the sum is twice the mean', async () => {
    writeFileSync(join(root, 'r.safetensors'), modelToSafetensors(referenceModel()));
    const args = ['--data', 'set', '--weights', 'r.safetensors', '--model', 'small.awb', '--json'];
    const { stdout } = await run('benchmark', 'reference', ...args);
    const { rows } = JSON.parse(stdout);
    expect(rows).toHaveLength(4);
    for (const { figures } of rows) expect(figures.mse.sum / figures.mse.mean).toBeCloseTo(2, 9);
  }, 60_000);
});
