/** `deepawb eval`: errors of methods on pictures whose light is known. */

import { type Command, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import type { JudgedMethod } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import { type CameraOptions, withCameraOptions } from '../options/camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { chosenLayout } from '../options/layout-options.js';
import { type PictureSize, sizeOption } from '../options/option-types.js';

interface EvalCommandOptions extends CommonOptions, DatasetCommandOptions, CameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly model?: readonly string[];
  readonly baselines?: string | true;
  readonly bayesTuning?: string;
  readonly trainData?: string;
  readonly sort: 'given' | 'mean' | 'median' | 'worst25';
  readonly perPicture?: true;
  readonly size: PictureSize;
  readonly groupBy?: string;
  readonly csv?: string;
  readonly report?: string;
}

export function addEvalCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('eval')
    .summary('measure errors on pictures whose light is known')
    .description(
      'Estimates the white point of every picture and prints how far it is from the true one: recovery and ' +
        'reproduction angular errors, squared error, a confidence interval, and groups of pictures.',
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
      "trained network; may be repeated (default: the package's own, unless there are baselines alone)",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option(
      '--baselines [names]',
      'classical methods, names or groups (all, statistical, bayes) with commas between them (alone: constant,grey-world)',
    )
    .option(
      '--bayes-tuning <file>',
      'tuning file for bayes-tuned, instead of tuning to the train part',
    )
    .addOption(
      new Option('--size <WxH>', 'thumbnails that the baselines see')
        .argParser(sizeOption(4, 1024))
        .default({ widthPx: 64, heightPx: 64 }, '64x64'),
    )
    .option('--group-by <columns>', 'properties to break down by, with commas between them')
    .addOption(
      new Option('--sort <by>', 'order of the table: as given, or the best first by a figure')
        .choices(['given', 'mean', 'median', 'worst25'])
        .default('given'),
    )
    .option('--per-picture', 'with --json: every picture with each estimate')
    .option('--csv <file>', 'write every estimate and error')
    .option('--report <file>', 'write an HTML report with pictures and charts');
  withDatasetOptions(withCameraOptions(command)).action((options: EvalCommandOptions) =>
    evaluate(options, context),
  );
  withCommonOptions(command, {
    examples: [
      'deepawb eval --data data/cube --part test --model cube.awb --baselines',
      'deepawb eval --data data/cube --baselines all --report cube.html',
    ],
    seedUse: 'resampling for the confidence intervals',
  });
}

async function evaluate(options: EvalCommandOptions, context: CommandContext): Promise<void> {
  const { model } = options;
  const [{ chosenBaselines }, { loadModel }, { runEvaluation }] = await Promise.all([
    import('./method-choice.js'),
    import('../options/model-choice.js'),
    import('./run-evaluation.js'),
  ]);
  // Nothing named: the package's own model. Baselines alone: nothing but them.
  const baselines = chosenBaselines(options, (sentence) => context.terminal.warn(sentence));
  const files = model ?? (baselines === undefined ? ['default'] : []);
  const models = [];
  for (const file of files) models.push(await loadModel(file));
  await checkGroups(options);
  for (const file of [options.csv, options.report]) if (file !== undefined) tryOutputFile(file);
  const result = await runEvaluation({ ...options, models, baselines: baselines ?? [] }, context);
  const { judgeMethods } = await import('../../methods/index.js');
  const groupBy = groupColumns(options);
  const { seed } = options;
  const judged = judgeMethods(result.methods, result.entries, {
    seed,
    ...(groupBy ? { groupBy } : {}),
  });
  // Before the files: whatever becomes of them, the figures are there.
  await print(result, judged, options, context);
  await writeFiles(result, judged, options, context);
}

function groupColumns({ groupBy }: EvalCommandOptions): string[] | undefined {
  return groupBy?.split(',').map((column) => column.trim());
}

