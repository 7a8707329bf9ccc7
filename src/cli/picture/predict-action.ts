/** What `deepawb predict` does. */
import type { FileFailure, WrittenAnswer } from '../../methods/node/picture/index.js';
import {
  type CameraReadings,
  READING_NAMES,
  type ReadingName,
  readingInput,
} from '../../model/readings/index.js';
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
  const { answerFiles, answerOutput, closeWithFailures, pictureMethods } = await import(
    '../../methods/node/picture/index.js'
  );
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

/**
 * What options say that the camera knew. Throws UsageError for what no method reads; warns of values beyond what networks are told.
 */
function saidReadings(
  options: PredictCommandOptions,
  methods: readonly { readonly name: string; readonly readings: readonly ReadingName[] }[],
  warn: (sentence: string) => void,
): CameraReadings {
  const said = READING_NAMES.filter((name) => options[name] !== undefined);
  for (const name of said) {
    if (!methods.some(({ readings }) => readings.includes(name))) {
      throw new UsageError(
        `--${name}: expected a model that reads it (train --readings ${name}), got ${methods.map((one) => one.name).join(', ')}; leave it out`,
      );
    }
    const value = options[name]!;
    const counts = readingInput(name, value);
    if (counts !== value)
      warn(`--${name} ${value}: beyond what models are told; it counts as ${counts}.`);
  }
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}
