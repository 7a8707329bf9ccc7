/** `deepawb predict` on a day's pictures: folders, patterns, lists, pipes, a watched folder; several methods; tables for other programs. */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderToCodes, renderToSrgb } from '../../dist/color/index.js';
import { decodePng16, linearise } from '../../dist/raw/index.js';
import { MAIN } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { writeTinyModel } from './tiny-model.js';

let root: string;
const predict = (...args: string[]) =>
  runHere(['predict', '--model', 'tiny.awb', ...args], { cwd: root });
const filesOf = (stdout: string) =>
  JSON.parse(stdout).pictures.map(({ file }: { file: string }) => file);

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-predict-work-'));
  const sizes = ['--train', '1', '--test', '3', '--size', '48x32'];
  await runHere(['data', 'synth', 'set', ...sizes], { cwd: root });
  mkdirSync(join(root, 'shots/deep'), { recursive: true });
  copyFileSync(join(root, 'set/test/PNG/0002.png'), join(root, 'shots/a.png'));
  copyFileSync(join(root, 'set/test/PNG/0003.png'), join(root, 'shots/b.png'));
  copyFileSync(join(root, 'set/test/PNG/0004.png'), join(root, 'shots/deep/c.png'));
  writeFileSync(join(root, 'shots/notes.txt'), 'none');
  writeTinyModel(join(root, 'tiny.awb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The program with something on its standard input. */
function piped(
  args: readonly string[],
  input: Uint8Array,
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [MAIN, 'predict', '--model', 'tiny.awb', ...args], {
    cwd: root,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
}

describe('pictures are named', () => {
  it('by folder, pattern and list, in the order of the command line', async () => {
    expect(filesOf((await predict('shots', '--json')).stdout)).toEqual([
      'shots/a.png',
      'shots/b.png',
    ]);
    expect(filesOf((await predict('shots/*', '--json')).stdout)).toEqual([
      'shots/a.png',
      'shots/b.png',
    ]);
    expect(filesOf((await predict('shots/**/*.png', '--json')).stdout)).toEqual([
      'shots/a.png',
      'shots/b.png',
      'shots/deep/c.png',
    ]);
    writeFileSync(join(root, 'list.txt'), 'shots/deep/c.png\r\n\nshots/a.png\n');
    const listed = await predict('shots/b.png', '--list', 'list.txt', '--json');
    expect(filesOf(listed.stdout)).toEqual(['shots/b.png', 'shots/deep/c.png', 'shots/a.png']);
  });

  it('by nothing that is there: exit 3 and the name', async () => {
    expect(await predict('shots/*.dng')).toMatchObject({ code: 3, stdout: '' });
    expect((await predict('shots/*.dng')).stderr).toMatch(/shots\/\*\.dng: expected raw pictures/);
    mkdirSync(join(root, 'empty'), { recursive: true });
    expect((await predict('empty')).stderr).toMatch(/empty: expected raw pictures .*found none/);
    expect((await predict('--list', 'missing.txt')).stderr).toMatch(
      /missing\.txt: expected a list/,
    );
    for (const [watched, got] of [
      ['missing', 'found none. Make it first'],
      ['list.txt', 'got a file. Name the folder'],
    ]) {
      const run = await predict('--watch', watched!);
      expect(run).toMatchObject({ code: 3, stdout: '' });
      expect(run.stderr).toContain(`${watched}: expected a folder to watch, ${got}`);
    }
    writeFileSync(join(root, 'none.txt'), ' \n\n');
    writeFileSync(join(root, 'bytes.txt'), 'a.png\0\x01');
    for (const [list, got] of [
      ['none.txt', 'an empty one'],
      ['bytes.txt', 'a file that is no text'],
    ]) {
      const run = await predict('--list', list!);
      expect(run).toMatchObject({ code: 3, stdout: '' });
      expect(run.stderr).toContain(`${list}: expected a list of pictures, one a line, got ${got}`);
    }
    expect(await predict()).toMatchObject({ code: 2 });
  });

  it('by - where another program hands one over, with the same answer', async () => {
    const bytes = readFileSync(join(root, 'shots/a.png'));
    const run = await piped(['-', '--json'], bytes);
    expect(run.code).toBe(0);
    const [own] = JSON.parse((await predict('shots/a.png', '--json')).stdout).pictures;
    expect(JSON.parse(run.stdout).pictures[0]).toEqual({ ...own, file: '-' });
    expect((await piped(['-'], new Uint8Array(0))).code).toBe(3);
  });
});

describe('several methods', () => {
  it('answer in order, each as it does alone, and networks first where one is named', async () => {
    const args = ['shots/a.png', '--methods', 'white-patch,grey-world', '--json'];
    const { methods, pictures, method } = JSON.parse((await predict(...args)).stdout);
    const names = pictures.map((one: { method: string }) => one.method);
    expect(methods).toEqual(names);
    expect(names.slice(1)).toEqual(['white-patch', 'grey-world']);
    expect(method).toBe(names[0]);
    for (const name of ['white-patch', 'grey-world']) {
      const alone = await runHere(['predict', 'shots/a.png', '--method', name, '--json'], {
        cwd: root,
      });
      const [answer] = JSON.parse(alone.stdout).pictures;
      expect(pictures).toContainEqual(answer);
    }
  });

  it('may be a group, a model that ships or a file; one that must learn is named', async () => {
    const run = (names: string) =>
      runHere(['predict', 'shots/a.png', '--methods', names, '--json'], { cwd: root });
    const all = JSON.parse((await run('shipped,tiny.awb,statistical')).stdout).methods;
    expect(all.slice(0, 2)).toEqual(['cube64-small', expect.any(String)]);
    expect(all).toContain('shades-of-grey');
    const learns = await run('bayes-tuned');
    expect(learns).toMatchObject({ code: 2 });
    expect(learns.stderr).toMatch(/--methods: expected some that answer from a picture alone/);
    expect((await run('gray-world')).stderr).toMatch(/--methods: .*Did you mean grey-world/);
  });

  it('stand in a column of the table', async () => {
    const { stdout } = await predict('shots/a.png', '--methods', 'grey-world');
    const [heading, ...rows] = stdout.trimEnd().split('\n');
    expect(heading).toMatch(/^picture +method +white r/);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^shots\/a\.png +grey-world +0\.\d{4}/);
  });
});

describe('what failed has an entry with the reason', () => {
  beforeAll(() => {
    writeFileSync(join(root, 'broken.png'), 'hello');
  });

  it('in --json, --jsonl and --csv, and the others still have their answers', async () => {
    const json = await predict('broken.png', 'shots/a.png', '--json');
    expect(json.code).toBe(3);
    const { pictures, failed } = JSON.parse(json.stdout);
    expect(pictures).toHaveLength(1);
    expect(failed).toEqual([
      {
        file: 'broken.png',
        method: null,
        error: expect.stringMatching(/^raw picture: expected the signature/),
      },
    ]);
    const lines = (await predict('broken.png', 'shots/a.png', '--jsonl')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).file)).toEqual(['broken.png', 'shots/a.png']);
    expect(JSON.parse(lines[0]!)).toEqual(failed[0]);
    expect(JSON.parse(lines[1]!)).toEqual(pictures[0]);
    const csv = await predict('broken.png', 'shots/a.png', '--csv', 'answers.csv');
    expect(csv.code).toBe(3);
    const [heading, ok, bad] = readFileSync(join(root, 'answers.csv'), 'utf8').split('\n');
    expect(heading).toBe(
      'file,method,white_r,white_b,gain_red,gain_blue,confidence,error,expected_error_degrees',
    );
    expect(Number(ok?.split(',')[2])).toBe(pictures[0].whitePoint.r);
    expect(bad).toMatch(/^broken\.png,,,,,,,.*expected the signature/);
    const toStdout = await predict('broken.png', 'shots/a.png', '--csv', '-');
    expect(toStdout.stdout.split('\n').sort()).toEqual(
      readFileSync(join(root, 'answers.csv'), 'utf8').split('\n').sort(),
    );
  });

  it('and nothing is written over in silence', async () => {
    for (const [flag, path] of [
      ['--csv', 'answers.csv'],
      ['--render', 'there.png'],
      ['--before-after', 'there.png'],
    ] as const) {
      writeFileSync(join(root, path), 'mine');
      const run = await predict('shots/a.png', flag, path);
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toMatch(`${flag}: ${path} is there already`);
      expect(readFileSync(join(root, path), 'utf8')).toBe('mine');
      expect((await predict('shots/a.png', flag, path, '--force')).code).toBe(0);
      expect(readFileSync(join(root, path)).length).toBeGreaterThan(100);
    }
  });
});

