/** `deepawb eval`: errors of methods on pictures whose light is known. */

import { type Command, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import type { JudgedMethod } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import type { PairedDifference } from '../../metrics/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type CameraOptions, withCameraOptions } from '../options/camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { type PictureSize, sizeOption } from '../options/option-types.js';

interface EvalCommandOptions extends CommonOptions, DatasetCommandOptions, CameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly model?: readonly string[];
  readonly baselines?: string | true;
  readonly bayesTuning?: string;
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
    .requiredOption('--data <dir>', 'data set in the SimpleCube++ layout')
    .addOption(
      new Option('--part <name>', 'which pictures').choices(['train', 'test']).default('test'),
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
  const { model, csv, report } = options;
  for (const file of [csv, report]) if (file !== undefined) tryOutputFile(file);
  const [{ chosenBaselines }, { loadModel }] = await Promise.all([
    import('./method-choice.js'),
    import('../options/model-choice.js'),
  ]);
  // Nothing named: the package's own model. Baselines alone: nothing but them.
  const baselines = chosenBaselines(options, (sentence) => context.terminal.warn(sentence));
  const files = model ?? (baselines === undefined ? ['default'] : []);
  const models = [];
  for (const file of files) models.push(await loadModel(file));
  const { runEvaluation } = await import('./run-evaluation.js');
  const job = { ...options, models, baselines: baselines ?? [] };
  const result = await runEvaluation(job, context);
  const judged = await judge(result, options);
  if (csv !== undefined) {
    const { formatEstimatesCsv } = await import('./estimates-csv.js');
    writeFileAtomically(csv, formatEstimatesCsv(result.methods, result.entries));
  }
  if (report !== undefined) await writeReport(report, options, result, judged);
  await printEvaluations(judged, options, context);
}

async function judge(
  { methods, entries }: EstimatedPictures,
  { seed, groupBy }: EvalCommandOptions,
): Promise<JudgedMethod[]> {
  const { judgeMethods } = await import('../../methods/index.js');
  const columns = groupBy?.split(',').map((column) => column.trim());
  return judgeMethods(methods, entries, { seed, ...(columns ? { groupBy: columns } : {}) });
}

async function writeReport(
  file: string,
  { data, part, size, seed }: EvalCommandOptions,
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
): Promise<void> {
  const { writeEvaluationReport } = await import('./evaluation-report.js');
  const thumbnails = `${size.widthPx}x${size.heightPx}`;
  await writeEvaluationReport({
    ...result,
    judged,
    file,
    dataDir: data,
    part,
    settings: { 'thumbnails of the baselines': thumbnails, seed, 'data hash': result.datasetHash },
  });
}

async function printEvaluations(
  methods: readonly JudgedMethod[],
  { json, csv, report }: EvalCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  if (json) {
    const to = methods[0]?.name;
    const plain = methods.map((method) => ({
      ...method,
      difference: plainDifference(method.difference, to),
    }));
    terminal.printJson({ methods: plain });
    return;
  }
  const { formatDifferenceTable, formatErrorTable, formatGroupTable } = await import(
    '../../report/index.js'
  );
  const { bold, dim } = terminal.colours;
  const style = { bold, dim };
  terminal.print(formatErrorTable(methods, style));
  for (const format of [formatDifferenceTable, formatGroupTable]) {
    const table = format(methods, style);
    if (table) terminal.print(`\n${table}`);
  }
  for (const file of [csv, report]) if (file) terminal.note(`Written: ${file}`);
}

/** The difference to the method `to` with names as the other figures of the JSON have them. */
function plainDifference(difference: PairedDifference | null, to: string | undefined) {
  if (difference === null) return null;
  const { meanDifference: mean, interval: meanCi95, shareBetter } = difference;
  return { to, mean, meanCi95, shareBetter };
}
