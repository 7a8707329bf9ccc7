/** What `deepawb predict` does. */
import type {
  FileAnswer,
  FileAnswers,
  FileFailure,
  PictureMethod,
} from '../../methods/node/picture/index.js';
import { formatCount, jsonText } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { chosenPictures } from './chosen-pictures.js';
import { pictureOutputs } from './picture-outputs.js';
import type { PredictCommandOptions } from './predict.js';

type Written = FileAnswer & { readonly rendered?: string; readonly beforeAfter?: string };

/** Throws UsageError for options that do not go together, InputError where a picture has no answer. */
export async function predict(
  named: readonly string[],
  options: PredictCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, signal } = context;
  const { pictureReading } = await import('../../raw/node/decode/index.js');
  const { answerFiles, pictureMethods } = await import('../../methods/node/picture/index.js');
  if (named.length === 0 && options.list === undefined && options.watch === undefined) {
    throw new UsageError('predict: expected pictures, --list FILE or --watch FOLDER');
  }
  const reading = await pictureReading(options, terminal.warn);
  const methods = await pictureMethods(options);
  const { files, coming } = await chosenPictures(named, options, {
    signal,
    ...(reading.reader ? { endings: reading.reader.extensions } : {}),
  });
  const outputs = await pictureOutputs(files, options);
  const print = await resultPrinter(files, methods, options, context);
  const answers: Written[] = [];
  const failures: FileFailure[] = [];
  const { onPicture } = outputs;
  const work = { signal, ...(onPicture ? { onPicture } : {}) };
  try {
    for await (const found of answerFiles(coming ?? files, methods, reading, work)) {
      const written = found.answers.map((answer, i) => (i === 0 ? outputs.told(answer) : answer));
      await print.each({ ...found, answers: written });
      answers.push(...written);
      failures.push(...found.failures);
    }
  } finally {
    // Watching ends with Ctrl-C, and what was found until then counts.
    if (!signal.aborted || coming) await print.end(answers, failures);
  }
  closeWith(failures, files.length, context);
}

/** Throws InputError where there were failures: a single picture's is the command's. */
function closeWith(
  failures: readonly FileFailure[],
  count: number,
  { terminal }: CommandContext,
): void {
  const [first] = failures;
  if (first === undefined) return;
  if (count === 1 && failures.length === 1) throw new InputError(sentence(first));
  for (const failure of failures) terminal.error(sentence(failure));
  const files = new Set(failures.map(({ file }) => file)).size;
  throw new InputError(`${files} of ${formatCount(count, 'picture')} left out, see above`);
}

function sentence({ file, reason }: FileFailure): string {
  return `${file}: ${reason}`;
}

interface ResultPrinter {
  readonly each: (found: FileAnswers) => Promise<void>;
  readonly end: (answers: readonly Written[], failures: readonly FileFailure[]) => Promise<void>;
}

/** Results in the form that was asked for: as they come, where that form allows it or they come one by one. */
async function resultPrinter(
  files: readonly string[],
  methods: readonly PictureMethod[],
  options: PredictCommandOptions,
  context: CommandContext,
): Promise<ResultPrinter> {
  const { json, jsonl, csv, watch } = options;
  const { terminal } = context;
  const table = await import('../../methods/picture/index.js');
  const isWatched = watch !== undefined;
  const names = methods.map(({ name }) => name);
  const toStdout = csv === '-';
  const shown = files.flatMap((file) => names.map((method) => ({ file, method })));
  const columns = terminal.isTTY ? terminal.columns : Number.POSITIVE_INFINITY;
  const lines = table.answerLines(shown, terminal.colours, columns);
  if (csv !== undefined && !toStdout) await tryCsv(csv, options);
  if (toStdout) terminal.print(table.ANSWERS_CSV_HEADING.trimEnd());
  else if (isWatched && !json && !jsonl) terminal.print(lines.heading);
  return {
    async each({ answers, failures }) {
      if (jsonl) {
        for (const answer of answers) terminal.print(jsonText(answer));
        for (const { file, method, reason } of failures) {
          terminal.print(jsonText({ file, method, error: reason }));
        }
      } else if (toStdout) {
        const text = table.answersCsv(answers, failures).trimEnd();
        if (text !== '') terminal.print(text);
      } else if (isWatched && !json)
        for (const answer of answers) terminal.print(lines.line(answer));
    },
    async end(answers, failures) {
      if (csv !== undefined && !toStdout) {
        const { writeFileAtomically } = await import('../../files/index.js');
        const text = table.ANSWERS_CSV_HEADING + table.answersCsv(answers, failures);
        writeFileAtomically(csv, text);
        terminal.note(`Written: ${csv}`);
      }
      if (json) terminal.printJson(summary(methods, answers, failures));
      else if (!jsonl && !toStdout && !isWatched && answers.length > 0) {
        terminal.print(lines.heading);
        for (const answer of answers) terminal.print(lines.line(answer));
      }
      if (json) return noteCameras(methods, answers, context);
      for (const { rendered, beforeAfter } of answers) {
        for (const file of [rendered, beforeAfter]) if (file) terminal.note(`Written: ${file}`);
      }
      noteCameras(methods, answers, context);
    },
  };
}

async function tryCsv(csv: string, { force }: PredictCommandOptions): Promise<void> {
  const { outputsFor } = await import('../../files/index.js');
  const { inOption } = await import('../exit-code.js');
  inOption('--csv', () => outputsFor(['answers'], csv, { ending: '.csv', isNew: force !== true }));
}

/** What `--json` prints: the first method's names stand apart, as they did when there was one. */
function summary(
  methods: readonly PictureMethod[],
  answers: readonly Written[],
  failures: readonly FileFailure[],
) {
  const [first] = methods;
  return {
    model: first?.file ?? null,
    method: first?.name ?? null,
    methods: methods.map(({ name }) => name),
    pictures: answers,
    failed: failures.map(({ file, method, reason }) => ({ file, method, error: reason })),
  };
}

function noteCameras(
  methods: readonly PictureMethod[],
  answers: readonly Written[],
  { terminal }: CommandContext,
): void {
  for (const { name, notes } of methods) {
    const cameras = answers.filter(({ method }) => method === name).map(({ camera }) => camera);
    for (const note of notes(cameras)) terminal.note(note);
  }
}
