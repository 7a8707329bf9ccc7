/** What `deepawb compare` does. */
import { tryOutputFolder } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { judgeMethods } from '../../methods/index.js';
import { askedMethods, type EstimatedPictures } from '../../methods/node/index.js';
import {
  type ComparedPicture,
  choosePictures,
  comparisonJson,
  comparisonPng,
  evaluationFacts,
  formatPictureTable,
  formatShortErrorTable,
  type ReportedMethod,
  reportedMethods,
  writeComparison,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import type { CompareCommandOptions } from './compare.js';

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
  const ids = result.entries.map(({ id }) => id);
  const chosen = choosePictures(options, ids, methods[0]?.recoveryDegrees ?? []);
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
