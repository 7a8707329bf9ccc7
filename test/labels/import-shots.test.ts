/** Folders of raw pictures to a data set: what is written, what is left alone, what a second run does. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDatasetIndex } from '../../dist/dataset/index.js';
import {
  appendLabels,
  curveFor,
  deriveDataset,
  importShots,
  labelAsShot,
  newKey,
  readOwnFolder,
  serveLabels,
} from '../../dist/labels/node/index.js';
import { decodePng16, decodeRaw, encodePng16 } from '../../dist/raw/index.js';
import { runHere } from '../support/run-here.js';
import { CARD, CARD_CORNERS, cardDng, chartDng, LIGHTS, put, putShots, SHOT } from './own-shots.js';

let root: string;
let shots: string;
let dir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-own-'));
  [shots, dir] = [join(root, 'shots'), join(root, 'mine')];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (changes: object = {}) =>
  importShots({
    shots,
    dir,
    part: 'train',
    levels: {},
    longestPx: 120,
    workers: 1,
    signal: new AbortController().signal,
    onShot: () => {},
    onProgress: () => {},
    ...changes,
  });
const label = (image: string, rest: object = {}) => ({
  key: newKey(),
  image,
  how: 'patch' as const,
  r: 0.5,
  b: 0.7,
  polygon: CARD_CORNERS,
  by: 'person',
  at: '2026-11-27T09:00:00.000Z',
  ...rest,
});
const pixel = (file: string, x: number, y: number) => {
  const { rgb, widthPx } = decodePng16(readFileSync(file));
  return [...rgb.subarray(3 * (y * widthPx + x), 3 * (y * widthPx + x) + 3)];
};

describe('data import of frames without a header', () => {
  const BAYER = [
    '--bayer',
    'RGGB',
    '--frame-size',
    `${SHOT.widthPx}x${SHOT.heightPx}`,
    '--bits',
    '12',
  ];
  /** The same frames as DNGs, and bare. */
  function putBoth(): void {
    for (const [name, seed] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      const bytes = cardDng({ seed });
      const { values } = decodeRaw(bytes, { inflate: (data) => data });
      put(join(root, 'dngs', `${name}.dng`), bytes);
      put(join(shots, `${name}.raw`), new Uint8Array(new Uint16Array(values).buffer));
    }
  }

  it('gives the pictures that the same frames give as DNGs, and measures on them', async () => {
    putBoth();
    const options = ['--size', '120', '--black-level', String(SHOT.black)];
    const bare = await runHere(['data', 'import', shots, dir, ...options, ...BAYER]);
    expect(bare.code, bare.stderr).toBe(0);
    const other = join(root, 'theirs');
    await run({ shots: join(root, 'dngs'), dir: other });
    for (const name of ['a.png', 'b.png']) {
      expect(readFileSync(join(dir, 'pictures', name))).toEqual(
        readFileSync(join(other, 'pictures', name)),
      );
    }
    const [shot] = readOwnFolder(dir).shots;
    expect(shot).toMatchObject({
      format: 'Bayer dump',
      dump: {
        order: 'RGGB',
        widthPx: SHOT.widthPx,
        heightPx: SHOT.heightPx,
        bits: 12,
        packing: 'unpacked',
      },
    });
    const server = await serveLabels({
      dir,
      host: '127.0.0.1',
      port: 0,
      by: 'person',
      now: () => new Date(),
      onFault: (error) => {
        throw error;
      },
    });
    const url = new URL(server.urls[0]!);
    const answer = await fetch(new URL('api/measure', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url.origin },
      body: JSON.stringify({ image: 'a', polygon: CARD_CORNERS }),
    });
    const { patch } = (await answer.json()) as { patch: { whitePoint: { r: number } } };
    expect(patch.whitePoint.r).toBeCloseTo(0.5, 2);
    await server.close();
    // Again: nothing is new.
    const again = await runHere(['data', 'import', shots, dir, ...options, ...BAYER, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ known: 2, imported: [] });
  });

  it('refuses files of another length, and a description that is none', async () => {
    putBoth();
    const wrong = BAYER.with(-1, '8');
    const run8 = await runHere(['data', 'import', shots, dir, ...wrong]);
    expect(run8).toMatchObject({ code: 3 });
    expect(run8.stderr).toMatch(/Its length fits .*--bits/);
    const missing = await runHere([
      'data',
      'import',
      shots,
      dir,
      '--bayer',
      'RGGB',
      '--bits',
      '12',
    ]);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toMatch(/--bayer: expected with --frame-size and --bits/);
    const alone = await runHere(['data', 'import', shots, dir, '--frame-size', '8x8']);
    expect(alone.stderr).toMatch(/--frame-size: expected with --bayer/);
  });
});

