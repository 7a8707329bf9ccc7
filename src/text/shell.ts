/** Words of a POSIX shell's command line. */
import { visibleText } from './visible.js';

/** A word that the shell takes as it is, whatever it holds. Throws RangeError for NUL, which no argument can hold. */
export function shellWord(text: string): string {
  if (text.includes('\0')) {
    throw new RangeError(`shellWord: expected text without NUL, got '${visibleText(text)}'`);
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word for people to copy: quoted only where it must be. In one that holds unseen characters they are shown. */
export function readableShellWord(text: string): string {
  const shown = visibleText(text);
  return /^[\w%+,./:=@-]+$/.test(shown) ? shown : shellWord(shown);
}
