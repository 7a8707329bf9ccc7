/** `deepawb demo`: the whole way once, from rendered raw pictures over a trained network to a report. */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from '../../terminal/index.js';
import { withoutShortProgress } from '../../terminal/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { integerOption } from '../options/option-types.js';

interface DemoCommandOptions extends CommonOptions {
  readonly out: string;
  readonly pictures: number;
  readonly epochs: number;
}

/** Fewer would leave the training without a whole batch. */
const FEWEST_PICTURES = 40;
const TEST_SHARE = 0.25;
const PICTURE_SIZE = { widthPx: 120, heightPx: 80 } as const;
/** What the baselines see; the pictures' own shape. */
const BASELINE_SIZE = { widthPx: 48, heightPx: 32 } as const;
const BASELINES = ['constant', 'grey-world', 'shades-of-grey'] as const;
const WIDEST_TEXT = 100;

export function addDemoCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('demo')
    .summary('see it work: render, train, evaluate, explain')
    .description(
      'Renders a small synthetic data set, trains the default network on it, compares it with classical methods on ' +
        'pictures that it has not seen, and explains the result here and in a report with pictures. About a minute ' +
        'on two cores; a second run keeps the pictures.',
    )
    .option('--out <dir>', 'folder for pictures, model and report', 'demo')
    .option(
      '--pictures <n>',
      'pictures for training; a quarter as many to test',
      integerOption(FEWEST_PICTURES, 100_000),
      400,
    )
    .option('--epochs <n>', 'passes over the training pictures', integerOption(1, 10_000), 90)
    .action((options: DemoCommandOptions) => demo(options, context));
  withCommonOptions(command, {
    examples: ['deepawb demo --out demo'],
    seedUse: 'pictures, first weights, order and augmentation',
  });
}

async function demo(options: DemoCommandOptions, context: CommandContext): Promise<void> {
  const { out, epochs, seed } = options;
  const { terminal } = context;
  const dataDir = join(out, 'data');
  const modelFile = join(out, 'demo.awb');
  const reportFile = join(out, 'report.html');
  const step = createSteps(terminal);
  const test = Math.round(options.pictures * TEST_SHARE);

  step(`Rendering ${options.pictures} raw pictures to learn from and ${test} to be tested on`);
  await renderPictures(dataDir, { train: options.pictures, test, seed }, context);

  step('Training a small network on them');
  const { trainDemoModel } = await import('./demo-training.js');
  const trained = await trainDemoModel({ dataDir, modelFile, epochs, seed }, context);

  step('Estimating the light of the test pictures, beside classical methods');
  const { loadModel } = await import('../../infer/node/index.js');
  const { runEvaluation } = await import('../eval/run-evaluation.js');
  const { chooseMethods } = await import('../../methods/index.js');
  const models = [await loadModel(modelFile)];
  const job = {
    data: dataDir,
    part: 'test',
    models,
    baselines: chooseMethods(BASELINES),
    size: BASELINE_SIZE,
    cache: false,
  } as const;
  const result = await runEvaluation(job, { ...context, terminal: withoutShortProgress(terminal) });
  const { demoJson, demoOutcome, formatDemo, judgeDemo, writeDemoReport } = await import(
    '../../report/index.js'
  );
  const evaluations = judgeDemo(result, seed);

  step(`Writing ${reportFile}`);
  const files = { dataDir, modelFile, reportFile };
  const outcome = demoOutcome(files, { epochs, seed }, trained, result, evaluations);
  await writeDemoReport(outcome, { out }, trained, result, evaluations);
  if (options.json) return terminal.printJson(demoJson(outcome, trained, evaluations));
  const columns = Math.min(WIDEST_TEXT, terminal.columns);
  terminal.note('');
  terminal.print(formatDemo(outcome, evaluations, { ...terminal.colours, columns }));
}

/** Announces the parts of the work on stderr, counted. */
function createSteps({ note }: Terminal) {
  const total = 4;
  let number = 0;
  return (text: string): void => note(`${number === 0 ? '' : '\n'}${++number}/${total} ${text}`);
}

async function renderPictures(
  dir: string,
  { train, test, seed }: { train: number; test: number; seed: number },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { holdsSynthesized, synthesizeDataset } = await import('../../dataset/index.js');
  const settings = { train, test, ...PICTURE_SIZE, seed, camera: 'dslr', mask: true } as const;
  if (await holdsSynthesized(dir, settings)) {
    terminal.note(`They are already in ${dir}.`);
    return;
  }
  const progress = terminal.progress({ label: 'Rendering', unit: 'items', total: train + test });
  await synthesizeDataset(dir, {
    ...settings,
    signal,
    onProgress: (done) => progress.update(done),
  });
  terminal.close();
}