describe('data import', () => {
  it('reads files where they lie and says what they say of their camera', async () => {
    putShots(shots, 2);
    const imported = await run();
    expect(imported.shots.map(({ image }) => image).sort()).toEqual(['shot-1', 'shot-2']);
    const [first] = readOwnFolder(dir).shots.toSorted((a, b) => (a.image < b.image ? -1 : 1));
    expect(first).toMatchObject({
      file: join(shots, 'shot-1.dng'),
      camera: 'Test Camera',
      widthPx: SHOT.widthPx,
      black: { tag: SHOT.black, masked: null },
      white: SHOT.white,
      exposureSeconds: 0.02,
      shading: 'none',
      chart: null,
      takenAt: '2025-10-09T08:53:20',
    });
    expect(first?.asShot?.r).toBeCloseTo(LIGHTS[0].r * 1.03, 5);
    expect(JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8'))).toMatchObject({
      name: 'mine',
      camera: 'Test Camera',
      blackLevel: 4096,
      whiteLevel: 65_535,
      colourMatrix: expect.arrayContaining([0.75]),
    });
    // The card, linear, at 120 pixels.
    const [red, green, blue] = pixel(join(dir, 'pictures/shot-1.png'), 60, 35).map(
      (v) => (v - 4096) / 61_439,
    );
    expect(red! / green!).toBeCloseTo(LIGHTS[0].r, 1);
    expect(blue! / green!).toBeCloseTo(LIGHTS[0].b, 1);
    expect(green).toBeCloseTo(0.5, 1);
  });

  it('does only what is new when it is run again, and loses nothing', async () => {
    putShots(shots, 2);
    await run();
    const before = readFileSync(join(dir, 'pictures.jsonl'), 'utf8');
    appendLabels(dir, [label('shot-1')]);
    put(join(shots, 'later.dng'), cardDng({ seed: 'later' }), 99);
    put(join(shots, 'copy.dng'), readFileSync(join(shots, 'shot-2.dng')), 5);
    const again = await run();
    expect(again).toMatchObject({ known: 2, duplicates: [{ of: 'shot-2' }], problems: [] });
    expect(again.shots.map(({ image }) => image)).toEqual(['later']);
    expect(readFileSync(join(dir, 'pictures.jsonl'), 'utf8').startsWith(before)).toBe(true);
    expect(readDatasetIndex(dir, { part: 'train' }).pictures.map(({ id }) => id)).toEqual([
      'shot-1',
    ]);
  });

  it('keeps a changed file apart from the one that was imported under its name', async () => {
    putShots(shots, 1);
    await run();
    put(join(shots, 'shot-1.dng'), cardDng({ seed: 'another' }), 7);
    expect((await run()).shots.map(({ image }) => image)).toEqual(['shot-1-2']);
    expect(readOwnFolder(dir).shots).toHaveLength(2);
  });

  it('names what it cannot read, passes over what is developed beside a raw, and never reads its own folder', async () => {
    putShots(shots, 1);
    put(join(shots, 'shot-1.jpg'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    put(join(shots, 'alone.jpg'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    put(join(shots, 'notes.txt'), 'light: shade');
    put(join(shots, 'cut.dng'), cardDng().subarray(0, 3000));
    put(join(shots, 'IMG.CR3'), Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1'));
    dir = join(shots, 'mine');
    await run();
    const again = await run();
    expect(again).toMatchObject({ known: 1, developed: 1, ignored: 1, shots: [] });
    expect(again.problems.map(({ file, message }) => `${file} ${message}`)).toEqual([
      expect.stringMatching(/IMG\.CR3 a Canon CR3 is not read/),
      expect.stringMatching(/cut\.dng TIFF or DNG: expected /),
    ]);
  });

  // Other systems take no such names.
  it.runIf(process.platform === 'linux')(
    'names every file that ends as a picture does and is none, and names that are not UTF-8',
    async () => {
      putShots(shots, 1);
      put(join(shots, 'empty.dng'), '');
      put(join(shots, 'one.dng'), 'x');
      put(join(shots, 'text.NEF'), 'hello, I am text');
      put(join(shots, 'zeros.tif'), new Uint8Array(5000));
      put(join(shots, 'empty.heic'), '');
      put(join(shots, 'notes.txt'), '');
      const latin = Buffer.concat([Buffer.from(`${shots}/`), Buffer.from('caf\xe9.dng', 'latin1')]);
      writeFileSync(latin, cardDng({ seed: 'latin' }));
      const { problems, ignored, remarks } = await run();
      const found = problems.map(({ file, message }) => `${basename(file)}: ${message}`).sort();
      expect(found).toEqual([
        'caf\\xe9.dng: its name is not UTF-8',
        expect.stringMatching(/^empty\.dng: .*an empty file/),
        expect.stringMatching(/^empty\.heic: .*an empty file/),
        expect.stringMatching(/^one\.dng: .*starts with 78/),
        expect.stringMatching(/^text\.NEF: .*starts with 68 65/),
        expect.stringMatching(/^zeros\.tif: .*starts with 00 00/),
      ]);
      expect(remarks.filter((remark) => remark.startsWith('left out: '))).toHaveLength(6);
      expect(ignored).toBe(1);
      await expect(run({ dir: shots })).rejects.toThrow(/is the data set itself/);
    },
  );

  it('says of a data set that it is one already, and touches no folder of others', async () => {
    put(join(shots, 'train/PNG/a.png'), 'x');
    put(join(shots, 'train/gt.csv'), 'image,r,g,b\n');
    await expect(run()).rejects.toThrow(/simplecube\+\+ already.*data inspect/);
    rmSync(shots, { recursive: true });
    put(join(shots, 'me,imx219,desk,3000,200,3100.png'), 'x');
    await expect(run()).rejects.toThrow(/layout awbnn/);
    rmSync(shots, { recursive: true });
    putShots(shots, 1);
    put(join(dir, 'train/gt.csv'), 'image,r,g,b\n');
    await expect(run()).rejects.toThrow(/holds train, which are not of data import/);
    await expect(run({ shots: join(root, 'none') })).rejects.toThrow(/no such file or folder/);
  });

  it('takes PNGs with levels that are given, and refuses levels that cannot be theirs', async () => {
    const rgb = new Uint16Array(3 * 64 * 48).fill(30_000);
    put(
      join(shots, 'a.png'),
      encodePng16({ widthPx: 64, heightPx: 48, rgb, blackLevel: 0, whiteLevel: 65_535 }),
    );
    await expect(run()).rejects.toThrow(/white level 16383.*--white-level/s);
    await run({ levels: { blackLevel: 1000, whiteLevel: 60_000 } });
    expect(pixel(join(dir, 'pictures/a.png'), 5, 5)[0]).toBeCloseTo(4096 + (29 / 59) * 61_439, -1);
  });

  it('finds charts', async () => {
    const { bytes, corners } = chartDng();
    put(join(shots, 'chart.dng'), bytes);
    await run();
    const { chart } = readOwnFolder(dir).shots[0]!;
    expect(chart?.confidence).toBeGreaterThan(0.6);
    for (const [i, [x, y]] of corners.entries()) {
      expect(Math.hypot(chart!.corners[i]![0] - x, chart!.corners[i]![1] - y)).toBeLessThan(6);
    }
  });

  it('killed at any time goes on where it was', async () => {
    putShots(shots, 5);
    const main = join(import.meta.dirname, '../../dist/cli/main.js');
    const args = [main, 'data', 'import', shots, dir, '--label', 'as-shot'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = new Promise((done) => child.on('close', done));
    while (!existsSync(join(dir, 'pictures.jsonl')) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await ended;
    // What a kill in the middle of a write leaves.
    appendFileSync(join(dir, 'pictures.jsonl'), '{"image":"shot-9","fi');
    const { code, stdout } = await runHere(args.slice(1));
    expect(code).toBe(0);
    const folder = readOwnFolder(dir);
    expect(folder.shots).toHaveLength(5);
    expect(folder.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/expected JSON/),
    ]);
    expect(folder.book.labels.size).toBe(5);
    expect(stdout).toMatch(/Next: deepawb label/);
    expect(readDatasetIndex(dir, { part: 'train' }).pictures).toHaveLength(5);
  });
});

describe('labels', () => {
  it('as shot are the cameras own answers, for pictures without a better one', async () => {
    putShots(shots, 3);
    await run();
    appendLabels(dir, [label('shot-1')]);
    const { labelled } = await labelAsShot(dir, 'test', new Date());
    expect(labelled).toHaveLength(2);
    const { labels } = readOwnFolder(dir).book;
    expect(labels.get('shot-1')?.how).toBe('patch');
    expect(labels.get('shot-2')).toMatchObject({ how: 'as-shot', by: 'test' });
    expect((await labelAsShot(dir, 'test', new Date())).labelled).toEqual([]);
  });

  it('become gt.csv and pictures without the card, and go again when they are undone', async () => {
    putShots(shots, 2);
    await run();
    const first = label('shot-1');
    appendLabels(dir, [first, label('shot-2', { how: 'as-shot', polygon: undefined })]);
    await deriveDataset(dir);
    const { pictures } = readDatasetIndex(dir, { part: 'train' });
    expect(pictures.map(({ id, whitePoint }) => [id, whitePoint.r.toFixed(6)])).toEqual([
      ['shot-1', '0.500000'],
      ['shot-2', '0.500000'],
    ]);
    const [x, y] = [(CARD.left + CARD.right) / 4, (CARD.top + CARD.bottom) / 4];
    expect(pixel(join(dir, 'train/PNG/shot-1.png'), x, y)).toEqual([0, 0, 0]);
    expect(pixel(join(dir, 'train/PNG/shot-2.png'), x, y)).not.toEqual([0, 0, 0]);
    expect(pixel(join(dir, 'pictures/shot-1.png'), x, y)).not.toEqual([0, 0, 0]);
    expect(pictures[0]?.properties).toMatchObject({ label: 'patch', camera: 'Test Camera' });
    const undo = { ...label('shot-1'), how: 'undo' as const, undoes: first.key };
    appendLabels(dir, [undo]);
    await deriveDataset(dir);
    expect(readdirSync(join(dir, 'train/PNG'))).toEqual(['shot-2.png']);
    expect(readDatasetIndex(dir, { part: 'train' }).pictures).toHaveLength(1);
  });

  it('are corrected for the shading of the tuning file under their own light', async () => {
    put(join(shots, 'a.dng'), cardDng({ shading: 1.4 }));
    const cr = Array.from({ length: 192 }, (_, i) => 1 / (1 + 0.4 * (((i % 16) + 0.5) / 16)));
    const table = (values: number[]) => [{ ct: 3000, table: values.map((v) => v * 2) }];
    const tuning = JSON.stringify({
      version: 2,
      algorithms: [
        { 'rpi.awb': { ct_curve: [2500, 0.9, 0.3, 8000, 0.4, 0.8] } },
        { 'rpi.alsc': { calibrations_Cr: table(cr), calibrations_Cb: table(cr.map(() => 1)) } },
      ],
    });
    await run({ tuning });
    expect(readOwnFolder(dir).shots[0]?.shading).toBe('alsc');
    appendLabels(dir, [label('a', { polygon: undefined, how: 'typed' })]);
    await deriveDataset(dir);
    const ratios = (file: string) =>
      [15, 105].map((x) => {
        const [red, green] = pixel(join(dir, file), x, 50).map((v) => v - 4096);
        return red! / green!;
      });
    const [before, after] = [ratios('pictures/a.png'), ratios('train/PNG/a.png')];
    const factor = (x: number) => 1 / (1 + 0.4 * (x / 120)) / Math.min(...cr);
    expect(after[0]! / before[0]!).toBeCloseTo(factor(15.5), 1);
    expect(after[1]! / before[1]!).toBeCloseTo(factor(105.5), 1);
    expect((await run({ tuning: `${tuning} ` })).known).toBe(1);
    await expect(run({ tuning: tuning.replace('2500', '2600') })).rejects.toThrow(
      /another tuning file/,
    );
  });

  it('gets shading and curve of a tuning file for pictures of its sensor alone', async () => {
    const cameras = {
      same: 'Raspberry Pi imx219',
      old: 'RP_imx219',
      other: 'Raspberry Pi ov5647',
      maker: 'Apple iPhone 12 Pro',
      pidng: 'RaspberryPi PiDNG / PiCamera2',
    };
    for (const [name, model] of Object.entries(cameras)) {
      put(join(shots, `${name}.dng`), cardDng({ model, seed: name }));
    }
    const table = (value: number) => [{ ct: 3000, table: new Array(192).fill(value) }];
    const tuning = JSON.stringify({
      version: 2,
      algorithms: [
        { 'rpi.awb': { ct_curve: [2500, 0.9, 0.3, 8000, 0.4, 0.8] } },
        { 'rpi.alsc': { calibrations_Cr: table(2), calibrations_Cb: table(1.5) } },
      ],
    });
    const first = await run({ tuning, tuningName: 'imx219_noir.json' });
    expect(first).toMatchObject({ unnamedSensors: ['pidng'] });
    expect(first.remarks).toEqual([expect.stringMatching(/^1 picture of no named sensor.*imx219/)]);
    const found = Object.fromEntries(
      readOwnFolder(dir).shots.map(({ image, shading, warnings }) => [image, [shading, warnings]]),
    );
    const refused = ['none', [expect.stringMatching(/tuning file is of imx219: neither/)]];
    expect(found).toEqual({
      same: ['alsc', []],
      old: ['alsc', []],
      pidng: ['alsc', []],
      other: refused,
      maker: refused,
    });
    const { tuning: kept, shots: records } = readOwnFolder(dir);
    const hasCurve = records.filter((shot) => curveFor(kept, shot) !== null);
    expect(hasCurve.map(({ image }) => image).sort()).toEqual(['old', 'pidng', 'same']);
    // The sensor is known to a later run without the file, and the file of another one is another file.
    put(join(shots, 'later.dng'), cardDng({ model: 'Raspberry Pi imx477', seed: 'later' }));
    expect((await run()).shots).toMatchObject([{ shading: 'none' }]);
    await expect(run({ tuning, tuningName: 'imx477.json' })).rejects.toThrow(/another tuning file/);
  });
});
