/** A command line with what a file of options adds: as if it had been typed, wherever the command line does not say it itself. */
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors/index.js';
import { readableShellWord } from '../text/index.js';
import {
  type CommandOptions,
  type CommandTable,
  commandTable,
  type ProgramCommands,
  type TakenOption,
} from './command-options.js';
import {
  type ConfigFile,
  type ConfigValue,
  findConfigFile,
  readConfigFile,
} from './config-file.js';

/** Which file a command line asks for: one by name, none, or the one that is found. */
type ConfigChoice =
  | { readonly kind: 'named'; readonly file: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'found' };

/** Reads `--config FILE` and `--no-config`; the last one counts. */
function configChoice(args: readonly string[]): ConfigChoice {
  let choice: ConfigChoice = { kind: 'found' };
  for (const [i, arg] of args.entries()) {
    if (arg === '--') break;
    if (arg === '--no-config') choice = { kind: 'none' };
    const file = arg === '--config' ? args[i + 1] : arg.match(/^--config=(.*)$/s)?.[1];
    if (file !== undefined) choice = { kind: 'named', file };
  }
  return choice;
}

/** The file that a command line means, from a folder; undefined for none. Throws as findConfigFile does. */
function configFileOf(choice: ConfigChoice, folder: string): string | undefined {
  if (choice.kind === 'none') return undefined;
  return choice.kind === 'named' ? resolve(folder, choice.file) : findConfigFile(folder);
}

export interface ConfiguredLine {
  readonly args: readonly string[];
  /** Which file added what, for whoever wonders; undefined where none did. */
  readonly said: string | undefined;
}

/** Asked for help, a program gives it, whatever is wrong elsewhere. */
const asksForHelp = (args: readonly string[]): boolean =>
  args.length === 0 || args[0] === 'help' || args.some((arg) => arg === '--help' || arg === '-h');

/**
 * A command line (without node and script) with the options of the file that counts for it: the one that `--config` names, or the
 * nearest from `folder` upward. Of the program only those commands are loaded that the file and the line name. Throws
 * InputError as findConfigFile and readConfigFile do.
 */
export async function configuredLine(
  args: readonly string[],
  folder: () => string,
  program: ProgramCommands,
): Promise<ConfiguredLine> {
  try {
    const file = configFileOf(configChoice(args), folder());
    if (file === undefined) return { args, said: undefined };
    return await addedBy(file, args, commandTable(program));
  } catch (error) {
    if (asksForHelp(args) && error instanceof InputError) return { args, said: error.message };
    throw error;
  }
}

async function addedBy(
  file: string,
  args: readonly string[],
  table: CommandTable,
): Promise<ConfiguredLine> {
  const command = calledCommand(args, await table.startingWith(args[0] ?? ''));
  const config = await readConfigFile(file, table, command);
  if (!command) return { args, said: undefined };
  const words = command.words.split(' ').length;
  const rest = args.slice(words);
  const given = givenKeys(rest, command.options);
  const added = command.options
    .filter(({ key }) => !given.has(key))
    .flatMap((option) => wordsOf(option, config, command.words));
  if (added.length === 0) return { args, said: undefined };
  return {
    args: [...args.slice(0, words), ...added, ...rest],
    said: `Options of ${file}: ${added.map(readableShellWord).join(' ')}`,
  };
}

/** The command that a line calls: the one of the most words. */
function calledCommand(
  args: readonly string[],
  commands: readonly CommandOptions[],
): CommandOptions | undefined {
  return commands.find(({ words }) => words.split(' ').every((word, i) => args[i] === word));
}

/** Options that the command line gives itself, also as `--option=value` and `-o`. */
function givenKeys(args: readonly string[], options: readonly TakenOption[]): Set<string> {
  const given = new Set<string>();
  for (let i = 0; i < args.length && args[i] !== '--'; i++) {
    const [flag = ''] = (args[i] ?? '').split('=');
    const option = options.find((candidate) => candidate.flag === flag || candidate.short === flag);
    if (!option) continue;
    given.add(option.key);
    // What must follow is a value, whatever it looks like.
    const isApart = !(args[i] ?? '').includes('=');
    if (isApart && (option.takes === 'value' || option.takes === 'several')) i++;
  }
  return given;
}

function wordsOf(option: TakenOption, { file, sections }: ConfigFile, command: string): string[] {
  const value = sections.get(command)?.get(option.key) ?? sections.get('shared')?.get(option.key);
  if (value === undefined) return [];
  if (typeof value === 'boolean') return value === option.negates ? [] : [option.flag];
  // Of --mask VALUE and --no-mask the first takes it.
  if (option.takes === 'nothing') return [];
  const values: readonly ConfigValue[] = Array.isArray(value) ? value : [value];
  return values.map((one) => `${option.flag}=${placed(String(one), file)}`);
}

/** A path that begins with a dot is meant from the folder of the file that says it. */
const placed = (value: string, file: string): string =>
  /^\.\.?\//.test(value) ? resolve(dirname(file), value) : value;
