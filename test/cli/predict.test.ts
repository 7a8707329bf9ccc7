import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANON_EOS_550D_XYZ_TO_CAMERA } from '../../dist/color/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { bayerTags, packRows, writeTiff } from '../support/dng-writer.js';
import { runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const predict = (...args: string[]) =>
  runHere(['predict', '--model', 'tiny.awb', ...args], { cwd: root });

/** A 16-bit picture of one value per channel, between two levels. */
function flatPicture(value: (i: number) => number): Uint8Array {
  const rgb = Uint16Array.from({ length: 24 * 16 * 3 }, (_, i) => value(i));
  return encodePng16({ widthPx: 24, heightPx: 16, rgb, blackLevel: 0, whiteLevel: 65535 });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-predict-'));
  const sizes = ['--train', '1', '--test', '2', '--size', '48x32'];
  await runHere(['data', 'synth', 'set', ...sizes], { cwd: root });
  copyFileSync(join(root, 'set/test/PNG/0002.png'), join(root, 'a.png'));
  copyFileSync(join(root, 'set/test/PNG/0003.png'), join(root, 'b.png'));
  writeTinyModel(join(root, 'tiny.awb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb predict', () => {
  it('prints white point, gains and confidence on stdout and nothing on stderr', async () => {
    const run = await predict('a.png', 'b.png');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const [header, ...rows] = run.stdout.trim().split('\n');
    expect(header).toMatch(
      /^picture +white r +white b +gain red +gain blue +confidence +expected error$/,
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      const [, r, b, red, blue, confidence] = row.trim().split(/\s+/).map(Number);
      expect((r ?? 0) * (red ?? 0)).toBeCloseTo(1, 3);
      expect((b ?? 0) * (blue ?? 0)).toBeCloseTo(1, 3);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  it('answers --json in full precision', async () => {
    const run = await predict('a.png', '--json');
    const answer = JSON.parse(run.stdout);
    expect(answer).toMatchObject({ model: 'tiny.awb', method: expect.any(String) });
    const [{ file, whitePoint, gains }] = answer.pictures;
    expect(file).toBe('a.png');
    expect(gains.red * whitePoint.r).toBeCloseTo(1, 12);
    expect(gains.blue * whitePoint.b).toBeCloseTo(1, 12);
  });

  it('asks a method of the registry, as eval does on the same picture', async () => {
    const run = await runHere(['predict', 'a.png', '--method', 'grey-world', '--json'], {
      cwd: root,
    });
    const answer = JSON.parse(run.stdout);
    expect(answer).toMatchObject({ model: null, method: 'grey-world' });
    expect(answer.pictures[0].confidence).toBeNull();
    const args = ['eval', '--data', 'set', '--baselines', 'grey-world', '--per-picture', '--json'];
    const judged = JSON.parse((await runHere(args, { cwd: root })).stdout);
    const own = judged.pictures.find(({ id }: { id: string }) => id === '0002');
    expect(answer.pictures[0].whitePoint).toEqual({
      r: own.estimates[0].r,
      b: own.estimates[0].b,
    });
  });

  it('says of a method that it needs a data set, or which one may be meant', async () => {
    const learns = await runHere(['predict', 'a.png', '--method', 'bayes-tuned'], { cwd: root });
    expect(learns.code).toBe(2);
    expect(learns.stderr).toMatch(/--method: expected one .*grey-world.*, got bayes-tuned/);
    const unknown = await runHere(['predict', 'a.png', '--method', 'gray-world'], { cwd: root });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/--method: .*Did you mean grey-world\?/);
    const group = await runHere(['predict', 'a.png', '--method', 'all'], { cwd: root });
    expect(group.stderr).toMatch(/expected one method, got the group all/);
  });

  it('renders one picture to a file and several to a folder', async () => {
    const one = await predict('a.png', '--render', 'deep/out.png');
    expect(one.code).toBe(0);
    expect(one.stderr).toMatch(/Written: deep\/out\.png/);
    const { width, height, depth } = decode(readFileSync(join(root, 'deep/out.png')));
    expect({ width, height, depth }).toEqual({ width: 48, height: 32, depth: 8 });
    const both = await predict('a.png', 'b.png', '--render', 'folder', '--json');
    expect(readdirSync(join(root, 'folder')).sort()).toEqual(['a.png', 'b.png']);
    const rendered = JSON.parse(both.stdout).pictures.map((p: { rendered: string }) => p.rendered);
    expect(rendered).toEqual(['folder/a.png', 'folder/b.png']);
  });

  it('never writes over a picture it reads, nor two pictures to one file', async () => {
    const before = readFileSync(join(root, 'a.png'));
    mkdirSync(join(root, 'other'), { recursive: true });
    copyFileSync(join(root, 'a.png'), join(root, 'other/a.png'));
    const cases: [string[], RegExp][] = [
      [['a.png', '--render', 'a.png'], /expected another file than the picture itself/],
      [['a.png', 'b.png', '--render', '.'], /expected another file than the picture itself/],
      [
        ['a.png', 'other/a.png', '--render', 'out'],
        /different names, got a\.png and other\/a\.png/,
      ],
      [['a.png', 'b.png', '--render', 'tiny.awb'], /expected a folder for several pictures/],
    ];
    for (const [args, expected] of cases) {
      const run = await predict(...args);
      expect(run, args.join(' ')).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(expected);
    }
    expect(readFileSync(join(root, 'a.png')).equals(before)).toBe(true);
  });

  it('exits 3 for what is no raw picture, naming the file and the cure', async () => {
    const whole = readFileSync(join(root, 'a.png'));
    const eight = encode({ width: 4, height: 4, data: new Uint8Array(48), channels: 3, depth: 8 });
    const files: [string, Uint8Array, RegExp][] = [
      ['text.png', Buffer.from('hello'), /text\.png: .*signature of a raw picture \(PNG.*Export/s],
      ['eight.png', eight, /eight\.png: .*bit depth of 16, got 8\. Export/],
      ['cut.png', whole.subarray(0, whole.length - 500), /cut\.png: .*Copy or download/],
      ['masked.png', flatPicture(() => 0), /masked\.png: .*masked all over/],
      [
        'dark.png',
        flatPicture(() => 1000),
        /dark\.png: .*100 % of the pixels below.*--black-level/,
      ],
      [
        'high.png',
        flatPicture((i) => 3000 + 50 * i),
        /high\.png: .*white level 16383, got.*--white/,
      ],
    ];
    for (const [name, bytes, expected] of files) {
      writeFileSync(join(root, name), bytes);
      const run = await predict(name);
      expect(run, name).toMatchObject({ code: 3, stdout: '' });
      expect(run.stderr).toMatch(expected);
    }
    const missing = await predict('missing.png');
    expect(missing).toMatchObject({ code: 3, stdout: '' });
    expect(missing.stderr).toMatch(/missing\.png: expected a picture, no such file/);
    expect((await predict('set')).stderr).toMatch(
      /set: expected raw pictures \(\.png.*, found none/,
    );
  });

  it('goes on after a bad picture, lists it, and still exits 3', async () => {
    const run = await predict('a.png', 'missing.png', 'b.png', '--json');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(
      /missing\.png: expected a picture, no such file[\s\S]*1 of 3 pictures left out/,
    );
    const files = JSON.parse(run.stdout).pictures.map((p: { file: string }) => p.file);
    expect(files).toEqual(['a.png', 'b.png']);
  });

  it('exits 2 for levels that contradict each other and for no picture at all', async () => {
    const flags = ['--black-level', '16383', '--white-level', '16383'];
    const levels = await predict('a.png', ...flags);
    expect(levels).toMatchObject({ code: 2, stdout: '' });
    expect(levels.stderr).toMatch(/--black-level: expected less than the white level 16383/);
    expect(await predict()).toMatchObject({ code: 2, stdout: '' });
  });

  it('takes the levels of the model unless others are given', async () => {
    writeTinyModel(join(root, 'other.awb'), { blackLevel: 1024 });
    const white = async (...args: string[]) => {
      const run = await runHere(['predict', 'a.png', '--json', ...args], { cwd: root });
      return JSON.parse(run.stdout).pictures[0].whitePoint;
    };
    const own = await white('--model', 'other.awb');
    expect(own).not.toEqual(await white('--model', 'tiny.awb'));
    expect(own).toEqual(await white('--model', 'tiny.awb', '--black-level', '1024'));
  });
});

describeWithShared('simplecube-sample', 'predict on a photograph', () => {
  /** Peak resident memory of a whole process, bytes. */
  const peakOf = (stderr: string) => 1024 * Number(/peak memory (\d+) kB/.exec(stderr)?.[1]);
  const env = {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'print-peak-memory.mjs')}`,
    // Certificates of the machine's own are read at the start, whatever the program does.
    NODE_EXTRA_CA_CERTS: '',
  };

  it('stays under 64 MB in its whole process, of which Node takes two thirds', async () => {
    const picture = sharedData('simplecube-sample', '00_0011.png');
    const peaks: number[] = [];
    for (let i = 0; i < 3; i++) {
      const run = await runCli(['predict', picture], { cwd: root, env });
      expect(run.code).toBe(0);
      peaks.push(peakOf(run.stderr));
    }
    // When V8 collects is a matter of luck, worth a megabyte.
    const peak = peaks.toSorted((a, b) => a - b)[1]!;
    const bare = spawnSync(process.execPath, ['-e', '0'], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    expect(peakOf(bare.stderr)).toBeGreaterThan(20e6);
    expect(peak - peakOf(bare.stderr)).toBeLessThan(22e6);
    // Later versions of Node need more for themselves.
    if (process.version.startsWith('v20.')) expect(peak).toBeLessThan(64e6);
  });
});

describe('pictures of another camera than the model was made for', () => {
  const cameras = [
    { name: 'Canon EOS 550D', xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA },
    { name: 'Canon EOS 600D', xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA },
  ];
  const pointOf = (stdout: string) => JSON.parse(stdout).pictures[0];
  const ask = (...args: string[]) =>
    runHere(['predict', '--model', 'canon.awb', 'flat.png', '--json', ...args], { cwd: root });
  const SONY = '7374,-2389,-551,-5435,13162,2519,-1006,1795,6552';

  beforeAll(() => {
    writeTinyModel(join(root, 'canon.awb'), { cameras });
    writeFileSync(
      join(root, 'flat.png'),
      flatPicture((i) => 2048 + [5000, 9000, 6000][i % 3]!),
    );
  });

  it('are read through both matrices and answered in their own colours, which is said', async () => {
    const named = await ask('--camera', 'sony ilce-7m3');
    expect(named.stderr).toMatch(
      /Sony ILCE-7M3: read as pictures of the Canon EOS 550D, by both colour matrices/,
    );
    const { camera, whitePoint } = pointOf(named.stdout);
    expect(camera).toEqual({
      name: 'Sony ILCE-7M3',
      by: 'given',
      mappedTo: 'Canon EOS 550D',
      model: 'tiny',
    });
    const plain = pointOf((await ask()).stdout).whitePoint;
    expect(whitePoint).not.toEqual(plain);
    const byMatrix = pointOf((await ask('--color-matrix', SONY)).stdout).whitePoint;
    expect(byMatrix.r).toBeCloseTo(whitePoint.r, 9);
    expect(byMatrix.b).toBeCloseTo(whitePoint.b, 9);
  });

  it('are read as they are where the camera is one of its own, or nobody says, which is said too', async () => {
    const silent = await ask();
    expect(silent.stderr).toMatch(
      /made for the Canon EOS 550D and the Canon EOS 600D; pictures of another camera want --camera/,
    );
    expect(pointOf(silent.stdout).camera).toBeNull();
    const own = await ask('--camera', 'Canon EOS 600D');
    expect(own.stderr).toBe('');
    expect(pointOf(own.stdout)).toMatchObject({
      whitePoint: pointOf(silent.stdout).whitePoint,
      camera: { name: 'Canon EOS 600D', by: 'given', mappedTo: null },
    });
  });

  it('go to the universal model where no model is named, those of its own cameras do not', async () => {
    const unnamed = async (...args: string[]) => {
      const run = await runHere(['predict', 'flat.png', '--json', ...args], { cwd: root });
      const { model, method, pictures } = JSON.parse(run.stdout);
      return { model, method, stderr: run.stderr, camera: pictures[0].camera };
    };
    const sony = await unnamed('--camera', 'Sony ILCE-7M3');
    expect(sony.camera).toMatchObject({ mappedTo: 'canonical camera', model: 'universal' });
    expect(sony).toMatchObject({ method: 'universal', model: expect.stringMatching(/universal/) });
    expect(sony.stderr).toMatch(
      /and the model universal \(cube64-small was made for the Canon EOS 550D/,
    );
    const canon = await unnamed('--camera', 'Canon EOS 600D');
    expect(canon.camera).toMatchObject({ mappedTo: null, model: 'cube64-small' });
    expect(canon).toMatchObject({ method: 'cube64-small', stderr: '' });
    const silent = await unnamed();
    expect(silent).toMatchObject({ method: 'universal', camera: null });
    expect(silent.stderr).toMatch(/Nobody says which camera.*universal reads them as they are/);
    const named = await unnamed('--camera', 'Sony ILCE-7M3', '--model', 'shipped:default');
    expect(named.camera).toMatchObject({ mappedTo: 'Canon EOS 550D', model: 'cube64-small' });
  });

  it('are known by name where their own matrix says nothing, as that of a Raspberry Pi', async () => {
    const name = 'Raspberry Pi imx477';
    const [own] = cameras;
    writeTinyModel(join(root, 'pi.awb'), { cameras: [{ ...own!, name }] });
    const size = { widthPx: 48, heightPx: 32 };
    const values = Uint16Array.from({ length: 48 * 32 }, (_, i) => 700 + ((i * 37) % 900));
    const tags = { ...bayerTags(size), 50708: { type: 'ascii', text: name } as const };
    const blocks = [packRows(values, 48, 16)];
    writeFileSync(join(root, 'pi.dng'), writeTiff({ tags, blocks }));
    const run = await runHere(['predict', '--model', 'pi.awb', 'pi.dng', '--json'], { cwd: root });
    expect(run.stderr).not.toMatch(/another camera/);
    expect(pointOf(run.stdout).camera).toEqual({ name, by: 'file', mappedTo: null, model: 'tiny' });
  });

  it('are refused of a camera that nobody knows, with the nearest and the cure', async () => {
    const run = await ask('--camera', 'Sony ILCE-7M33');
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(
      /--camera "Sony ILCE-7M33": .*did you mean Sony ILCE-7.*--color-matrix/,
    );
    const zero = await ask('--color-matrix', '0,0,0,0,0,0,0,0,0');
    expect(zero).toMatchObject({ code: 3 });
    expect(zero.stderr).toMatch(/--color-matrix: the colour matrix/);
    expect((await ask('--camera', 'Sony ILCE-7M3', '--color-matrix', SONY)).code).toBe(2);
    expect((await ask('--color-matrix', '1,2,3')).code).toBe(2);
  });
});
