/**
 * Every command that reads what somebody else has written, on a folder in which every text is hostile: what it prints and every
 * file that it writes is parsed by the rules of its language. A command, an option that names an output, a function of
 * reports or a kind of file that is new fails until it stands here.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../dist/benchmark/index.js';
import { createProgram } from '../../dist/cli/run-cli.js';
import { EXPORTERS } from '../../dist/export/index.js';
import * as report from '../../dist/report/index.js';
import { createTerminal } from '../../dist/terminal/index.js';
import { CANARY, HOSTILE_TEXTS, UNSEEN } from '../text/hostile.js';
import { checkFile } from './languages.js';
import { run } from './run.js';
import { fileName, makeWorld, textsFrom, type World } from './world.js';

/** Arguments for a world and a folder for what is written; a command may be run several times. */
type Runs = (world: World, out: string) => readonly (readonly string[])[];

const BASELINES = ['--baselines', 'grey-world'];

/** A protocol on hostile data, with all that it writes. */
const benchmarkRuns =
  (name: string): Runs =>
  ({ data, model }, out) => {
    const args = ['benchmark', name, '--data', data, '--model', model, ...BASELINES];
    const files = ['--csv', join(out, 'b.csv'), '--markdown', join(out, 'b.md')];
    return [
      [...args, '--no-cache', '--skip-bad', ...files, '--report', join(out, 'b.html')],
      [...args, '--no-cache', '--skip-bad', '--json'],
    ];
  };