/** Throws UsageError for a column that no picture has, before any picture is decoded. */
async function checkGroups(options: EvalCommandOptions): Promise<void> {
  const columns = groupColumns(options);
  if (columns === undefined) return;
  const [{ readDatasetIndex }, { checkGroupColumns }] = await Promise.all([
    import('../../dataset/index.js'),
    import('../../methods/index.js'),
  ]);
  const { data, part, skipBad } = options;
  const layout = await chosenLayout(data, options);
  const index = { part, skipBad: skipBad === true, ...(layout ? { layout } : {}) };
  const { pictures } = readDatasetIndex(data, index);
  try {
    checkGroupColumns(columns, pictures);
  } catch (error) {
    if ((error as Error).name !== 'UnknownPropertyError') throw error;
    throw new UsageError(`--group-by: ${(error as Error).message}`);
  }
}

async function print(
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
  options: EvalCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  if (options.json) {
    const { evaluationJson } = await import('./evaluation-json.js');
    terminal.printJson(evaluationJson(result, judged, await factsOf(options)));
    return;
  }
  const { formatDifferenceTable, formatErrorTable, formatGroupTable } = await import(
    '../../report/index.js'
  );
  const { bold, dim } = terminal.colours;
  const style = { bold, dim };
  terminal.print(formatErrorTable(sorted(judged, options), style));
  const compared = terminal.isTTY
    ? Math.max(2, Math.floor((terminal.columns - GROUP_COLUMNS) / GROUP_COLUMN))
    : judged.length;
  const tables = [
    formatDifferenceTable(judged, style),
    formatGroupTable(judged, style, { compared }),
  ];
  for (const table of tables) if (table) terminal.print(`\n${table}`);
}

/** Characters of the group table before its other methods, and of one of them. */
const GROUP_COLUMNS = 66;
const GROUP_COLUMN = 16;

function sorted(
  judged: readonly JudgedMethod[],
  { sort }: EvalCommandOptions,
): readonly JudgedMethod[] {
  if (sort === 'given') return judged;
  return judged.toSorted((a, b) => a.recovery[sort] - b.recovery[sort]);
}

async function factsOf({ data, trainData, part, seed, size, perPicture }: EvalCommandOptions) {
  const { datasetName } = await import('../../methods/node/index.js');
  return {
    data: datasetName(data),
    ...(trainData === undefined ? {} : { trainData: datasetName(trainData) }),
    part,
    seed,
    size,
    perPicture: perPicture === true,
  };
}

/** Writes what was asked for, all of it that can be written. Throws OutputError that names the first that cannot. */
async function writeFiles(
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
  options: EvalCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const { csv, report } = options;
  const failures: unknown[] = [];
  const attempt = async (file: string | undefined, write: (file: string) => Promise<void>) => {
    if (file === undefined) return;
    try {
      await write(file);
      terminal.note(`Written: ${file}`);
    } catch (error) {
      failures.push(error);
    }
  };
  await attempt(csv, async (file) => {
    const { formatEstimatesCsv } = await import('./estimates-csv.js');
    writeFileAtomically(file, formatEstimatesCsv(result.methods, result.entries));
  });
  await attempt(report, (file) => writeReport(file, options, result, judged));
  if (failures.length > 0) throw failures[0];
}

async function writeReport(
  file: string,
  options: EvalCommandOptions,
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
): Promise<void> {
  const [{ writeEvaluationReport }, provenance, { describeContradiction }] = await Promise.all([
    import('./evaluation-report.js'),
    import('./provenance.js'),
    import('../../methods/node/index.js'),
  ]);
  const facts = await factsOf(options);
  await writeEvaluationReport({
    ...result,
    judged,
    file,
    dataDir: options.data,
    part: options.part,
    title: `White balance: ${judged[0]?.name} on ${facts.data} (${options.part})`,
    settings: provenance.provenanceSettings(result, facts),
    notes: provenance.provenanceNotes(result, describeContradiction),
  });
}
