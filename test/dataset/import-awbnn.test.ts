/** `data import` of data sets as awb_nn publishes them and as its converter writes them, made here. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAwbnn, importAwbnn, readDatasetIndex } from '../../dist/dataset/index.js';
import { runHere } from '../support/run-here.js';
import { picture, tuningText } from './awbnn-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-import-awbnn-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, content: string | Uint8Array): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};
const PISP = picture([0.4, 0.5, 0.3], { width: 32, height: 32 });
const VC4 = picture([0.4, 0.5, 0.3]);
const PI4_TUNING = tuningText({ target: 'bcm2835', sensitivity: [1.05, 1.05] });
const NAME = 'ann,imx219,0001,4000,250,4300.png';
const OTHER = 'ben,imx708,0002,5200,1800,5000.png';

/** Both platforms, the one flat, the other in parts, tuning files beside them. */
function published(): void {
  write(`awbnn/pisp/${NAME}`, PISP);
  write(`awbnn/pisp/${OTHER}`, PISP);
  write(`awbnn/dataset-vc4/train/${NAME}`, VC4);
  write(`awbnn/dataset-vc4/test/${OTHER}`, VC4);
  for (const sensor of ['imx219', 'imx708', 'imx477']) {
    write(`awbnn/tuning/pisp/${sensor}.json`, tuningText({ target: 'pisp' }));
    write(`awbnn/tuning/vc4/${sensor}.json`, PI4_TUNING);
  }
}

const at = (...path: string[]) => join(root, ...path);
const files = (...path: string[]) => readdirSync(at(...path)).sort();

function run(from = 'awbnn', dir = 'out', options: { tuningDir?: string } = {}) {
  const signal = new AbortController().signal;
  return importAwbnn({ from: at(from), dir: at(dir), signal, onProgress: () => {}, ...options });
}

