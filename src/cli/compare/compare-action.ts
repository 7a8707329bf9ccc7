/** What `deepawb compare` does. */
import { tryOutputFolder } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { judgeMethods } from '../../methods/index.js';
import { askedMethods, type EstimatedPictures } from '../../methods/node/index.js';
import {
  type ChosenPicture,
  type ComparedPicture,
  comparisonJson,
  comparisonPng,
  evaluationFacts,
  formatPictureTable,
  formatShortErrorTable,
  namedPictures,
  pickPictures,
  type ReportedMethod,
  reportedMethods,
  writeComparison,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import { inOption } from '../exit-code.js';
import type { CompareCommandOptions } from './compare.js';

const DEFAULT_COUNTS = { best: 2, median: 2, worst: 2 } as const;

/** Throws UsageError for pictures that are not there, and runEvaluation's errors. */
export async function compare(
  options: CompareCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { data: dir, part, out, seed, aspect } = options;
  const { terminal, signal } = context;
  tryOutputFolder(out);
  const asked = await askedMethods(options, terminal.warn, {
    model: 'always',
    baselines: 'bayes-tuned',
  });
  const result = await runEvaluation({ ...options, ...asked }, context);
  const judged = judgeMethods(result.methods, result.entries, { seed });
  const methods = reportedMethods(result.methods, result.entries, judged);
  const chosen = choose(options, result, methods);
  const progress = terminal.progress({ label: 'Drawing', unit: 'items', total: chosen.length + 1 });
  const { page, pictures } = await writeComparison(result, {
    out,
    dir,
    part,
    chosen,
    methods,
    facts: evaluationFacts(options, packageVersion()),
    ...(aspect === undefined ? {} : { aspect }),
    onPicture: (done, detail) => {
      progress.update(done, { detail });
      signal.throwIfAborted();
    },
  });
  progress.update(chosen.length + 1, { detail: '' });
  terminal.close();
  const pngOf = (id: string) => comparisonPng(out, id);
  if (options.json) {
    terminal.printJson({ page, ...comparisonJson(result, methods, pictures, pngOf) });
  } else printComparison(result, methods, pictures, context);
  terminal.note(`Written: ${page} and ${pictures.length} PNG beside it`);
}

/** The pictures asked for; else by the error of the first method. Throws UsageError for those that are not there. */
function choose(
  { pictures, best, median, worst }: CompareCommandOptions,
  { entries }: EstimatedPictures,
  [main]: readonly ReportedMethod[],
): ChosenPicture[] {
  if (pictures !== undefined) {
    const ids = entries.map(({ id }) => id);
    return inOption('--pictures', () => namedPictures(pictures, ids));
  }
  const isSaid = [best, median, worst].some((count) => count !== undefined);
  const counts = isSaid
    ? { best: best ?? 0, median: median ?? 0, worst: worst ?? 0 }
    : DEFAULT_COUNTS;
  return pickPictures(main?.recoveryDegrees ?? [], counts);
}

function printComparison(
  { methods }: EstimatedPictures,
  results: readonly ReportedMethod[],
  pictures: readonly ComparedPicture[],
  { terminal }: CommandContext,
): void {
  const { bold, dim } = terminal.colours;
  const evaluations = results.map(({ evaluation }) => evaluation);
  terminal.print(formatShortErrorTable(evaluations, { bold, dim }));
  const names = methods.map(({ name }) => name);
  terminal.print(`\n${formatPictureTable(pictures, names, { bold, dim })}`);
}