/** Leaf commands by name. Those that are not run here say why. */
const COMMANDS: Readonly<Record<string, Runs | string>> = {
  'data inspect': ({ data, property, tuning }, out) => [
    ['data', 'inspect', data, '--colour-by', property, '--out', join(out, 'inspect')],
    ['data', 'inspect', data, '--json'],
    ['data', 'inspect', data, '--tuning-file', tuning],
    ['data', 'inspect', tuning],
  ],
  eval: ({ data, model, property }, out) => {
    const args = [
      'eval',
      '--data',
      data,
      '--model',
      model,
      ...BASELINES,
      '--no-cache',
      '--skip-bad',
    ];
    const { csv, html } = { csv: join(out, 'eval.csv'), html: join(out, 'eval.html') };
    return [
      [...args, '--group-by', property, '--csv', csv, '--report', html],
      [...args, '--json', '--per-picture'],
      ['eval', '--data', data, '--model', data],
    ];
  },
  compare: ({ data, model }, out) => [
    [
      'compare',
      '--data',
      data,
      '--model',
      model,
      ...BASELINES,
      '--no-cache',
      '--skip-bad',
      '--best',
      '1',
      '--out',
      join(out, 'compare'),
    ],
    [
      'compare',
      '--data',
      data,
      '--model',
      model,
      ...BASELINES,
      '--no-cache',
      '--skip-bad',
      '--out',
      join(out, 'compare-json'),
      '--json',
    ],
  ],
  predict: ({ pictures, model }, out) => [
    ['predict', ...pictures, model, '--model', model, '--render', join(out, 'rendered')],
    ['predict', ...pictures, '--model', model, '--json'],
    ['predict', ...pictures, '--model', model, '--methods', 'grey-world', '--jsonl'],
    ['predict', ...pictures, '--model', model, '--csv', join(out, 'answers.csv')],
    ['predict', ...pictures, '--model', model, '--before-after', join(out, 'panels')],
    ['predict', ...pictures, '--model', pictures[0] ?? ''],
  ],
  export: ({ data, model, tuning }, out) => [
    [
      'export',
      model,
      '--format',
      'libcamera',
      '--tuning-file',
      tuning,
      '--install-path',
      `/opt/${fileName(HOSTILE_TEXTS.join(' '))}`,
      '--out',
      join(out, 'camera'),
    ],
    ...Object.keys(EXPORTERS).flatMap((format) => [
      [
        'export',
        model,
        '--format',
        format,
        '--out',
        join(out, format),
        '--weights',
        'int8',
        '--report',
        data,
        '--skip-bad',
        '--no-cache',
      ],
      ['export', model, '--format', format, '--out', join(out, format), '--json'],
    ]),
  ],
  'measure model': ({ model, data }) => [
    ['measure', 'model', model, '--runs', '1', '--json'],
    ['measure', 'model', data],
  ],
  train: ({ data }, out) => [
    [
      'train',
      '--data',
      data,
      '--skip-bad',
      '--no-cache',
      '--folds',
      '3',
      '--epochs',
      '1',
      '--size',
      '12',
      '--threads',
      '1',
      '--name',
      HOSTILE_TEXTS.join(' ').slice(0, 4000),
      '--licence',
      HOSTILE_TEXTS[0] ?? '',
      '--attribution',
      HOSTILE_TEXTS[9] ?? '',
      '--out',
      join(out, 'trained.awb'),
      '--report',
      join(out, 'trained.html'),
      '--log',
      join(out, 'trained.jsonl'),
    ],
  ],
  'search run': ({ studyFile, data }, out) => [
    ['search', 'run', studyFile, '--out', join(out, 'study')],
    ['search', 'run', data, '--dry-run'],
  ],
  'search resume': ({ data }) => [['search', 'resume', data]],
  'search status': ({ study, data }, out) => [
    ['search', 'status', study, '--csv', join(out, 'trials.csv')],
    ['search', 'status', study, '--json'],
    ['search', 'status', data],
  ],
  'search pareto': ({ study }, out) => [
    ['search', 'pareto', study, '--out', join(out, 'pareto')],
    ['search', 'pareto', study, '--out', join(out, 'pareto-json'), '--json'],
  ],
  'search export': ({ study, data }, out) => [
    ['search', 'export', study, '--out', join(out, 'searched.awb')],
    ['search', 'export', data, '--out', join(out, 'searched.awb')],
  ],
  'bayes estimate': ({ tuning, cases, data }) => [
    ['bayes', 'estimate', cases, '--tuning-file', tuning],
    ['bayes', 'estimate', cases, '--tuning-file', tuning, '--json'],
    ['bayes', 'estimate', tuning, '--tuning-file', tuning, '--alsc', cases],
    ['bayes', 'estimate', cases, '--tuning-file', join(data, 'dataset.json')],
  ],
  'bayes tune': ({ data }, out) => [
    [
      'bayes',
      'tune',
      '--data',
      data,
      '--skip-bad',
      '--no-cache',
      '--folds',
      '2',
      '--out',
      join(out, 'tuning.json'),
    ],
  ],
  'data fetch': ({ data }, out) =>
    HOSTILE_TEXTS.slice(0, 6).map((text) => [
      'data',
      'fetch',
      fileName(text),
      join(out, 'fetched'),
      '--archive',
      data,
    ]),
  'data synth': (_, out) => [
    ['data', 'synth', join(out, 'synth'), '--camera', HOSTILE_TEXTS[0] ?? ''],
  ],
  import: ({ model, data }, out) => [
    ['import', model, '--out', join(out, 'imported.awb')],
    ['import', data, '--out', join(out, 'imported.awb'), '--json'],
  ],
  chart: ({ pictures, model }) => [
    ['chart', ...pictures],
    ['chart', model, ...pictures, '--json'],
  ],
  balance: ({ pictures, model }, out) => [
    ['balance', ...pictures, '--gains', '2,1.5', '--out', join(out, 'balanced')],
    ['balance', model, '--gains', '2,1.5', '--out', join(out, 'one.png'), '--json'],
  ],
  'data augment': ({ data }, out) => [
    [
      'data',
      'augment',
      data,
      '--count',
      '4',
      '--size',
      '12',
      '--skip-bad',
      '--no-cache',
      '--out',
      join(out, 'augmented'),
    ],
  ],
  'data import': ({ pictures, tuning, data }, out) => [
    ['data', 'import', join(pictures[0] ?? '', '..'), join(out, 'own')],
    ['data', 'import', join(pictures[0] ?? '', '..'), join(out, 'own'), '--label', 'as-shot'],
    ['data', 'import', pictures[0] ?? '', join(out, 'one'), '--json'],
    ['data', 'import', pictures[0] ?? '', join(out, 'two'), '--tuning-file', tuning],
    ['data', 'import', data, join(out, 'three')],
  ],
  'data thumbnails': ({ data }, out) => [
    ['data', 'thumbnails', data, join(out, 'small'), '--size', '8', '--skip-bad'],
    ['data', 'thumbnails', data, join(out, 'small-json'), '--size', '8', '--skip-bad', '--json'],
  ],
  // Its page and its server: test/web/label-page.test.ts, test/labels/label-server.test.ts.
  label: ({ pictures, data }, out) => [
    ['label', data],
    ['data', 'import', join(pictures[0] ?? '', '..'), join(out, 'own')],
    ['label', join(out, 'own'), '--auto'],
    ['label', join(out, 'own'), '--auto', '--min-confidence', '0.5', '--json'],
  ],
  // Its page and its server: test/web/web-command.test.ts.
  web: 'serves a page until it is stopped, and prints its own addresses',
  'benchmark reference': ({ data, model }) => [
    ['benchmark', 'reference', '--data', data, '--weights', model, '--model', model, '--skip-bad'],
  ],
  ...Object.fromEntries(
    PROTOCOLS.map(({ name }) => [`benchmark ${name}`, 'prints and writes as benchmark nus-8 does']),
  ),
  'benchmark nus-8': benchmarkRuns('nus-8'),
  'doctor libcamera': ({ tuning, data, model }) => [
    ['doctor', 'libcamera', tuning],
    ['doctor', 'libcamera', tuning, '--model', model, '--json'],
    ['doctor', 'libcamera', data],
  ],
  'doctor host': 'reads nothing: it prints what programs of this machine say of themselves',
  completion: 'prints names of its own',
  worker: 'takes jobs of a Redis: test/nas/redis-refuses.test.ts',
  demo: 'reads nothing but what it made itself',
  cache: 'prints counts and a path of its own',
};

