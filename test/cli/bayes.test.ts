import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCaseEstimator,
  DEFAULT_AWB_PARAMETERS,
  parseTuningFile,
  readAwbCase,
  readTuningFile,
  STOCK_PRIORS,
  writeTuningFile,
} from '../../dist/classical/index.js';
import { encodePng16 } from '../../dist/raw/index.js';
import { type Grid, readGolden, readScene, readSensor } from '../classical/awbnn-cases.js';
import { MAIN, runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';
import {
  bcmStatistics,
  type CountedZone,
  npy,
  pispStatistics,
} from '../support/statistics-dump.js';

const PARAMETERS = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: [
    { cctKelvin: 3000, r: 0.7, b: 0.4 },
    { cctKelvin: 8000, r: 0.4, b: 0.7 },
  ],
  priors: STOCK_PRIORS,
  modes: new Map([['auto', { lo: 2500, hi: 8000 }]]),
};

/** Twelve zones under a light, none quite grey. */
function zonesUnder(r: number, b: number): number[][] {
  return Array.from({ length: 12 }, (_, i) => {
    const tint = 1 + 0.03 * ((i % 5) - 2);
    return [Math.round(1e6 * r * tint), 1_000_000, Math.round((1e6 * b) / tint), 100];
  });
}

const CASES = [
  { id: 'warm', width: 4, height: 3, zones: zonesUnder(0.68, 0.42), lux: 200, mode: 'auto' },
  { id: 'cool', width: 4, height: 3, zones: zonesUnder(0.45, 0.66) },
  { id: 'dark', width: 4, height: 3, zones: zonesUnder(0.5, 0.5).map(() => [1, 1, 1, 100]) },
];
const lines = (cases: readonly object[]) => cases.map((one) => `${JSON.stringify(one)}\n`).join('');

