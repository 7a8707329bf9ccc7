/** `deepawb eval`: errors of methods on pictures whose light is known. */
import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { DatasetPart, LoadedThumbnails } from '../../dataset/index.js';
import type { MethodEvaluation } from '../../metrics/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type DatasetCommandOptions, loadPart, withDatasetOptions } from '../dataset-options.js';
import type { MethodEstimates } from '../estimators.js';
import { UsageError } from '../exit-code.js';
import { type PictureSize, sizeOption } from '../option-types.js';

interface EvalCommandOptions extends CommonOptions, DatasetCommandOptions {
  readonly data: string;
  readonly part: DatasetPart;
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
    examples: ['deepawb eval --data data/cube --part test --baselines all'],
    seedUse: 'resampling for the confidence intervals',
  });
}

async function evaluate(options: EvalCommandOptions, context: CommandContext): Promise<void> {
  const { data, part, seed, csv, report } = options;
  if (options.baselines === undefined) {
    throw new UsageError('eval: expected something to evaluate, got nothing. Add --baselines.');
  }
  const { parseBaselines } = await import('../estimators.js');
  const names = parseBaselines(options.baselines);
  const loaded = await loadPart(data, part, options.size, options, context);
  const methods = await baselineMethods(names, loaded, options, context);
  const { evaluateEstimates } = await import('../../metrics/index.js');
  const groupBy = options.groupBy?.split(',').map((column) => column.trim());
  const evaluations = methods.map((method) =>
    evaluateEstimates(method, method.estimates, loaded.set.entries, {
      seed,
      ...(groupBy ? { groupBy } : {}),
    }),
  );
  if (csv !== undefined) {
    const { formatEstimatesCsv } = await import('../estimates-csv.js');
    await writeFile(csv, formatEstimatesCsv(methods, loaded.set.entries));
  }
  if (report !== undefined) await writeReport(report, options, loaded, methods, evaluations);
  await printEvaluations(evaluations, options, context);
}

/** The constant needs the training labels, whatever part is evaluated. */
async function baselineMethods(
  names: Parameters<typeof import('../estimators.js').estimateBaselines>[0],
  { set }: LoadedThumbnails,
  { data, part, skipBad }: EvalCommandOptions,
  { terminal }: CommandContext,
): Promise<MethodEstimates[]> {
  const { readDatasetIndex } = await import('../../dataset/index.js');
  const { estimateBaselines } = await import('../estimators.js');
  const training =
    part === 'train'
      ? set.entries
      : readDatasetIndex(data, { part: 'train', skipBad: skipBad === true }).pictures;
  const done = terminal.progress({ label: 'Estimating', unit: 'items', total: names.length });
  const methods = names.flatMap((name, i) => {
    const [method] = estimateBaselines(
      [name],
      set,
      training.map((e) => e.whitePoint),
    );
    done.update(i + 1);
    return method ? [method] : [];
  });
  terminal.close();
  return methods;
}

async function writeReport(
  file: string,
  { data, part, size, seed }: EvalCommandOptions,
  { set, datasetHash }: LoadedThumbnails,
  methods: readonly MethodEstimates[],
  evaluations: readonly MethodEvaluation[],
): Promise<void> {
  const { writeEvaluationReport } = await import('../evaluation-report.js');
  await writeEvaluationReport({
    file,
    dataDir: data,
    part,
    set,
    methods,
    evaluations,
    settings: { thumbnails: `${size.widthPx}x${size.heightPx}`, seed, 'data hash': datasetHash },
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