/** What reports export, and the command that shows it here; null for what writes no text from outside. */
const REPORTED: Readonly<Record<keyof typeof report, string | null>> = {
  beforeAfterPng: 'predict',
  errorDistributionOption: 'eval',
  trainingCurveOption: null,
  whitePointScatterOption: 'eval',
  overTimeOption: null,
  renderChartSvg: 'eval',
  renderComparisonHtml: 'compare',
  comparePng: 'compare',
  formatPictureTable: 'compare',
  curveBand: null,
  onCurve: null,
  recordSearch: null,
  zoneWhitePoints: null,
  standaloneSvg: 'data inspect',
  contourOutlines: null,
  samplePlane: null,
  chooseBins: null,
  countInBins: null,
  densityCurve: null,
  describeRawInspection: 'data inspect',
  datasetFindings: 'data inspect',
  doubtfulLabelFindings: 'data inspect',
  datasetPage: 'data inspect',
  writeDatasetPage: 'data inspect',
  writeInspectionPage: 'data inspect',
  summariseDataset: 'data inspect',
  pickPictures: null,
  renderReportHtml: 'eval',
  writeHtmlReport: 'eval',
  lightSwatch: null,
  renderBalancedPanel: null,
  renderRawPanel: null,
  encodeRgbPng: null,
  pngDataUri: null,
  resampleLinear: null,
  writeStudyPage: 'search pareto',
  comparison: null,
  explainDemo: null,
  whatWasDone: null,
  formatDifferenceTable: 'eval',
  formatErrorTable: 'eval',
  formatFrameTable: 'eval',
  formatMiredTable: 'eval',
  formatGroupTable: 'eval',
  formatShortErrorTable: 'train',
  formatMeasurement: 'measure model',
  tableOf: 'search pareto',
  commandText: 'eval',
  benchmarkCsv: 'benchmark nus-8',
  benchmarkMarkdown: 'benchmark nus-8',
  formatBenchmark: 'benchmark nus-8',
  writeBenchmark: 'benchmark nus-8',
  comparedCurve: null,
  comparedPictures: 'compare',
  countEach: null,
  comparisonPng: 'compare',
  writeComparison: 'compare',
  evaluationFacts: 'eval',
  evaluationTables: 'eval',
  writeEvaluation: 'eval',
  evaluationJson: 'eval',
  formatEstimatesCsv: 'eval',
  describeReference: 'benchmark reference',
  methodToShow: null,
  namedPictures: null,
  provenanceNotes: 'eval',
  provenanceSettings: 'eval',
  reportedMethods: 'eval',
  writeEvaluationReport: 'eval',
  formatSettings: 'bayes tune',
  formatTrials: 'bayes tune',
  formatTuning: 'bayes tune',
  balancedPng: 'balance',
  beforeAfterOfRaw: 'predict',
  colouringProperty: 'data inspect',
  chosenPictures: 'compare',
  comparePictureFiles: 'compare',
  comparisonTables: 'compare',
  comparisonJson: 'compare',
  comparisonWords: 'compare',
  demoJson: null,
  demoOutcome: null,
  describeFetch: 'data fetch',
  describeImportedAwbnn: null,
  describeReduced: 'data thumbnails',
  arithmeticReport: 'export',
  describeArithmeticReport: 'export',
  describeInt8Report: 'export',
  formatCaseAnswer: 'bayes estimate',
  formatCrossValidation: 'train',
  writeCrossValidationReport: 'train',
  writeTrainedReport: 'train',
  describeImportedModel: 'import',
  int8Report: 'export',
  formatDemo: null,
  judgeDemo: null,
  referenceRows: 'benchmark reference',
  reportedErrors: 'export',
  writeDemoReport: null,
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-commands-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile());
}

