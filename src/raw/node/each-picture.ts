/** Pictures one after the other: what is wrong with one is told, and the others still have their answers. */
import { InputError } from '../../errors/index.js';
import { formatCount } from '../../text/index.js';

export interface EachPictureOptions {
  readonly signal: AbortSignal;
  /** Told of each fault where there are several pictures. */
  readonly error: (message: string) => void;
}

/** Answers on the pictures that have one, handed to `print`; then the faults. A single picture's fault is the command's. Throws InputError. */
export async function eachPicture<T>(
  pictures: readonly string[],
  answer: (file: string, index: number) => Promise<T>,
  print: (answers: readonly T[]) => void | Promise<void>,
  { signal, error: tell }: EachPictureOptions,
): Promise<void> {
  const answers: T[] = [];
  const failures: InputError[] = [];
  for (const [i, file] of pictures.entries()) {
    signal.throwIfAborted();
    try {
      answers.push(await answer(file, i));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push(error);
    }
    // Gives Ctrl-C a turn between pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await print(answers);
  const [first] = failures;
  if (first === undefined) return;
  if (pictures.length === 1) throw first;
  for (const { message } of failures) tell(message);
  const total = formatCount(pictures.length, 'picture');
  throw new InputError(`${failures.length} of ${total} left out, see above`);
}
