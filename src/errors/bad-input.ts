/** The one thing that every layer's errors have in common: whether the user's input is at fault. */

/**
 * What came from outside is not what it should be: a file, a data set, a description, a setting. The message names the
 * thing and the cure. The command line ends with exit code 3 for it and everything derived from it.
 */
export class BadInput extends Error {
  override readonly name: string = 'BadInput';
}
