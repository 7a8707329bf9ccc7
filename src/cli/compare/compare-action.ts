/** What `deepawb compare` does. */
import { tryOutputFolder } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { formatAnswers, judgeMethods } from '../../methods/index.js';
import { askedMethods, comparedMethods } from '../../methods/node/index.js';
import { closeWithFailures } from '../../methods/node/picture/index.js';
import { chosenPictures } from '../../raw/node/choice/index.js';
import { pictureReading } from '../../raw/node/decode/index.js';
import {
  chosenPictures as chosenPicturesOf,
  comparePictureFiles,
  comparisonJson,
  comparisonPng,
  comparisonTables,
  evaluationFacts,
  reportedMethods,
  writeComparison,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import { inOption, UsageError } from '../exit-code.js';
import type { CompareCommandOptions } from './compare.js';

/** Throws UsageError for pictures that are not there, and runEvaluation's errors. */
export async function compare(
  options: CompareCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { data: dir, part, out, seed, aspect } = options;
  const { terminal, signal } = context;
  tryOutputFolder(out, terminal.note);
  const asked = await askedMethods(options, terminal.warn, {
    model: 'always',
    baselines: 'bayes-tuned',
  });
  const choose = (ids: readonly string[], errors: ArrayLike<number>) =>
    inOption('--pictures', () => chosenPicturesOf(options, ids, errors));
  const result = await runEvaluation({ ...options, ...asked }, context, (ids) => {
    if (options.pictures) choose(ids, []);
  });
  const judged = judgeMethods(result.methods, result.entries, { seed });
  const methods = reportedMethods(result.methods, result.entries, judged);
  const ids = result.entries.map(({ id }) => id);
  const chosen = choose(ids, methods[0]?.recoveryDegrees ?? []);
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
  } else terminal.print(comparisonTables(methods, pictures, terminal.colours));
  terminal.note(`Written: ${page} and ${pictures.length} PNG beside it`);
}

/** Pictures of their own. Throws UsageError for methods, InputError where a picture has no answer. */
export async function comparePictures(
  named: readonly string[],
  options: CompareCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { out, aspect, size: _, frameSize: size, ...rest } = options;
  if (rest.data !== undefined)
    throw new UsageError('compare: expected pictures or --data, got both');
  tryOutputFolder(out, terminal.note);
  const methods = await comparedMethods(rest, terminal.warn);
  const reading = await pictureReading({ ...rest, ...(size ? { size } : {}) }, terminal.warn);
  const { files } = await chosenPictures(named, {}, { signal });
  const progress = terminal.progress({ label: 'Drawing', unit: 'items', total: files.length });
  const { page, pictures, failures } = await comparePictureFiles(files, methods, {
    ...{ out, reading, signal, version: packageVersion(), ...rest },
    ...(aspect === undefined ? {} : { aspect }),
    onPicture: (done, detail) => progress.update(done, { detail }),
  });
  terminal.close();
  const told = pictures.flatMap(({ answers }) => answers);
  if (options.json) terminal.printJson({ page, pictures, failures });
  else terminal.print(formatAnswers(told, terminal.colours, terminal.columns).join('\n'));
  if (pictures.length > 0) terminal.note(`Written: ${page} and ${pictures.length} PNG beside it`);
  closeWithFailures(failures, files.length, terminal.error);
}
