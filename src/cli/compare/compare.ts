/** `deepawb compare`: pictures under several methods side by side, with what the Bayesian search did on them. */

import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import { tryOutputFolder, writeFileAtomically } from '../../files/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { ComparedMethod, ComparedPicture } from '../../report/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type CameraOptions, withCameraOptions } from '../options/camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { integerOption, type PictureSize, sizeOption } from '../options/option-types.js';
import type { ChosenPicture } from './picture-choice.js';

interface CompareCommandOptions extends CommonOptions, DatasetCommandOptions, CameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly model?: readonly string[];
  readonly baselines?: string;
  readonly bayesTuning?: string;
  readonly trainData?: string;
  readonly size: PictureSize;
  readonly pictures?: readonly string[];
  readonly best?: number;
  readonly median?: number;
  readonly worst?: number;
  readonly aspect?: number;
  readonly out: string;
}

const DEFAULT_COUNTS = { best: 2, median: 2, worst: 2 } as const;
const MOST_PICTURES = 200;
const NO_MODEL = 'none';

export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .summary('show pictures under several methods side by side')
    .description(
      'Renders chosen pictures under uniform gains, the true light and every method, each with its error, beside the ' +
        'CT curve with the points of all methods and a plot of the Bayesian search. Writes one HTML page and a PNG ' +
        'for each picture.',
    )
    .requiredOption('--data <dir>', 'data set')
    .addOption(
      new Option('--part <name>', 'which pictures; layout awbnn: . is the folder itself')
        .choices(['train', 'test', '.'])
        .default('test'),
    )
    .option(
      '--train-data <dir>',
      'data set whose train part teaches the methods that learn (default: that of --data)',
    )
    .option(
      '--model <file>',
      "trained network; may be repeated, or none (default: the package's own)",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option(
      '--baselines <names>',
      'classical methods, names or groups (all, statistical, bayes) with commas between them (default: bayes-tuned)',
    )
    .option(
      '--bayes-tuning <file>',
      'tuning file for bayes-tuned, instead of tuning to the train part',
    )
    .addOption(
      new Option('--size <WxH>', 'thumbnails that the classical methods see')
        .argParser(sizeOption(16, 1024))
        .default({ widthPx: 64, heightPx: 64 }, '64x64'),
    );
  withPictureOptions(command).requiredOption('--out <dir>', 'folder for index.html and the PNGs');
  withDatasetOptions(withCameraOptions(command)).action((options: CompareCommandOptions) =>
    compare(options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb compare --data data/cube --out comparison',
      'deepawb compare --data data/cube --pictures 00_0011 --baselines all --out a',
    ],
    seedUse: 'resampling for the confidence intervals',
  });
}

function withPictureOptions(command: Command): Command {
  const count = integerOption(0, MOST_PICTURES);
  return command
    .addOption(
      new Option('--pictures <ids>', 'these pictures, ids with commas between them')
        .argParser((text) => text.split(',').map((id) => id.trim()))
        .conflicts(['best', 'median', 'worst']),
    )
    .option('--best <n>', 'pictures on which the first method is best (default: 2)', count)
    .option('--median <n>', 'pictures around its median (default: 2)', count)
    .option('--worst <n>', 'pictures on which it is worst (default: 2)', count)
    .option(
      '--aspect <w:h>',
      'shape in which pictures are shown where their pixels are not square, e.g. 3:2',
      parseAspect,
    );
}

function parseAspect(text: string): number {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const aspect = Number(width) / Number(height);
  if (aspect >= 0.1 && aspect <= 10) return aspect;
  throw new InvalidArgumentError('Expected WIDTH:HEIGHT, e.g. 3:2.');
}

async function compare(options: CompareCommandOptions, context: CommandContext): Promise<void> {
  const { data, part, out, seed } = options;
  const { terminal, signal } = context;
  tryOutputFolder(out);
  const result = await estimate(options, context);
  const comparison = await import('./comparison.js');
  const methods = comparison.comparedMethods(result, seed);
  const chosen = await choose(options, result, methods);
  const shown = comparison.methodToShow(result.prepared);
  const curve = shown && comparison.comparedCurve(shown, result);
  const { comparePng, renderComparisonHtml } = await import('../../report/index.js');
  const names = result.methods.map(({ name }) => name);
  const progress = terminal.progress({ label: 'Drawing', unit: 'items', total: chosen.length + 1 });
  const pictures: ComparedPicture[] = [];
  const dataPart = { dir: data, part };
  for (const picture of comparison.comparedPictures(dataPart, result, chosen, shown)) {
    signal.throwIfAborted();
    const { aspect } = options;
    writeFileAtomically(pngOf(out, picture), await comparePng(picture, { names, curve, aspect }));
    pictures.push(picture);
    progress.update(pictures.length, { detail: picture.id });
  }
  const page = join(out, 'index.html');
  const content = {
    ...(await describe(options, result)),
    methods,
    pictures,
    ...(curve ? { curve } : {}),
  };
  writeFileAtomically(page, await renderComparisonHtml(content));
  progress.update(chosen.length + 1, { detail: '' });
  terminal.close();
  if (options.json) terminal.printJson(toJson(page, options, result, methods, pictures));
  else await printComparison(result, methods, pictures, context);
  terminal.note(`Written: ${page} and ${pictures.length} PNG beside it`);
}

