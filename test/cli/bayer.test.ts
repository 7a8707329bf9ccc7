/** Headerless Bayer frames on the command line: the same answers as of a DNG with the same values, and what is said of wrong descriptions. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { bayerTags, byte, long, packRows, writeTiff } from '../support/dng-writer.js';
import { runHere } from '../support/run-here.js';

const [WIDTH, HEIGHT] = [96, 64];
const STRIDE = 128;
let root: string;
const run = (...args: string[]) => runHere(args, { cwd: root });
const DUMP = ['--bayer', 'bggr', '--size', `${WIDTH}x${HEIGHT}`, '--bits', '10'];
const HOW = [...DUMP, '--packing', 'csi2p', '--stride', `${STRIDE}`, '--black-level', '64'];

const FRAMES = [...DUMP, '--packing', 'csi2p'].map((arg) =>
  arg.replace(/^--size$/, '--frame-size'),
);
const OF_SET = [...FRAMES, '--stride', `${STRIDE}`, '--black-level', '64', '--white-level', '1023'];

/** MIPI's 10 bits in rows of STRIDE bytes. */
function csi2(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(STRIDE * HEIGHT);
  values.forEach((value, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const at = y * STRIDE + 5 * (x >> 2);
    bytes[at + (x & 3)] = value >> 2;
    bytes[at + 4]! |= (value & 3) << (2 * (x & 3));
  });
  return bytes;
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-bayer-'));
  const rng = createRng('bayer');
  const light = [0.6, 1, 1, 0.45];
  const values = Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const shade = 0.2 + (0.6 * ((Math.floor(x / 12) * 7 + Math.floor(y / 8) * 5) % 8)) / 8;
    return 64 + Math.round(900 * shade * light[2 * (y % 2) + (x % 2)]! + 4 * rng.uniform());
  });
  writeFileSync(join(root, 'frame.raw'), csi2(values));
  const levels = { 33422: byte(2, 1, 1, 0), 50714: long(64), 50717: long(1023) };
  const { 50721: _matrix, ...plain } = bayerTags({ widthPx: WIDTH, heightPx: HEIGHT, bits: 16 });
  const tags = { ...plain, ...levels };
  writeFileSync(
    join(root, 'frame.dng'),
    writeTiff({ tags, blocks: [packRows(values, WIDTH, 16)] }),
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a frame without a header', () => {
  it('gives what a DNG of the same values gives, from predict, data inspect and balance', async () => {
    const dump = await run('predict', 'frame.raw', ...HOW, '--json');
    const dng = await run('predict', 'frame.dng', '--json');
    expect(dump.code).toBe(0);
    expect(dump.stderr).not.toMatch(/warning/);
    const { whitePoint, confidence } = JSON.parse(dump.stdout).pictures[0];
    expect(JSON.parse(dng.stdout).pictures[0]).toMatchObject({ whitePoint, confidence });

    const read = async (...args: string[]) =>
      JSON.parse((await run('data', 'inspect', ...args, '--json')).stdout);
    const [one, other] = [await read('frame.raw', ...HOW), await read('frame.dng')];
    expect(one).toMatchObject({
      format: 'Bayer dump',
      bits: 10,
      cfa: other.cfa,
      white: other.white,
    });
    expect(one.stage1Sha256).toBe(other.stage1Sha256);
    expect(one.linearMeans).toEqual(other.linearMeans);

    const balance = (file: string, ...how: string[]) =>
      run('balance', file, ...how, '--gains', '1.7,2.2', '--out', `${file}.png`);
    expect((await balance('frame.raw', ...HOW)).code).toBe(0);
    expect((await balance('frame.dng')).code).toBe(0);
    const [left, right] = ['raw', 'dng'].map((name) =>
      readFileSync(join(root, `frame.${name}.png`)),
    );
    expect(left).toEqual(right);
  });

  it('is a picture of a data set for eval, compare and data inspect, by options as by dataset.json', async () => {
    const said = join(root, 'said');
    mkdirSync(join(said, 'test/PNG'), { recursive: true });
    for (const id of ['a', 'b']) cpSync(join(root, 'frame.raw'), join(said, `test/PNG/${id}.raw`));
    writeFileSync(
      join(said, 'test/gt.csv'),
      'image,mean_r,mean_g,mean_b\na,0.45,1,0.6\nb,0.5,1,0.5\n',
    );
    cpSync(said, join(root, 'set'), { recursive: true });
    const bayer = {
      order: 'BGGR',
      width: WIDTH,
      height: HEIGHT,
      bits: 10,
      packing: 'csi2p',
      stride: STRIDE,
    };
    const description = { bayer, blackLevel: 64, whiteLevel: 1023 };
    writeFileSync(join(said, 'dataset.json'), JSON.stringify(description));

    const evaluated = async (...args: string[]) => {
      const { stdout, stderr, code } = await run(
        'eval',
        '--baselines',
        'grey-world',
        '--no-cache',
        '--json',
        '--per-picture',
        ...args,
      );
      expect({ code, stderr }).toMatchObject({ code: 0 });
      const { methods, pictures } = JSON.parse(stdout);
      return { methods, pictures };
    };
    const byOptions = await evaluated('--data', 'set', ...OF_SET);
    expect(await evaluated('--data', 'said')).toEqual(byOptions);
    const [first, second] = byOptions.pictures.map(({ estimates }) => [
      estimates[0].r,
      estimates[0].b,
    ]);
    expect(first[0] / first[1]).toBeCloseTo(0.45 / 0.6, 1);
    expect(second).toEqual(first);

    const inspected = async (...args: string[]) =>
      JSON.parse((await run('data', 'inspect', ...args, '--json')).stdout);
    const own = OF_SET.map((arg) => arg.replace('--frame-size', '--size'));
    const [one, other] = [await inspected('set', ...own), await inspected('said')];
    expect({ ...one, dir: '' }).toEqual({ ...other, dir: '' });
    expect(one.problems).toEqual([]);

    const compared = await run(
      'compare',
      '--data',
      'set',
      ...OF_SET,
      '--baselines',
      'grey-world',
      '--model',
      'shipped',
      '--out',
      'compared',
    );
    expect(compared).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'compared/index.html'))).toBe(true);
  });

  it('is looked for a chart', async () => {
    const chart = await run('chart', 'frame.raw', ...HOW);
    expect(chart).toMatchObject({ code: 3, stdout: '' });
    expect(chart.stderr).toMatch(/frame\.raw: no ColorChecker found/);
  });

  it('has a black level that is guessed with a word, where nobody says it', async () => {
    const { code, stderr } = await run('predict', 'frame.raw', ...HOW.slice(0, -2));
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: frame\.raw: it states no black level: 64 is taken/);
  });

  it('is refused with what would fit where its length is another', async () => {
    const { code, stderr, stdout } = await run(
      'predict',
      'frame.raw',
      ...DUMP,
      '--packing',
      'csi2p',
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /frame\.raw: .*expected 7680 bytes for 96x64 of 10 bits, csi2p, 120 a row, got a file of 8192\. Its length fits --stride 128/,
    );
  });

  it.each<[string[], RegExp]>([
    [['predict', 'frame.raw', '--bits', '10'], /--bits: expected with --bayer/],
    [['predict', 'frame.raw', '--bayer', 'RGGB'], /--bayer: expected with --size and --bits/],
    [['predict', 'frame.raw', ...DUMP, '--packing', 'ipu4'], /packing.*ipu4/],
    [['chart', 'frame.raw', ...DUMP, '--stride', '7'], /expected a stride of 192 bytes or more/],
    [['eval', '--data', 'set', '--bits', '10'], /--bits: expected with --bayer/],
    [
      ['compare', '--data', 'set', '--bayer', 'BGGR', '--out', 'x'],
      /expected with --frame-size and/,
    ],
    [
      ['eval', '--data', 'set', ...FRAMES, '--stride', '7'],
      /expected a stride of 120 bytes or more/,
    ],
    [
      ['eval', '--data', 'set', ...FRAMES, '--layout', 'awbnn', '--tuning-dir', '.'],
      /awbnn, whose/,
    ],
    [['balance', 'frame.raw', '--bayer', 'RGBG', '--gains', '1,1', '--out', 'x.png'], /RGBG/],
  ])('is not read by %j', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