describe('--render', () => {
  const original = () => {
    const raw = decodePng16(readFileSync(join(root, 'shots/a.png')));
    const { rgb, ...linear } = linearise(raw);
    return { ...linear, pixels: rgb };
  };

  it('writes what the renderer makes of the picture, at its size, in 8 and 16 bits', async () => {
    const run = await predict('shots/a.png', '--render', 'out8.png', '--json');
    const [{ gains, rendered }] = JSON.parse(run.stdout).pictures;
    expect(rendered).toBe('out8.png');
    const eight = decode(readFileSync(join(root, 'out8.png')));
    expect(eight.data).toEqual(renderToSrgb(original(), gains));
    const args = ['--render-bits', '16', '--render-tone', 'contrast', '--render-matrix', 'none'];
    await predict('shots/a.png', '--render', 'out16.png', ...args);
    const sixteen = decode(readFileSync(join(root, 'out16.png')));
    expect(sixteen.depth).toBe(16);
    const ccm = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
    expect(sixteen.data).toEqual(
      renderToCodes(original(), gains, { ccm, bits: 16, tone: 'contrast' }),
    );
  });

  it("takes the camera's own matrix where it is told, and says so where nobody tells", async () => {
    const unknown = await predict('shots/a.png', '--render', 'c.png', '--render-matrix', 'camera');
    expect(unknown).toMatchObject({ code: 3 });
    expect(unknown.stderr).toMatch(/shots\/a\.png: expected to know the camera/);
    expect(existsSync(join(root, 'c.png'))).toBe(false);
    const named = ['--camera', 'Sony ILCE-7M3', '--render-matrix', 'camera'];
    expect((await predict('shots/a.png', '--render', 'c.png', ...named)).code).toBe(0);
    await predict('shots/a.png', '--render', 'd.png');
    const [c, d] = ['c.png', 'd.png'].map((file) => decode(readFileSync(join(root, file))).data);
    expect(c).not.toEqual(d);
  });

  it('writes the panels under a name of their own, of several pictures into folders', async () => {
    const run = await predict('shots', '--render', 'whole', '--before-after', 'whole');
    expect(run.code).toBe(0);
    expect(readdirSync(join(root, 'whole')).sort()).toEqual([
      'a-before-after.png',
      'a.png',
      'b-before-after.png',
      'b.png',
    ]);
    const { width, height } = decode(readFileSync(join(root, 'whole/a-before-after.png')));
    expect(width).toBeGreaterThan(height * 2);
  });
});

