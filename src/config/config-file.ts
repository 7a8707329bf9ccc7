/**
 * Files of options: found from a folder upward, read, and held against what the commands take.
 *
 *     { "shared": { "seed": 7 }, "train": { "data": "cube", "epochs": 60 }, "data synth": { "camera": "imx708" } }
 *
 * `shared` goes to every command that has such an option; what a command's own part says goes before it.
 */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors/index.js';
import { readInputBytes } from '../files/input/index.js';
import { describeValue, withSuggestion } from '../text/index.js';
import type { CommandOptions, CommandTable, TakenOption } from './command-options.js';

export const CONFIG_NAMES = ['deepawb.config.json', '.deepawbrc.json'] as const;
const SHARED = 'shared';
/** A hundred times what all options of all commands take. */
const MOST_BYTES = 1e6;

/** What a key may hold. */
export type ConfigValue = string | number | boolean | readonly (string | number)[];
export type ConfigSection = ReadonlyMap<string, ConfigValue>;

export interface ConfigFile {
  readonly file: string;
  /** By command, and `shared`. */
  readonly sections: ReadonlyMap<string, ConfigSection>;
}

/**
 * The file that counts in a folder: the nearest one from it upward; undefined where there is none. Throws InputError where a
 * folder has both names, and for a file of another user, who would say what this one's commands do.
 */
export function findConfigFile(folder: string): string | undefined {
  const here = CONFIG_NAMES.map((name) => join(folder, name)).filter(isThere);
  const [file, other] = here;
  if (file && other) {
    throw new InputError(`${file}: expected one file of options, got ${basename(other)} beside it`);
  }
  if (file) return ownFile(file);
  const above = dirname(folder);
  return above === folder ? undefined : findConfigFile(above);
}

function isThere(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function ownFile(file: string): string {
  const own = process.getuid?.();
  const { uid } = statSync(file);
  if (own === undefined || uid === own || uid === 0) return file;
  throw new InputError(
    `${file}: this file of options belongs to another user. Name it with --config, or leave it out with --no-config.`,
  );
}

/**
 * Reads a file of options for the command that is called; undefined where none is. Throws InputError that names the file and
 * the key for what is no JSON, a command or an option that there is not, and a value that its option cannot take.
 */
export async function readConfigFile(
  file: string,
  table: CommandTable,
  called: CommandOptions | undefined,
): Promise<ConfigFile> {
  const sections = new Map<string, ConfigSection>();
  for (const [name, value] of entriesOf(parse(file), file)) {
    const options = name === SHARED ? (called?.options ?? []) : await optionsOf(name, table, file);
    const section = new Map<string, ConfigValue>();
    for (const [key, content] of entriesOf(value, `${file}: ${name}`)) {
      const own = options.find((option) => option.key === key);
      const option = own ?? (await otherOption(key, name, options, table, file));
      section.set(key, checked(content, option, `${file}: ${name}.${key}`));
    }
    sections.set(name, section);
  }
  return { file, sections };
}

function parse(file: string): unknown {
  const bytes = readInputBytes(file, { what: 'a file of options in JSON' }, MOST_BYTES);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError(`${file}: expected options in JSON: ${(error as Error).message}`);
  }
}

function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value);
  }
  throw new InputError(`${where}: expected an object of options, got ${describeValue(value)}`);
}

async function optionsOf(
  name: string,
  table: CommandTable,
  file: string,
): Promise<readonly TakenOption[]> {
  const [first = ''] = name.split(' ');
  const command = (await table.startingWith(first)).find(({ words }) => words === name);
  if (command) return command.options;
  const known: string[] = [SHARED];
  for await (const { words } of table.each()) known.push(words);
  throw new InputError(
    withSuggestion(
      `${file}: expected commands and ${SHARED}, got ${JSON.stringify(name)}`,
      name,
      known,
    ),
  );
}

/** What the command that is called does not have: of `shared` any other may. */
async function otherOption(
  key: string,
  section: string,
  options: readonly TakenOption[],
  table: CommandTable,
  file: string,
): Promise<TakenOption> {
  const known = new Set(options.map((option) => option.key));
  if (section === SHARED) {
    for await (const { options: others } of table.each()) {
      const option = others.find((candidate) => candidate.key === key);
      if (option) return option;
      for (const other of others) known.add(other.key);
    }
  }
  const who = section === SHARED ? 'no command' : section;
  const message = `${file}: ${section}: ${who} has ${section === SHARED ? 'an' : 'no'} option ${JSON.stringify(key)}`;
  throw new InputError(withSuggestion(message, key, [...known]));
}

const isPlain = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

function checked(value: unknown, { takes }: TakenOption, where: string): ConfigValue {
  const wanted = {
    nothing: 'true or false',
    value: 'a text or a number',
    perhaps: 'a text, a number, true or false',
    several: 'a text, a number or a list of them',
  }[takes];
  const isRight =
    typeof value === 'boolean'
      ? takes === 'nothing' || takes === 'perhaps'
      : Array.isArray(value)
        ? takes === 'several' && value.length > 0 && value.every(isPlain)
        : isPlain(value) && takes !== 'nothing';
  if (!isRight) throw new InputError(`${where}: expected ${wanted}, got ${describeValue(value)}`);
  // A NUL would end the text where the system reads it.
  if (JSON.stringify(value).includes('\\u0000')) {
    throw new InputError(`${where}: expected ${wanted}, got a text with a NUL in it`);
  }
  return value as ConfigValue;
}
