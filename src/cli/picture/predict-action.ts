/** What `deepawb predict` does. */
import type { FileFailure, WrittenAnswer } from '../../methods/node/picture/index.js';
import type { CommandContext } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import type { PredictCommandOptions } from './predict.js';

/** Throws UsageError for options that do not go together, InputError where a picture has no answer. */
export async function predict(
  named: readonly string[],
  options: PredictCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, signal } = context;
  const { chosenPictures } = await import('../../raw/node/choice/index.js');
  const { pictureReading } = await import('../../raw/node/decode/index.js');
  const { answerFiles, answerOutput, closeWithFailures, pictureMethods, saidReadings } =
    await import('../../methods/node/picture/index.js');
  if (named.length === 0 && options.list === undefined && options.watch === undefined) {
    throw new UsageError('predict: expected pictures, --list FILE or --watch FOLDER');
  }
  const reading = await pictureReading(options, terminal.warn);
  const methods = await pictureMethods(options);
  const known = saidReadings(options, methods, terminal.warn);
  const endings = reading.reader?.extensions;
  const watching = { signal, ...(endings ? { endings } : {}) };
  const { files, coming } = await chosenPictures(named, options, watching);
  const draws = options.render !== undefined || options.beforeAfter !== undefined;
  // Drawing is loaded where something is drawn.
  const outputs = draws
    ? (await import('../../report/draw/index.js')).pictureOutputs(files, options)
    : undefined;
  const output = answerOutput(files, methods, options, terminal);
  const answers: WrittenAnswer[] = [];
  const failures: FileFailure[] = [];
  const work = { signal, known, ...(outputs?.onPicture ? { onPicture: outputs.onPicture } : {}) };
  try {
    for await (const found of answerFiles(coming ?? files, methods, reading, work)) {
      const written = found.answers.map((one, i) => (i === 0 && outputs ? outputs.told(one) : one));
      output.each(written, found.failures);
      answers.push(...written);
      failures.push(...found.failures);
    }
  } finally {
    // Watching ends with Ctrl-C, and what was found until then counts.
    if (!signal.aborted || coming) output.end(answers, failures);
  }
  closeWithFailures(failures, files.length, terminal.error);
}
