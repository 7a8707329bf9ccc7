/** Cases for the Bayesian AWB, read line by line, so that a file of any length needs the memory of one line. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { InputError } from '../../errors/index.js';
import { unreadable } from '../../files/index.js';
import { type AwbCase, readAwbCase } from '../index.js';

const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * The cases of a file of JSON lines, or of standard input for `-`; empty lines are passed over.
 * Throws InputError that names file, line and cure at the first line that is no case, and where nothing can be read.
 */
export async function* readCases(file: string, signal: AbortSignal): AsyncGenerator<AwbCase> {
  const name = file === '-' ? 'standard input' : file;
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const lines = createInterface({ input, signal, crlfDelay: Number.POSITIVE_INFINITY });
  let fault: NodeJS.ErrnoException | undefined;
  input.on('error', (error) => {
    fault = error;
    // Some versions of Node would wait for ever for a line that cannot come.
    lines.close();
  });
  let number = 0;
  try {
    for await (const line of lines) {
      signal.throwIfAborted();
      number++;
      const text = number === 1 ? line.replace(BYTE_ORDER_MARK, '') : line;
      if (text.trim() !== '') yield parseCase(text, `${name}:${number}`);
    }
  } catch (error) {
    if (error !== fault) throw error;
  }
  signal.throwIfAborted();
  if (fault !== undefined) throw unreadable(name, fault, { what: 'a file of cases' });
}

function parseCase(text: string, place: string): AwbCase {
  try {
    return readAwbCase(JSON.parse(text));
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'SyntaxError') {
      throw new InputError(
        `${place}: expected a case as JSON in one line, got ${message}. Write each case into a line of its own.`,
      );
    }
    if (name !== 'TuningFileError') throw error;
    throw new InputError(
      `${place}: ${message}. A case is {"id", "width", "height", "zones": [[rSum, gSum, bSum, counted], ...], "lux", "mode"}.`,
    );
  }
}
