import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bayerTags, packRows, writeTiff } from '../support/dng-writer.js';
import { runHere } from '../support/run-here.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

let root: string;
const inspect = (...args: string[]) => runHere(['data', 'inspect', 'set', ...args], { cwd: root });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-inspect-'));
  const sizes = ['--train', '6', '--test', '3', '--size', '48x32'];
  await runHere(['data', 'synth', 'set', ...sizes], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb data inspect', () => {
  it('says what is there, and that nothing is wrong', async () => {
    const run = await inspect();
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^train: 6 pictures, 48x32\n {2}white point r +\d\.\d{3} to /);
    expect(run.stdout).toMatch(/\ntest: 3 pictures, 48x32\n/);
    expect(run.stdout).toMatch(/single illuminant +1 \(6\)/);
    expect(run.stderr).toMatch(/Inspecting: 100 % {2}9 of 9/);
  });

  it('doubts levels that do not fit, and refuses ones that cannot be', async () => {
    expect((await inspect('--black-level', '100')).stdout).toMatch(/is the black level higher\?/);
    const run = await inspect('--black-level', '16383');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/expected less than the white level 16383, got 16383/);
  });

  it('finds a test picture that was trained on and a broken one, and exits 3', async () => {
    copyFileSync(join(root, 'set/test/PNG/0007.png'), join(root, 'set/train/PNG/0003.png'));
    truncateSync(join(root, 'set/train/PNG/0002.png'), 300);
    const run = await inspect();
    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/the same picture in train and test: train\/0003 = test\/0007/);
    expect(run.stdout).toMatch(/1 problem\n {2}.*0002\.png: .*truncated/);
    const json = await inspect('--json');
    expect(json.code).toBe(3);
    const report = JSON.parse(json.stdout);
    expect(report.parts[0]).toMatchObject({ part: 'train', pictures: 5 });
    expect(report.duplicates).toEqual([
      { pictures: ['train/0003', 'test/0007'], acrossParts: true },
    ]);
    expect(report.problems).toHaveLength(1);
  });

  it('draws what it found into a folder, and keeps pictures out of the JSON', async () => {
    const run = await inspect('--out', 'page', '--colour-by', 'illumination', '--json');
    expect(run.stderr).toMatch(/Wrote page\/index\.html and \d charts as SVG and PNG beside it/);
    const files = readdirSync(join(root, 'page'));
    for (const file of ['index.html', 'white-points.svg', 'white-points.png', 'weights.png']) {
      expect(files).toContain(file);
    }
    const page = readFileSync(join(root, 'page/index.html'), 'utf8');
    expect(page).toContain('The same picture in train and test');
    expect(page).toMatch(/Cannot be used.*0002\.png: .*truncated/s);
    expect(page).toContain('Made by deepawb data inspect set --out page --colour-by illumination');
    const report = JSON.parse(run.stdout);
    expect(Object.keys(report)).toEqual([
      'dir',
      'parts',
      'duplicates',
      'levelHints',
      'notes',
      'problems',
      'labelCurve',
      'offCurveLimitDegrees',
      'offCurve',
      'clipped',
      'nearDuplicates',
      'coverage',
      'weights',
    ]);
  });

  it('speaks of no test part and of no groups where there are none', async () => {
    const pageOf = (name: string) => readFileSync(join(root, name, 'index.html'), 'utf8');
    await runHere(['data', 'synth', 'bare', '--train', '4', '--test', '1', '--size', '24x16'], {
      cwd: root,
    });
    const look = (out: string) => runHere(['data', 'inspect', 'bare', '--out', out], { cwd: root });
    await look('whole-page');
    expect(pageOf('whole-page')).toContain('White points by illumination');
    expect(pageOf('whole-page')).toContain('the test part is shown beside them');
    rmSync(join(root, 'bare/test'), { recursive: true });
    rmSync(join(root, 'bare/auxiliary'), { recursive: true });
    expect((await look('bare-page')).code).toBe(0);
    expect(pageOf('bare-page')).toContain('White points');
    for (const said of ['White points by', 'not stated', 'the test part is shown'])
      expect(pageOf('bare-page')).not.toContain(said);
  });

  it('refuses a property that is not there and a tuning file without a curve', async () => {
    const property = await inspect('--colour-by', 'weather');
    expect(property.code).toBe(2);
    expect(property.stderr).toMatch(/--colour-by: expected one of .*illumination.*, got weather/);
    writeFileSync(join(root, 'empty.json'), '{"rpi.awb": {}}');
    const curve = await inspect('--tuning-file', 'empty.json');
    expect(curve.code).toBe(3);
    expect(curve.stderr).toMatch(/empty\.json: expected rpi\.awb with a ct_curve, got none/);
  });

  it('names a folder that is not there', async () => {
    const run = await runHere(['data', 'inspect', '/nowhere/at/all']);
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/\/nowhere\/at\/all: the directory does not exist/);
  });
});

describeWithShared('cube64', 'deepawb data inspect on real pictures', () => {
  it('counts them', async () => {
    const run = await runHere(['data', 'inspect', sharedData('cube64'), '--json']);
    expect(run.code).toBe(0);
    const { parts, problems } = JSON.parse(run.stdout);
    expect(parts.map((p: { pictures: number }) => p.pictures)).toEqual([877, 205]);
    expect(problems).toEqual([]);
  });
});

describe('deepawb data inspect of one raw picture', () => {
  const file = join(tmpdir(), `deepawb-inspect-${process.pid}.dng`);
  beforeAll(() => {
    const values = Uint16Array.from({ length: 8 * 6 }, (_, i) => 256 + 10 * i);
    const tags = bayerTags({ widthPx: 8, heightPx: 6, bits: 12 });
    writeFileSync(file, writeTiff({ tags, blocks: [packRows(values, 8, 12)] }));
  });
  afterAll(() => rmSync(file, { force: true }));

  it('says what was understood, for people and for programs', async () => {
    const text = await runHere(['data', 'inspect', file]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(
      /format +DNG, 12 bits, uncompressed\n +size +8x6\n +filters +RG\/GB\n/,
    );
    const { code, stdout } = await runHere(['data', 'inspect', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file,
      format: 'DNG',
      activeArea: [0, 0, 6, 8],
      cfa: { rows: 2, columns: 2, pattern: [0, 1, 1, 2] },
      stage1Sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      linearMeans: [expect.any(Number), expect.any(Number), expect.any(Number), expect.any(Number)],
      opcodes: { applied: [], skipped: [] },
      warnings: [],
    });
  });

  it('refuses what is none, and options that only folders have', async () => {
    const other = await runHere(['data', 'inspect', join(import.meta.dirname, 'cli.test.ts')]);
    expect(other).toMatchObject({ code: 3, stdout: '' });
    expect(other.stderr).toMatch(/cli\.test\.ts: .*expected the signature of a raw picture/);
    const option = await runHere(['data', 'inspect', file, '--out', 'page']);
    expect(option).toMatchObject({ code: 2, stdout: '' });
    expect(option.stderr).toMatch(/--out: expected the folder of a data set, got the file/);
  });
});
