/** What every command gets, and what every command has. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal/index.js';
import { integerOption } from './options/option-types.js';

export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** Options that all commands share. */
export interface CommonOptions {
  readonly json?: true;
  readonly seed: number;
}

export const DEFAULT_SEED = 1;

/** Adds `--json`, `--seed`, `--debug` and the examples that close the help. */
export function withCommonOptions(
  command: Command,
  {
    examples,
    seedUse,
    defaultSeed = DEFAULT_SEED,
  }: {
    examples: readonly string[];
    seedUse?: string;
    /** Null where something else says the seed unless the option is given. */
    defaultSeed?: number | null;
  },
): Command {
  const use = seedUse ?? 'accepted everywhere; nothing is drawn at random here';
  return command
    .option('--json', 'print the result as JSON on stdout')
    .option(
      '--seed <n>',
      `seed of random numbers (${use})`,
      integerOption(0),
      defaultSeed ?? undefined,
    )
    .option('--config <file>', 'file of options (default: deepawb.config.json here or above)')
    .option('--no-config', 'heed no file of options')
    .option('--debug', 'print the stack of an error (also DEEPAWB_DEBUG=1)')
    .addHelpText('after', `\nExample:\n${examples.map((e) => `  $ ${e}`).join('\n')}\n`);
}

/** A command that holds others, with the example that closes its help. */
export function commandGroup(
  program: Command,
  name: string,
  {
    summary,
    description,
    example,
  }: { readonly summary?: string; readonly description: string; readonly example: string },
): Command {
  const group = program
    .command(name)
    .description(description)
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', `\nExample:\n  $ ${example}\n`);
  return summary === undefined ? group : group.summary(summary);
}
