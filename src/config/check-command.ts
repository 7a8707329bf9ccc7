/** What is looked at of every command line before its command begins. */
import { type CalledCommand, idleOptions } from './idle-options.js';
import { checkValues } from './missing-values.js';

/** `warn` hears of options that do nothing. Throws UsageError for values that are none. */
export function checkCommand(command: CalledCommand, warn: (sentence: string) => void): void {
  checkValues(command);
  for (const sentence of idleOptions(command)) warn(sentence);
}