describe('importing a data set of awb_nn', () => {
  it('takes pictures and tuning files of both platforms byte for byte, and describes them', () => {
    published();
    const { platforms, problems } = run();
    expect(problems).toEqual([]);
    expect(platforms).toEqual([
      {
        platform: 'vc4',
        dir: at('out', 'vc4'),
        pictures: 2,
        known: 0,
        sensors: ['imx219', 'imx708'],
      },
      {
        platform: 'pisp',
        dir: at('out', 'pisp'),
        pictures: 2,
        known: 0,
        sensors: ['imx219', 'imx708'],
      },
    ]);
    expect(files('out', 'pisp')).toEqual([NAME, OTHER, 'dataset.json']);
    expect(files('out', 'vc4')).toEqual(['dataset.json', 'test', 'train']);
    expect(new Uint8Array(readFileSync(at('out', 'pisp', NAME)))).toEqual(PISP);
    expect(readFileSync(at('out', 'tuning', 'vc4', 'imx219.json'), 'utf8')).toBe(PI4_TUNING);
    // Sensors that no picture has are not brought along.
    expect(files('out', 'tuning', 'pisp')).toEqual(['imx219.json', 'imx708.json']);
    expect(JSON.parse(readFileSync(at('out', 'vc4', 'dataset.json'), 'utf8'))).toEqual({
      layout: 'awbnn',
      tuningDir: '../tuning/vc4',
    });
  });

  it('makes what later commands read without being told of layout and tuning files', () => {
    published();
    run();
    const { pictures } = readDatasetIndex(at('out', 'vc4'), { part: 'test' });
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ colorTemperature: 5200, lux: 1800 });
  });

  it('adds what is new on a second run, and leaves the rest', () => {
    published();
    run();
    write(`awbnn/pisp/ann,imx219,0003,3000,20,3100.png`, PISP);
    const { platforms } = run();
    expect(platforms.map(({ pictures, known }) => [pictures, known])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('only describes a folder that is imported into itself', () => {
    write(`awbnn/pisp/${NAME}`, PISP);
    write('awbnn/tuning/pisp/imx219.json', tuningText({ target: 'pisp' }));
    expect(run('awbnn', 'awbnn').platforms).toMatchObject([{ pictures: 0, known: 1 }]);
    expect(files('awbnn', 'pisp')).toEqual([NAME, 'dataset.json']);
  });

  it('takes one folder of pictures, and tuning files of that platform alone', () => {
    write(`flat/${NAME}`, VC4);
    write('files/imx219.json', PI4_TUNING);
    const { platforms } = run('flat', 'out', { tuningDir: at('files') });
    expect(platforms).toMatchObject([{ platform: 'vc4', pictures: 1 }]);
  });

  it.each([
    ['a name of five fields', 'ann,imx219,0001,4000,250.png', VC4, /six fields/],
    [
      'another number of zones',
      'ann,imx219,9,4000,250,4300.png',
      picture([0.4, 0.5, 0.3], { width: 64, height: 64 }),
      /expected 32x32 zones .* or 16x12 .*, got 64x64/,
    ],
    ['a file that is cut off', 'ann,imx219,9,4000,250,4300.png', VC4.subarray(0, 60), /png/i],
    [
      'a sensor without tuning file',
      'ann,imx999,9,4000,250,4300.png',
      VC4,
      /no tuning file imx999.json of vc4/,
    ],
  ])('leaves out %s and says why', (_, name, png, message) => {
    published();
    write('awbnn/dataset-vc4/train/ann,imx219,0007,4000,250,4300.png', VC4);
    write(`awbnn/dataset-vc4/train/${name}`, png);
    const { platforms, problems } = run();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    expect(platforms).toMatchObject([{ pictures: 3 }, { pictures: 2 }]);
  });

  it('refuses the tuning file of the other platform, whose sensitivities differ', () => {
    write(`flat/${NAME}`, VC4);
    write('files/imx219.json', tuningText({ target: 'pisp' }));
    expect(() => run('flat', 'out', { tuningDir: at('files') })).toThrow(
      /expected target bcm2835 for pictures of vc4, got pisp/,
    );
  });

  it('refuses another tuning file than the data set was imported with', () => {
    published();
    run();
    write('awbnn/tuning/pisp/imx219.json', tuningText({ target: 'pisp', sensitivity: [0.9, 0.9] }));
    const { problems } = run();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /is not the tuning file that tuning\/pisp\/imx219\.json was imported with/,
      ),
    ]);
  });

  it('never writes over a picture of the same name', () => {
    published();
    run();
    const other = picture([0.2, 0.5, 0.6], { width: 32, height: 32 });
    write(`awbnn/pisp/${NAME}`, other);
    expect(run().problems[0]?.message).toMatch(/another picture of that name is in pisp\//);
    expect(new Uint8Array(readFileSync(at('out', 'pisp', NAME)))).toEqual(PISP);
  });

  it('does not mix pictures in parts with pictures beside them, which nobody would read', () => {
    published();
    run();
    write(`more/${OTHER.replace('0002', '0009')}`, VC4);
    write('more/tuning/imx708.json', PI4_TUNING);
    expect(() => run('more')).toThrow(/has no parts, and .*vc4 has them/);
  });

  it('touches no folder that holds something else', () => {
    published();
    write('out/pisp/notes.txt', 'mine');
    expect(() => run()).toThrow(/there is something else than a data set in the layout awbnn/);
    expect(files('out', 'pisp')).toEqual(['notes.txt']);
  });

  it('finds no awb_nn in raw pictures, nor where most PNG files have other names', () => {
    write('shots/a.dng', 'x');
    write('shots/1.png', VC4);
    write(`shots/${NAME}`, VC4);
    expect(findAwbnn(at('shots'))).toEqual([]);
    expect(findAwbnn(at('none'))).toEqual([]);
  });
});

describe('deepawb data import of awb_nn', () => {
  const cli = (...args: string[]) => runHere(['data', 'import', ...args], { cwd: root });

  it('prints what it made, what to do next, and ends with 3 where a picture was left out', async () => {
    published();
    write('awbnn/pisp/odd.png', PISP);
    const { code, stdout, stderr } = await cli('awbnn', 'out');
    expect(code).toBe(3);
    expect(stdout).toContain('out/pisp: 2 new pictures, 0 known before (imx219, imx708)');
    expect(stdout).toContain('Next: deepawb train --data out/pisp --head ct --out pi5.awb');
    expect(stdout).toContain('--data out/vc4 --head ct --harmonise --out pi4.awb');
    expect(stderr).toMatch(/left out: .*odd\.png: expected a name of six fields/);
    const again = await cli('awbnn', 'out', '--skip-bad', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      dir: 'out',
      layout: 'awbnn',
      platforms: [{ known: 2 }, { known: 2 }],
    });
  }, 60_000);

  it('refuses options of raw pictures', async () => {
    published();
    const { code, stderr } = await cli('awbnn', 'out', '--size', '100');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--size: belongs to raw pictures/)]);
  }, 60_000);
});
