/** `deepawb eval`: errors of methods on pictures whose light is known. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import type { MethodEvaluation } from '../../metrics/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../dataset-options.js';
import type { EvaluatedPictures } from '../evaluation-methods.js';
import { type PictureSize, sizeOption } from '../option-types.js';

interface EvalCommandOptions extends CommonOptions, DatasetCommandOptions {
  readonly data: string;
  readonly part: DatasetPart;
  readonly model?: readonly string[];
  readonly baselines?: string | true;
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
      'classical methods: "all", or names with commas (alone: constant,grey-world)',
    )
    .addOption(
      new Option('--size <WxH>', 'thumbnails that the baselines see')
        .argParser(sizeOption(4, 1024))
        .default({ widthPx: 64, heightPx: 64 }, '64x64'),
    )
    .option('--group-by <columns>', 'properties to break down by, with commas between them')
    .option('--csv <file>', 'write every estimate and error')
    .option('--report <file>', 'write an HTML report with pictures and charts');
  withDatasetOptions(command).action((options: EvalCommandOptions) => evaluate(options, context));
  withCommonOptions(command, {
    examples: [
      'deepawb eval --data data/cube --part test --model cube.awb --baselines',
      'deepawb eval --data data/cube --baselines all --report cube.html',
    ],
    seedUse: 'resampling for the confidence intervals',
  });
}

async function evaluate(options: EvalCommandOptions, context: CommandContext): Promise<void> {
  const { model, baselines, csv, report } = options;
  const [{ parseBaselines }, { loadModel }] = await Promise.all([
    import('../estimators.js'),
    import('../model-choice.js'),
  ]);
  // Nothing named: the package's own model. Baselines alone: nothing but them.
  const names = baselines === undefined ? [] : parseBaselines(baselines);
  const files = model ?? (baselines === undefined ? ['default'] : []);
  const models = [];
  for (const file of files) models.push(await loadModel(file));
  const { estimateMethods } = await import('../evaluation-methods.js');
  const result = await estimateMethods({ ...options, models, baselines: names }, context);
  const evaluations = await judge(result, options);
  if (csv !== undefined) {
    const { formatEstimatesCsv } = await import('../estimates-csv.js');
    await writeFile(csv, formatEstimatesCsv(result.methods, result.entries));
  }
  if (report !== undefined) await writeReport(report, options, result, evaluations);
  await printEvaluations(evaluations, options, context);
}

async function judge(
  { methods, entries }: EvaluatedPictures,
  { seed, groupBy }: EvalCommandOptions,
): Promise<MethodEvaluation[]> {
  const { evaluateEstimates } = await import('../../metrics/index.js');
  const columns = groupBy?.split(',').map((column) => column.trim());
  return methods.map((method) =>
    evaluateEstimates(method, method.estimates, entries, {
      seed,
      ...(columns ? { groupBy: columns } : {}),
    }),
  );
}

async function writeReport(
  file: string,
  { data, part, size, seed }: EvalCommandOptions,
  result: EvaluatedPictures,
  evaluations: readonly MethodEvaluation[],
): Promise<void> {
  const { writeEvaluationReport } = await import('../evaluation-report.js');
  const thumbnails = `${size.widthPx}x${size.heightPx}`;
  await writeEvaluationReport({
    ...result,
    file,
    dataDir: data,
    part,
    evaluations,
    settings: { 'thumbnails of the baselines': thumbnails, seed, 'data hash': result.datasetHash },
  });
}

async function printEvaluations(
  methods: readonly MethodEvaluation[],
  { json, csv, report }: EvalCommandOptions,
  { terminal }: CommandContext,
): Promise<void> {
  if (json) {
    terminal.printJson({ methods });
    return;
  }
  const { formatErrorTable, formatGroupTable } = await import('../../report/index.js');
  const { bold, dim } = terminal.colours;
  terminal.print(formatErrorTable(methods, { bold, dim }));
  const groups = formatGroupTable(methods, { bold, dim });
  if (groups) terminal.print(`\n${groups}`);
  for (const file of [csv, report]) if (file) terminal.note(`Written: ${file}`);
}
