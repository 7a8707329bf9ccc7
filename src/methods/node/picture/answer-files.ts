/** Any number of picture files, answered one after the other while other threads inflate the next ones. */

import type { PictureReading } from '../../../raw/node/decode/index.js';
import { beginAhead } from '../../../threads/index.js';
import { type AnswerFileOptions, beginFile, type FileAnswers } from './answer-file.js';
import type { PictureMethod } from './picture-method.js';

/** Pictures that are read before their turn comes: two for a second core, since most of the time goes into inflating. */
const AHEAD = 2;

export interface AnswerFilesOptions extends AnswerFileOptions {
  readonly signal?: AbortSignal;
}

/** What was found out about each file, in their order. Rejects with what is no file's fault, and the signal's reason. */
export async function* answerFiles(
  files: Iterable<string> | AsyncIterable<string>,
  methods: readonly PictureMethod[],
  reading: PictureReading,
  { signal, ...options }: AnswerFilesOptions = {},
): AsyncGenerator<FileAnswers> {
  // Files that come one by one are answered as they come.
  const ahead = Symbol.asyncIterator in files ? 0 : AHEAD;
  for await (const begun of beginAhead(
    files,
    (file) => beginFile(file, methods, reading, options),
    ahead,
  )) {
    signal?.throwIfAborted();
    yield await begun();
    // Gives Ctrl-C a turn between pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