describe('--watch', () => {
  it('answers on pictures as they come, until Ctrl-C, and not on those that were there', async () => {
    mkdirSync(join(root, 'incoming'));
    copyFileSync(join(root, 'shots/a.png'), join(root, 'incoming/old.png'));
    const args = ['predict', '--model', 'tiny.awb', '--watch', 'incoming', '--jsonl'];
    const child = spawn(process.execPath, [MAIN, ...args, '--render', 'balanced'], { cwd: root });
    let stdout = '';
    let closed: number | null | undefined;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.on('close', (code) => {
      closed = code;
    });
    const poll = async (done: () => boolean) => {
      for (let i = 0; i < 1200 && !done(); i++) await new Promise((r) => setTimeout(r, 50));
      expect(done()).toBe(true);
    };
    // Nobody says when it has begun to watch, so pictures are put there until one is seen.
    let put = 0;
    await poll(() => {
      if (put < 600)
        copyFileSync(join(root, 'shots/b.png'), join(root, `incoming/new${put++}.png`));
      return stdout.includes('\n');
    });
    const first = JSON.parse(stdout.split('\n')[0]!);
    expect(first.file).toMatch(/^incoming\/new\d+\.png$/);
    expect(existsSync(join(root, first.rendered))).toBe(true);
    expect(stdout).not.toContain('old.png');
    writeFileSync(join(root, 'incoming/bad.png'), 'hello');
    await poll(() => stdout.includes('bad.png'));
    child.kill('SIGINT');
    await poll(() => closed !== undefined);
    expect(closed).toBe(130);
  }, 120_000);
});
