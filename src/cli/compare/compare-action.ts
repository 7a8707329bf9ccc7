/** What `deepawb compare` does. */
import { join } from 'node:path';
import { tryOutputFolder, writeFileAtomically } from '../../files/index.js';
import { judgeMethods } from '../../methods/index.js';
import type { EstimatedPictures } from '../../methods/node/index.js';
import {
  type ChosenPicture,
  type ComparedPicture,
  comparedCurve,
  comparedPictures,
  comparePng,
  formatPictureTable,
  formatShortErrorTable,
  methodToShow,
  namedPictures,
  pickPictures,
  provenanceNotes,
  provenanceSettings,
  type ReportedMethod,
  renderComparisonHtml,
  reportedMethods,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { factsOf } from '../eval/eval-action.js';
import { askedMethods } from '../eval/method-choice.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import { UsageError } from '../exit-code.js';
import type { CompareCommandOptions } from './compare.js';

const DEFAULT_COUNTS = { best: 2, median: 2, worst: 2 } as const;

/** Throws UsageError for pictures that are not there, and runEvaluation's errors. */
export async function compare(
  options: CompareCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { data: dir, part, out, seed } = options;
  const { terminal, signal } = context;
  tryOutputFolder(out);
  const asked = await askedMethods(options, context, {
    model: 'always',
    baselines: 'bayes-tuned',
  });
  const result = await runEvaluation({ ...options, ...asked }, context);
  const judged = judgeMethods(result.methods, result.entries, { seed });
  const methods = reportedMethods(result.methods, result.entries, judged);
  const chosen = choose(options, result, methods);
  const shown = methodToShow(result.prepared);
  const curve = shown && comparedCurve(shown, result);
  const names = result.methods.map(({ name }) => name);
  const progress = terminal.progress({ label: 'Drawing', unit: 'items', total: chosen.length + 1 });
  const pictures: ComparedPicture[] = [];
  for (const picture of comparedPictures({ dir, part }, result, chosen, shown)) {
    signal.throwIfAborted();
    const { aspect } = options;
    writeFileAtomically(pngOf(out, picture), await comparePng(picture, { names, curve, aspect }));
    pictures.push(picture);
    progress.update(pictures.length, { detail: picture.id });
  }
  const page = join(out, 'index.html');
  const content = {
    ...describe(options, result),
    methods,
    pictures,
    ...(curve ? { curve } : {}),
  };
  writeFileAtomically(page, await renderComparisonHtml(content));
  progress.update(chosen.length + 1, { detail: '' });
  terminal.close();
  if (options.json) terminal.printJson(toJson(page, options, result, methods, pictures));
  else printComparison(result, methods, pictures, context);
  terminal.note(`Written: ${page} and ${pictures.length} PNG beside it`);
}

function pngOf(out: string, { id }: Pick<ComparedPicture, 'id'>): string {
  return join(out, `${id}.png`);
}

/** The pictures asked for; else by the error of the first method. Throws UsageError for those that are not there. */
function choose(
  { pictures, best, median, worst }: CompareCommandOptions,
  { entries }: EstimatedPictures,
  [main]: readonly ReportedMethod[],
): ChosenPicture[] {
  if (pictures !== undefined) {
    const ids = entries.map(({ id }) => id);
    try {
      return namedPictures(pictures, ids);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError(`--pictures: ${error.message}`);
    }
  }
  const isSaid = [best, median, worst].some((count) => count !== undefined);
  const counts = isSaid
    ? { best: best ?? 0, median: median ?? 0, worst: worst ?? 0 }
    : DEFAULT_COUNTS;
  return pickPictures(main?.recoveryDegrees ?? [], counts);
}

/** Title, introduction, settings and notes of the page. */
function describe(options: CompareCommandOptions, result: EstimatedPictures) {
  const { part, aspect } = options;
  const { methods, entries } = result;
  const facts = factsOf(options);
  const names = methods.map(({ name }) => name);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return {
    title:
      names.length > 1 ? `White balance: ${names[0]} beside others` : `White balance: ${names[0]}`,
    intro: [
      `${entries.length} pictures of ${facts.data} (${part}) whose light is known, under ${list}. ` +
        (part === 'train'
          ? 'Methods that learn have learned from these very pictures: this says nothing about new ones.'
          : 'What is learned was learned on the train part alone.'),
    ],
    settings: provenanceSettings(result, facts),
    notes: provenanceNotes(result, facts),
    ...(aspect === undefined ? {} : { pictureAspect: aspect }),
  };
}

function toJson(
  page: string,
  { out }: CompareCommandOptions,
  { methods }: EstimatedPictures,
  results: readonly ReportedMethod[],
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