/** All commands that do something, with their names: `bayes tune`. */
async function leafCommands(): Promise<Map<string, Command>> {
  const terminal = createTerminal({ stdout: process.stdout, stderr: process.stderr, env: {} });
  const program = await createProgram([], {
    terminal,
    signal: new AbortController().signal,
    env: {},
  });
  const leaves = new Map<string, Command>();
  const visit = (command: Command, name: string): void => {
    if (command.commands.length === 0) leaves.set(name, command);
    for (const inner of command.commands) visit(inner, `${name} ${inner.name()}`.trim());
  };
  visit(program, '');
  return leaves;
}

/** Files and folders that options name in order to read them. */
const INPUT_OPTIONS =
  /^--(?:data|train-data|model|tuning-file|tuning-dir|harmonise[a-z-]*|architecture|bayes-tuning|alsc|archive|config|recipe|weights|as-libcamera|curve-from|identity|known-hosts|remote-dir|checkpoint|list|replay|calibrate)$/;

describe('what is tried here', () => {
  it('is every command, and every option that names an output', async () => {
    const leaves = await leafCommands();
    expect([...leaves.keys()].sort()).toEqual(Object.keys(COMMANDS).sort());
    const nowhere = new Proxy({}, { get: () => 'x' }) as unknown as World;
    for (const [name, runs] of Object.entries(COMMANDS)) {
      if (typeof runs === 'string') continue;
      const words = runs(
        { ...nowhere, pictures: ['x'], data: 'x', model: 'x' } as World,
        'out',
      ).flat();
      for (const { long, flags } of leaves.get(name)?.options ?? []) {
        if (!/<(?:file|dir|path)>/.test(flags) || INPUT_OPTIONS.test(long ?? '')) continue;
        expect(words, `${name} ${flags}`).toContain(long);
      }
    }
  });

  it('is everything that reports export', () => {
    const functions = Object.entries(report).filter(([, value]) => typeof value === 'function');
    expect(functions.map(([name]) => name).sort()).toEqual(Object.keys(REPORTED).sort());
    for (const command of Object.values(REPORTED)) {
      if (command !== null) expect(COMMANDS[command], command).toBeTypeOf('function');
    }
  });
});

describe.each([0, 11, 23])('a world whose first text is number %i', (first) => {
  let world: World;
  let shown = '';
  beforeAll(async () => {
    const dir = join(root, `world-${first}`);
    mkdirSync(dir);
    world = await makeWorld(dir, first);
  });

  const names = Object.keys(COMMANDS).filter((name) => typeof COMMANDS[name] === 'function');
  it.each(names)('%s shows and writes it as text', async (name) => {
    const out = join(root, `out-${first}-${name}`);
    mkdirSync(out);
    const runs = (COMMANDS[name] as Runs)(world, out);
    for (const args of runs) {
      const { code, stdout, stderr } = await run(args, join(root, 'cache'));
      const what = `${args.slice(0, 2).join(' ')}: ${stderr.slice(0, 600)}`;
      expect([0, 2, 3], what).toContain(code);
      expect(stdout, what).not.toMatch(UNSEEN);
      expect(stderr, what).not.toMatch(UNSEEN);
      expect(stderr, what).not.toMatch(
        /\n\s+at \S+ \(|Cannot read prop|is not a function|undefined/,
      );
      if (code !== 0) expect(stderr, what).toMatch(/^error: /m);
      if (args.includes('--json') && code === 0) {
        for (const json of name === 'bayes estimate' ? stdout.trimEnd().split('\n') : [stdout])
          expect(() => JSON.parse(json), what).not.toThrow();
      }
      shown += stdout + stderr;
    }
    for (const file of filesBelow(out)) {
      const content = readFileSync(file);
      checkFile(file, content);
      shown += content.toString();
    }
    // Nothing that a shell would run was run.
    expect(readdirSync('.').filter((entry) => entry.includes(CANARY))).toEqual([]);
  });

  it('was shown: hostile texts stand in what was written', () => {
    expect(shown.split(CANARY).length).toBeGreaterThan(500);
    expect(textsFrom(first)).toHaveLength(HOSTILE_TEXTS.length);
  });
});
