/** What the commands of a program take, as data: read off the program, so that nothing of it is written twice. */

/** An option as the parser of command lines describes it. */
export interface ParsedOption {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
  readonly negate: boolean;
  readonly required: boolean;
  readonly optional: boolean;
  readonly variadic: boolean;
  /** Reads a value; one that is handed what was read before it gathers several. */
  readonly parseArg?: ((value: string, before: never) => unknown) | undefined;
}

/** A command as the parser describes it. */
export interface ParsedCommand {
  name(): string;
  readonly options: readonly ParsedOption[];
  readonly commands: readonly ParsedCommand[];
}

/** What stands behind a flag: nothing, a value, perhaps one, or several. */
export type Takes = 'nothing' | 'value' | 'perhaps' | 'several';

export interface TakenOption {
  /** In a file: `epochs` for `--epochs`, `cache` for `--no-cache`. */
  readonly key: string;
  readonly flag: string;
  readonly short: string | undefined;
  readonly takes: Takes;
  /** Whether the flag says no: `--no-cache`. */
  readonly negates: boolean;
}

/** A command that does something; `words` is how it is called: `data synth`. */
export interface CommandOptions {
  readonly words: string;
  readonly options: readonly TakenOption[];
}

/** Options that say where options come from, or that nothing is to be done. */
const NOT_IN_FILES = new Set(['config', 'help', 'version']);

/** The commands of a program by the first word of how they are called. */
export interface ProgramCommands {
  readonly names: readonly string[];
  /** A program that holds the one command of that name. */
  load(name: string): Promise<ParsedCommand>;
}

/**
 * What commands take, each loaded when it is first asked for: all of them together cost megabytes, which the one that runs
 * may not have.
 */
export interface CommandTable {
  /** Commands whose first word this is; none where there is no such command. */
  startingWith(word: string): Promise<readonly CommandOptions[]>;
  /** One after the other; whoever has found what he looks for stops. */
  each(): AsyncIterable<CommandOptions>;
}

export function commandTable({ names, load }: ProgramCommands): CommandTable {
  const loaded = new Map<string, readonly CommandOptions[]>();
  const startingWith = async (word: string): Promise<readonly CommandOptions[]> => {
    if (!names.includes(word)) return [];
    const known = loaded.get(word) ?? commandOptions(await load(word));
    loaded.set(word, known);
    return known;
  };
  return {
    startingWith,
    async *each() {
      for (const name of names) yield* await startingWith(name);
    },
  };
}

/** All commands below a program that take options, without those that only hold others. */
function commandOptions(program: ParsedCommand): CommandOptions[] {
  return program.commands.flatMap((command) => optionsBelow(command, command.name()));
}

function optionsBelow(command: ParsedCommand, words: string): CommandOptions[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => optionsBelow(child, `${words} ${child.name()}`));
  }
  return [{ words, options: command.options.flatMap(takenOption) }];
}

function takenOption(option: ParsedOption): TakenOption[] {
  const { long, short, negate } = option;
  if (!long) return [];
  const key = long.replace(negate ? /^--no-/ : /^--/, '');
  if (NOT_IN_FILES.has(key)) return [];
  return [{ key, flag: long, short, takes: takes(option), negates: negate }];
}

function takes({ required, optional, variadic, parseArg }: ParsedOption): Takes {
  if (variadic || parseArg?.length === 2) return 'several';
  if (required) return 'value';
  return optional ? 'perhaps' : 'nothing';
}
