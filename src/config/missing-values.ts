/** Values of a command line that are none: nothing at all, or the option that follows. */
import { UsageError } from '../errors/index.js';
import type { CalledCommand } from './idle-options.js';

/** Values of these may be empty: what a model file says of itself. */
const MAY_BE_EMPTY = ['--name', '--licence', '--attribution'];

/**
 * Throws UsageError for an empty argument, for an option whose value is empty, as a shell's variable that is not set leaves it, and
 * for one that has the next option as its value.
 */
export function checkValues(command: CalledCommand): void {
  if (command.args.includes(''))
    throw new UsageError(
      `${command.name()}: expected names as arguments, got an empty one; is a variable of the shell not set?`,
    );
  const flags = ['-h', '--help'].concat(
    command.options.flatMap(({ long, short }) => [long ?? [], short ?? []].flat()),
  );
  for (const option of command.options) {
    const key = option.attributeName();
    if (command.getOptionValueSource(key) !== 'cli') continue;
    for (const value of textsOf(command.getOptionValue(key))) {
      if (flags.includes(value))
        throw new UsageError(`option '${option.flags}' lacks its value: ${value} follows it`);
      if (value === '' && !MAY_BE_EMPTY.includes(option.long ?? ''))
        throw new UsageError(
          `option '${option.flags}': expected a value, got an empty one; is a variable of the shell not set?`,
        );
    }
  }
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string');
}
