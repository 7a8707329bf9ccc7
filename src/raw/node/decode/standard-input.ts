/** A picture that another program hands over. */
import { InputError } from '../../../errors/index.js';

/** What stands for standard input where a file is named. */
export const STANDARD_INPUT = '-';

/** More than the largest raw picture. */
const MOST_BYTES = 512e6;

/** All of standard input. Rejects with InputError where nothing comes, or too much. */
export async function standardInput(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Uint8Array);
    total += (piece as Uint8Array).length;
    if (total > MOST_BYTES) {
      throw new InputError(`standard input: expected at most ${MOST_BYTES} bytes, got more`);
    }
  }
  if (total > 0) return Buffer.concat(pieces);
  throw new InputError('standard input: expected a picture, got nothing');
}