let root: string;
const inRoot = (...args: string[]) => runHere(args, { cwd: root });
const estimate = (...args: string[]) =>
  inRoot('bayes', 'estimate', ...args, '--tuning-file', 't.json');

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-cli-bayes-'));
  writeFileSync(join(root, 't.json'), JSON.stringify(writeTuningFile(PARAMETERS)));
  writeFileSync(join(root, 'cases.jsonl'), lines(CASES));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('deepawb bayes estimate of what a camera gives', () => {
  const SIZES = { bcm2835: [16, 12], pisp: [32, 32] } as const;
  const grey = (count: number): CountedZone[] =>
    Array.from({ length: count }, (_, i) => {
      const tint = 1 + 0.02 * ((i % 5) - 2);
      return [Math.round(550_000 * tint), 1_000_000, Math.round(560_000 / tint), 100];
    });
  const answer = async (...args: string[]) => {
    const { code, stdout, stderr } = await inRoot('bayes', 'estimate', ...args, '--json');
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  beforeAll(() => {
    for (const target of ['bcm2835', 'pisp'] as const) {
      const file = writeTuningFile(PARAMETERS, { target });
      writeFileSync(join(root, `${target}.json`), JSON.stringify(file));
    }
    writeFileSync(join(root, 'pisp.bin'), pispStatistics(grey(1024)));
    writeFileSync(join(root, 'bcm.npy'), npy(bcmStatistics(grey(192)), '<i8'));
    const metadata = { Lux: 50, PispStatsOutput: [...pispStatistics(grey(1024))] };
    writeFileSync(join(root, 'metadata.json'), JSON.stringify(metadata, null, 2));
  });

  it.each([
    ['pisp', 'pisp.bin', 400, 1],
    ['bcm2835', 'bcm.npy', 400, 8],
    ['pisp', 'metadata.json', 50, 1],
  ] as const)('%s: %s is a case by itself', async (target, file, lux, scale) => {
    const [width, height] = SIZES[target];
    const sums = grey(width * height).map(([r, g, b, n]) => [scale * r, scale * g, scale * b, n]);
    const expected = createCaseEstimator(PARAMETERS)(
      readAwbCase({ id: file, width, height, zones: sums, lux }),
    );
    expect(await answer(file, '--tuning-file', `${target}.json`)).toEqual([expected]);
  });

  it('brightness on the command line goes before that of the metadata', async () => {
    const [dim] = await answer('metadata.json', '--tuning-file', 'pisp.json');
    const [bright] = await answer('metadata.json', '--tuning-file', 'pisp.json', '--lux', '400');
    const [same] = await answer('pisp.bin', '--tuning-file', 'pisp.json');
    expect({ ...bright, id: '' }).toEqual({ ...same, id: '' });
    expect(dim.ct).not.toBe(bright.ct);
  });

  it('a raw picture is averaged to the zones of the platform', async () => {
    const levels = { blackLevel: 2048, whiteLevel: 16_383 };
    const value = (share: number) => Math.round(2048 + share * 14_335);
    const rgb = Uint16Array.from({ length: 96 * 64 * 3 }, (_, i) =>
      value([0.165, 0.3, 0.168][i % 3]!),
    );
    writeFileSync(
      join(root, 'grey.png'),
      encodePng16({ widthPx: 96, heightPx: 64, rgb, ...levels }),
    );
    const [one, two] = await answer('grey.png', 'pisp.bin', '--tuning-file', 'pisp.json');
    expect(one.id).toBe('grey.png');
    expect(two.id).toBe('pisp.bin');
    expect(1 / one.gain_r).toBeCloseTo(0.55, 1);
    expect(1 / one.gain_b).toBeCloseTo(0.56, 1);
  });

  it.each([
    [
      ['pisp.bin', '--tuning-file', 'bcm2835.json'],
      /pisp\.bin: statistics of pisp, and the tuning file is of bcm2835/,
    ],
    [['gone.bin', '--tuning-file', 'pisp.json'], /gone\.bin: .*no such file/],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await inRoot('bayes', 'estimate', ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
  });
});

describe('deepawb bayes estimate', () => {
  it("answers every case in a line of JSON, with the library's figures to the last digit", async () => {
    const { code, stdout, stderr } = await estimate('cases.jsonl', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const answer = createCaseEstimator(PARAMETERS);
    const answers = stdout.trimEnd().split('\n');
    expect(answers.map((line) => JSON.parse(line))).toEqual(
      CASES.map((one) => answer(readAwbCase(one))),
    );
  });

  it('prints a table without --json', async () => {
    const { code, stdout } = await estimate('cases.jsonl');
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(1 + CASES.length);
    expect(rows[0]).toMatch(/CT.*red gain.*blue gain.*case/);
    expect(rows[1]).toMatch(/^ +\d{4} +1\.\d{4} +2\.\d{4} +warm$/);
  });

  it('answers lines of standard input as they come', async () => {
    const child = spawn(
      process.execPath,
      [MAIN, 'bayes', 'estimate', '-', '--json', '--tuning-file', join(root, 't.json')],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const answers = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await answers.next()).value);
    child.stdin.write(lines(CASES.slice(0, 1)));
    expect(await next()).toMatchObject({ id: 'warm' });
    child.stdin.write(`\n${lines(CASES.slice(1, 2))}`);
    expect(await next()).toMatchObject({ id: 'cool' });
    child.stdin.end();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });

  it.each([
    ['no JSON', 'zones: 12\n', /^error: bad\.jsonl:2: expected a case as JSON.*own\.$/m],
    ['a key of a wrong kind', lines([{ ...CASES[0], width: 5 }]), /bad\.jsonl:2: zones: expected/],
    ['a zone cut short', lines([{ ...CASES[0], zones: [[1, 2]] }]), /bad\.jsonl:2: zones: /],
  ])('stops at a bad line, naming file, line and cure: %s', async (_, bad, message) => {
    writeFileSync(join(root, 'bad.jsonl'), lines(CASES.slice(0, 1)) + bad + lines(CASES));
    const run = await estimate('bad.jsonl', '--json');
    expect(run.code).toBe(3);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(message);
  });

  it('exits 3 naming what is wrong with a file, 2 without a tuning file', async () => {
    expect((await estimate('none.jsonl')).stderr).toMatch(
      /none\.jsonl: expected a file of cases, no such file/,
    );
    expect((await estimate('.')).stderr).toMatch(/got a folder/);
    const file = writeTuningFile(PARAMETERS) as { algorithms: Record<string, object>[] };
    Object.assign(file.algorithms[0]?.['rpi.awb'] ?? {}, { transverse_pos: -1 });
    writeFileSync(join(root, 'odd.json'), JSON.stringify(file));
    const odd = await inRoot('bayes', 'estimate', 'cases.jsonl', '--tuning-file', 'odd.json');
    expect(odd).toMatchObject({ code: 3, stdout: '' });
    expect(odd.stderr).toMatch(
      /odd\.json: algorithms\[0\]\.rpi\.awb\.transverse_pos: expected a num/,
    );
    const gone = await inRoot('bayes', 'estimate', 'cases.jsonl', '--tuning-file', 'gone.json');
    expect(gone.stderr).toMatch(/gone\.json: expected a tuning file, no such file/);
    expect(await inRoot('bayes', 'estimate', 'cases.jsonl')).toMatchObject({ code: 2 });
  });

  it('says once that a mode is not in the tuning file', async () => {
    const strange = { ...CASES[0], mode: 'moonlight' };
    writeFileSync(join(root, 'modes.jsonl'), lines([strange, strange]));
    const { code, stderr } = await estimate('modes.jsonl', '--json');
    expect(code).toBe(0);
    expect(
      stderr.match(/no mode "moonlight": auto runs instead \(first: case warm\)/g),
    ).toHaveLength(1);
  });
});

describe('deepawb bayes estimate on a Raspberry Pi 5', () => {
  const onPisp = (...args: string[]) =>
    inRoot('bayes', 'estimate', ...args, '--json', '--tuning-file', 'pisp.json');
  const alsc = { r: [], g: [], b: [] } as Record<string, number[]>;
  for (let i = 0; i < 12; i++) {
    alsc.r.push(1 + 0.03 * i);
    alsc.g.push(1);
    alsc.b.push(1.2);
  }

  beforeAll(() => {
    const file = writeTuningFile(PARAMETERS, { target: 'pisp' });
    writeFileSync(join(root, 'pisp.json'), `# ours\n${JSON.stringify(file)}`);
    writeFileSync(join(root, 'alsc.json'), JSON.stringify(alsc));
    writeFileSync(join(root, 'cool.jsonl'), lines([CASES[1]!]));
    writeFileSync(join(root, 'shaded.jsonl'), lines([{ ...CASES[1]!, alsc }]));
  });

  it('corrects zones by the tables of a case or of a file, and says where there are none', async () => {
    const none = await onPisp('cool.jsonl');
    expect(none.stderr).toMatch(/pisp\.json: statistics of pisp .* no tables/);
    const [own, given] = [
      await onPisp('shaded.jsonl'),
      await onPisp('cool.jsonl', '--alsc', 'alsc.json'),
    ];
    expect(own).toMatchObject({ code: 0, stderr: '' });
    expect(given).toEqual(own);
    expect(own.stdout).not.toBe(none.stdout);
  });

  it('says that zones are those of the other platform', async () => {
    const zones = Array.from({ length: 192 }, () => zonesUnder(0.5, 0.5)[0]!);
    writeFileSync(join(root, 'vc4.jsonl'), lines([{ id: 'vc4', width: 16, height: 12, zones }]));
    const run = await onPisp('vc4.jsonl');
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/zones of 16 x 12 are those of bcm2835 .* the file is for pisp/);
  });

  it('exits 3 for tables that fit no zones, and for gains that cannot be', async () => {
    writeFileSync(join(root, 'short.json'), JSON.stringify({ r: [1], g: [1], b: [1] }));
    const short = await onPisp('cool.jsonl', '--alsc', 'short.json');
    expect(short).toMatchObject({ code: 3, stdout: '' });
    expect(short.stderr).toMatch(/case cool: shading\.r: expected 12 factors, one a zone, got 1/);
    const far = { ...PARAMETERS, transversePos: 10.65, transverseNeg: 42 };
    writeFileSync(join(root, 'far.json'), JSON.stringify(writeTuningFile(far)));
    const run = await inRoot(
      'bayes',
      'estimate',
      'cool.jsonl',
      '--json',
      '--tuning-file',
      'far.json',
    );
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toMatch(/far\.json, case cool: the search ended at .* cannot be/);
  });
});

describe('deepawb bayes tune', () => {
  beforeAll(async () => {
    const sizes = ['--train', '40', '--test', '2', '--size', '48x32'];
    const { code } = await inRoot('data', 'synth', 'set', ...sizes);
    expect(code).toBe(0);
    // Nothing may be learned from the test part: without its pictures all goes on as before.
    rmSync(join(root, 'set/test'), { recursive: true });
  });
  const tune = (...args: string[]) =>
    inRoot('bayes', 'tune', '--data', 'set', '--no-cache', '--size', '24x16', ...args);

  it('writes a tuning file from the train part alone and tells what it tried', async () => {
    const { code, stdout, stderr } = await tune('--out', 'tuned.json');
    expect(code).toBe(0);
    expect(stdout).toMatch(/settings tried[\s\S]*ct_curve[\s\S]*Chosen[\s\S]*delta_limit/);
    expect(stderr).toMatch(/Tuning: .*best \d\.\d+°/);
    expect(stderr).toMatch(/Written: tuned\.json/);
    const { modes } = readTuningFile(readFileSync(join(root, 'tuned.json'), 'utf8'));
    expect(modes.get('auto')).toEqual({ lo: 2000, hi: 13_000 });
    const run = await inRoot('bayes', 'estimate', 'cases.jsonl', '--tuning-file', 'tuned.json');
    expect(run.code).toBe(0);
  });

  it('gives all trials and the tuning file as JSON, for the grid of the target', async () => {
    const { code, stdout } = await tune('--json', '--folds', '2', '--target', 'pisp');
    expect(code).toBe(0);
    const { settings, meanErrorDegrees, images, tried, tuningFile } = JSON.parse(stdout);
    expect(images).toBe(40);
    expect(meanErrorDegrees).toBe(
      Math.min(...tried.map((t: { meanErrorDegrees: number }) => t.meanErrorDegrees)),
    );
    expect(readTuningFile(tuningFile).deltaLimit).toBe(settings.deltaLimit);
    expect(tuningFile.target).toBe('pisp');
  });

  it('writes a stock file whole, for its target, with a curve that neither r nor b turns back on', async () => {
    const stock = `{ "version": 2.0, "target": "pisp", "algorithms": [
      { "rpi.lux": { "reference_lux": 0800.0 } },
      { "rpi.awb": { "modes": { "auto": { "lo": 2500, "hi": 7600 } }, "ct_curve": [ 2500, 0.9, 0.3, 7600, 0.4, 0.7 ], "speed": 0.07 } }
    ] }\n`;
    writeFileSync(join(root, 'stock.json'), stock);
    const args = ['--folds', '2', '--tuning-file', 'stock.json'];
    expect((await tune(...args, '--monotone', '--out', 'whole.json')).code).toBe(0);
    const text = readFileSync(join(root, 'whole.json'), 'utf8');
    expect(text).toContain('"reference_lux": 0800.0');
    const { target, parameters } = parseTuningFile(text);
    expect(target).toBe('pisp');
    expect(parameters).toMatchObject({
      speed: 0.07,
      modes: new Map([['auto', { lo: 2500, hi: 7600 }]]),
    });
    const curve = parameters.ctCurve!;
    expect(curve.length).toBeGreaterThan(4);
    curve.slice(1).forEach(({ r, b }, i) => {
      expect(r).toBeLessThanOrEqual(curve[i]!.r);
      expect(b).toBeGreaterThanOrEqual(curve[i]!.b);
    });
    const over = await tune(...args, '--out', './stock.json');
    expect(over).toMatchObject({ code: 2 });
    expect(over.stderr).toMatch(/it is the stock file that is read/);
    expect(readFileSync(join(root, 'stock.json'), 'utf8')).toBe(stock);
    writeFileSync(join(root, 'bare.json'), '{"version": 2.0, "target": "pisp", "algorithms": []}');
    const bare = await tune('--tuning-file', 'bare.json', '--out', 'no.json');
    expect(bare.stderr).toMatch(/bare\.json: rpi\.awb: expected an algorithm/);
    expect(bare.code).toBe(3);
  });

  it('stops at once on Ctrl-C, although it computes without a pause', async () => {
    let asked = false;
    const run = await runCli(
      ['bayes', 'tune', '--data', 'set', '--no-cache', '--size', '200x200', '--folds', '20'],
      {
        cwd: root,
        onStderr: (text, kill) => {
          if (asked || !text.includes('Decoding')) return;
          asked = true;
          setTimeout(kill, 400, 'SIGINT');
        },
      },
    );
    expect(run).toMatchObject({ code: 130, stdout: '' });
    expect(run.stderr).toMatch(/Interrupted/);
  });

  it('says what the data set lacks for it', async () => {
    await inRoot('data', 'synth', 'small', '--train', '2', '--test', '1', '--size', '48x32');
    const few = await inRoot('bayes', 'tune', '--data', 'small', '--no-cache');
    expect(few).toMatchObject({ code: 3, stdout: '' });
    expect(few.stderr).toMatch(/small \(train, 2 pictures\): .*some dozens of pictures/);
    const matrix = await tune('--xyz-to-camera', '1,2,3');
    expect(matrix).toMatchObject({ code: 2 });
    expect(matrix.stderr).toMatch(/Expected nine numbers/);
  });
});

describeWithShared('awbnn', "libcamera's answers through the command line", () => {
  it.each([['pisp'], ['vc4']] as [Grid][])('are met to 1e-9 on %s', async (grid) => {
    const golden = readGolden(grid).filter(([name]) => name.split(',')[1] === 'imx477');
    expect(golden.length).toBeGreaterThan(10);
    const sensor = readSensor(grid, 'imx477');
    const cases = golden.map(([id, { mode }]) => {
      const { zones, lux } = readScene(grid, id, sensor);
      const { width, height, sums } = zones;
      const list = Array.from({ length: width * height }, (_, i) => [
        ...sums.subarray(4 * i, 4 * i + 4),
      ]);
      return { id, width, height, zones: list, lux, mode };
    });
    writeFileSync(join(root, `${grid}.jsonl`), lines(cases));
    const tuning = sharedData('awbnn', 'tuning', grid, 'imx477.json');
    const run = await inRoot(
      'bayes',
      'estimate',
      `${grid}.jsonl`,
      '--json',
      '--tuning-file',
      tuning,
    );
    expect(run.code).toBe(0);
    const answers = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const far = answers.filter((answer, i) => {
      const [id, expected] = golden[i] ?? ['', undefined];
      expect(answer.id).toBe(id);
      const keys = ['ct', 'gain_r', 'gain_b'] as const;
      return keys.some((key) => !(Math.abs(answer[key] / (expected?.[key] ?? 0) - 1) <= 1e-9));
    });
    // golden.test.ts says why one answer in a hundred may be libcamera's start state.
    expect(far.length).toBeLessThanOrEqual(Math.ceil(golden.length / 100));
  });
});
