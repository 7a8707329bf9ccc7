/** What `deepawb eval` does. */
import { readDatasetIndex } from '../../dataset/index.js';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import {
  checkGroupColumns,
  type JudgedFrame,
  type JudgedMethod,
  judgeFrames,
  judgeMethods,
} from '../../methods/index.js';
import { type AsLibcamera, datasetName, type EstimatedPictures } from '../../methods/node/index.js';
import {
  type EvaluationFacts,
  evaluationJson,
  formatDifferenceTable,
  formatErrorTable,
  formatEstimatesCsv,
  formatFrameTable,
  formatGroupTable,
  formatMiredTable,
  provenanceNotes,
  provenanceSettings,
  writeEvaluationReport,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { inOption, inOptionLater, UsageError } from '../exit-code.js';
import { chosenLayout } from '../options/layout-options.js';
import type { MethodCommandOptions } from '../options/method-options.js';
import { decodeChosenModel, type LoadedModel } from '../options/model-choice.js';
import { packageVersion } from '../package-files.js';
import type { EvalCommandOptions } from './eval.js';
import { askedMethods } from './method-choice.js';
import { runEvaluation } from './run-evaluation.js';

/** Throws UsageError for columns that no picture has, and runEvaluation's errors. */
export async function evaluate(
  options: EvalCommandOptions,
  context: CommandContext,
): Promise<void> {
  const methods = await askedMethods(options, context);
  await checkGroups(options);
  for (const file of [options.csv, options.report]) if (file !== undefined) tryOutputFile(file);
  const camera = await askedCamera(options, methods.models);
  const cameras = camera?.runs.map(({ method }) => method) ?? [];
  const sensors = camera?.sensor === undefined ? {} : { sensors: [camera.sensor] };
  const result = await runEvaluation({ ...options, ...methods, cameras, ...sensors }, context);
  const groupBy = groupColumns(options);
  const { seed } = options;
  const judged = judgeMethods(result.methods, result.entries, {
    seed,
    ...(groupBy ? { groupBy } : {}),
  });
  // Before the files: whatever becomes of them, the figures are there.
  const frames = framesOf(camera, result, options);
  print({ result, judged, frames }, options, context);
  await writeFiles(result, judged, options, context);
}

async function askedCamera(
  { asLibcamera: file, frames }: EvalCommandOptions,
  models: readonly LoadedModel[],
): Promise<AsLibcamera | undefined> {
  if (file !== undefined) {
    const { asLibcamera } = await import('../../methods/node/index.js');
    const networks = models.map(({ file: of, estimator }) => {
      return { estimator, model: () => decodeChosenModel(of) };
    });
    return inOptionLater('--as-libcamera', asLibcamera(file, networks, frames));
  }
  if (frames === undefined) return undefined;
  throw new UsageError('--frames: belongs to --as-libcamera');
}

/** Undefined where no frames were asked for. */
function framesOf(
  camera: AsLibcamera | undefined,
  { entries }: EstimatedPictures,
  { frames, seed }: EvalCommandOptions,
): JudgedFrame[] | undefined {
  if (camera === undefined || frames === undefined) return undefined;
  return camera.runs.flatMap((run) => judgeFrames(run, entries, seed));
}

function groupColumns({ groupBy }: EvalCommandOptions): string[] | undefined {
  return groupBy?.split(',').map((column) => column.trim());
}

/** Throws UsageError for a column that no picture has, before any picture is decoded. */
async function checkGroups(options: EvalCommandOptions): Promise<void> {
  const columns = groupColumns(options);
  if (columns === undefined) return;
  const { data, part, skipBad } = options;
  const layout = await chosenLayout(data, options);
  const index = { part, skipBad: skipBad === true, ...(layout ? { layout } : {}) };
  const { pictures } = readDatasetIndex(data, index);
  inOption('--group-by', () => checkGroupColumns(columns, pictures));
}

interface Judged {
  readonly result: EstimatedPictures;
  readonly judged: readonly JudgedMethod[];
  readonly frames: readonly JudgedFrame[] | undefined;
}

function print(
  { result, judged, frames }: Judged,
  options: EvalCommandOptions,
  { terminal }: CommandContext,
): void {
  if (options.json) {
    const perPicture = options.perPicture === true;
    const json = evaluationJson(result, judged, factsOf(options), { perPicture });
    terminal.printJson(frames === undefined ? json : { ...json, frames });
    return;
  }
  const { bold, dim } = terminal.colours;
  const style = { bold, dim };
  terminal.print(formatErrorTable(sorted(judged, options), style));
  const compared = terminal.isTTY
    ? Math.max(2, Math.floor((terminal.columns - GROUP_COLUMNS) / GROUP_COLUMN))
    : judged.length;
  const tables = [
    formatMiredTable(sorted(judged, options), style),
    formatDifferenceTable(judged, style),
    formatGroupTable(judged, style, { compared }),
    frames === undefined ? null : formatFrameTable(frames, style),
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

/** How figures came about, for JSON and reports. */
export function factsOf({
  data,
  trainData,
  part,
  seed,
  size,
}: MethodCommandOptions & Pick<EvalCommandOptions, 'seed'>): EvaluationFacts {
  return {
    data: datasetName(data),
    ...(trainData === undefined ? {} : { trainData: datasetName(trainData) }),
    part,
    seed,
    size,
    version: packageVersion(),
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
  await attempt(csv, async (file) =>
    writeFileAtomically(file, formatEstimatesCsv(result.methods, result.entries)),
  );
  await attempt(report, (file) => writeReport(file, options, result, judged));
  if (failures.length > 0) throw failures[0];
}

function writeReport(
  file: string,
  options: EvalCommandOptions,
  result: EstimatedPictures,
  judged: readonly JudgedMethod[],
): Promise<void> {
  const facts = factsOf(options);
  const { data: dir, part } = options;
  return writeEvaluationReport({
    ...result,
    judged,
    file,
    dir,
    part,
    title: `White balance: ${judged[0]?.name} on ${facts.data} (${part})`,
    settings: provenanceSettings(result, facts),
    notes: provenanceNotes(result, facts),
  });
}
