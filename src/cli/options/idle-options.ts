/** Options that do nothing beside or without another: what would be passed over in silence is said. */
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';

/** Options by the one on which they hang: `--render`, `--validation none` for one value of it, words without dashes for arguments. */
export interface IdleOptions {
  readonly without?: Readonly<Record<string, readonly string[]>>;
  readonly beside?: Readonly<Record<string, readonly string[]>>;
}

export function withIdleOptions(
  command: Command,
  { terminal }: CommandContext,
  { without = {}, beside = {} }: IdleOptions,
): Command {
  const warn = (flags: readonly string[], how: string): void => {
    for (const flag of flags.filter((one) => isGiven(command, one)))
      terminal.warn(`${flag} does nothing ${how}`);
  };
  return command.hook('preAction', () => {
    for (const [other, flags] of Object.entries(without))
      if (!isGiven(command, other)) warn(flags, `without ${other}`);
    for (const [other, flags] of Object.entries(beside))
      if (isGiven(command, other)) warn(flags, `with ${other}`);
  });
}

function isGiven(command: Command, text: string): boolean {
  const [flag, value] = text.split(' ');
  const key = command.options.find(({ long }) => long === flag)?.attributeName();
  if (key === undefined) return command.args.length > 0;
  if (command.getOptionValueSource(key) !== 'cli') return false;
  return value === undefined || command.getOptionValue(key) === value;
}