function pngOf(out: string, { id }: Pick<ComparedPicture, 'id'>): string {
  return join(out, `${id}.png`);
}

async function estimate(
  options: CompareCommandOptions,
  context: CommandContext,
): Promise<EstimatedPictures> {
  const [{ chosenBaselines, parseBaselines }, { loadModel }, { runEvaluation }, { UsageError }] =
    await Promise.all([
      import('../eval/method-choice.js'),
      import('../options/model-choice.js'),
      import('../eval/run-evaluation.js'),
      import('../exit-code.js'),
    ]);
  const baselines =
    chosenBaselines(options, (sentence) => context.terminal.warn(sentence)) ??
    parseBaselines('bayes-tuned');
  const files = (options.model ?? ['default']).filter((file) => file !== NO_MODEL);
  if (files.length === 0 && baselines.length === 0) {
    throw new UsageError('expected a method to show, got neither --model nor --baselines');
  }
  const models = [];
  for (const file of files) models.push(await loadModel(file));
  return runEvaluation({ ...options, models, baselines }, context);
}

/** The pictures asked for; else by the error of the first method. */
async function choose(
  { pictures, best, median, worst }: CompareCommandOptions,
  { entries }: EstimatedPictures,
  [main]: readonly ComparedMethod[],
): Promise<ChosenPicture[]> {
  const { pictureIndices, picturesByError } = await import('./picture-choice.js');
  if (pictures !== undefined) {
    return pictureIndices(
      pictures,
      entries.map(({ id }) => id),
    );
  }
  const isSaid = [best, median, worst].some((count) => count !== undefined);
  const counts = isSaid
    ? { best: best ?? 0, median: median ?? 0, worst: worst ?? 0 }
    : DEFAULT_COUNTS;
  return picturesByError(main?.recoveryDegrees ?? [], counts);
}

/** Title, introduction, settings and notes of the page. */
async function describe(
  { data: dir, part, size, seed, aspect }: CompareCommandOptions,
  result: EstimatedPictures,
) {
  const { methods, entries } = result;
  const [{ datasetName, describeContradiction }, provenance] = await Promise.all([
    import('../../methods/node/index.js'),
    import('../eval/provenance.js'),
  ]);
  const data = datasetName(dir);
  const names = methods.map(({ name }) => name);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return {
    title:
      names.length > 1 ? `White balance: ${names[0]} beside others` : `White balance: ${names[0]}`,
    intro: [
      `${entries.length} pictures of ${data} (${part}) whose light is known, under ${list}. ` +
        (part === 'train'
          ? 'Methods that learn have learned from these very pictures: this says nothing about new ones.'
          : 'What is learned was learned on the train part alone.'),
    ],
    settings: provenance.provenanceSettings(result, { data, part, seed, size }),
    notes: provenance.provenanceNotes(result, describeContradiction),
    ...(aspect === undefined ? {} : { pictureAspect: aspect }),
  };
}

function toJson(
  page: string,
  { out }: CompareCommandOptions,
  { methods }: EstimatedPictures,
  results: readonly ComparedMethod[],
  pictures: readonly ComparedPicture[],
) {
  return {
    page,
    methods: results.map(({ evaluation }) => evaluation),
    pictures: pictures.map(({ id, rank, truth, estimates, ...picture }) => ({
      id,
      rank: rank ?? null,
      png: pngOf(out, { id }),
      truth,
      estimates: methods.map(({ name }, i) => ({ name, ...estimates[i] })),
      searched: picture.search === undefined ? 0 : picture.search.fine.length,
    })),
  };
}

async function printComparison(
  { methods }: EstimatedPictures,
  results: readonly ComparedMethod[],
  pictures: readonly ComparedPicture[],
  { terminal }: CommandContext,
): Promise<void> {
  const { formatPictureTable, formatShortErrorTable } = await import('../../report/index.js');
  const { bold, dim } = terminal.colours;
  const evaluations = results.map(({ evaluation }) => evaluation);
  terminal.print(formatShortErrorTable(evaluations, { bold, dim }));
  const names = methods.map(({ name }) => name);
  terminal.print(`\n${formatPictureTable(pictures, names, { bold, dim })}`);
}
