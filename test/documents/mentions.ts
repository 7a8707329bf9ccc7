/**
 * Commands and options of the program wherever a page names them: in blocks of any kind and within sentences. What stands
 * there may be a part of a command line (`train --from`), with words in capitals for what is to be filled in; so it is held
 * against what there is, and not parsed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PAGES, ROOT } from './console-blocks.js';

const markdownIn = (folder: string, recursive = false): string[] =>
  readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);

/** All that are read by people, also those whose blocks nobody runs. */
export const ALL_PAGES: readonly string[] = [
  ...new Set([
    ...PAGES,
    ...['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
    ...markdownIn('docs', true),
    ...markdownIn('models'),
    ...markdownIn('studies', true),
    ...markdownIn('examples', true),
  ]),
];

export interface Mention {
  readonly lineNumber: number;
  readonly text: string;
  /** A line of a block, and nothing in it to be filled in: a whole command line. */
  readonly isWhole: boolean;
}

const FENCE = /^```.*\n(?:.*\n)*?```$/gm;

/** `deepawb ...` and `npx deepawb ...` in blocks and in sentences, and `train --from` and its like in sentences. */
export function mentionedCommands(page: string, names: readonly string[]): Mention[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const begun = names.map(literal).join('|');
  const called = new RegExp(`^(?:(?:npx )?deepawb(?: |$)|(?:${begun}) (?=-|\\w))`);
  return [
    ...[...text.matchAll(FENCE)].flatMap(({ index, 0: block }) =>
      joined(block).map(({ at, line }) => ({ at: index + at, line })),
    ),
    ...spansOf(text),
  ]
    .filter(({ line, isSpan }) => (isSpan ? called : /^(?:\$ )?(?:npx )?deepawb /).test(line))
    .map((piece) => mentionOf(text, piece));
}

/** Options that stand alone in a sentence: `--head ct`. */
export function mentionedOptions(page: string): Mention[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return spansOf(text)
    .filter(({ line }) => /^--[a-z]/.test(line))
    .map((piece) => mentionOf(text, piece));
}

function mentionOf(page: string, { at, line, isSpan = false }: Piece): Mention {
  const isWhole = !isSpan && !line.split(' ').some(isBlank);
  return { lineNumber: lineAt(page, at), text: line, isWhole };
}

interface Piece {
  readonly at: number;
  readonly line: string;
  readonly isSpan?: boolean;
}

function spansOf(text: string): Piece[] {
  const prose = text.replace(FENCE, (block) => block.replace(/[^\n]/g, ' '));
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(({ index, 1: line = '' }) => ({
    at: index,
    line,
    isSpan: true,
  }));
}

/** Lines of a block; those that go on with a backslash are one. */
function joined(block: string): Piece[] {
  return [...block.matchAll(/(?:.*\\\n)*.*/g)].map(({ index, 0: line }) => ({
    at: index,
    line: line
      .replace(/\\\n\s*/g, ' ')
      .replace(/(?:^|\s+)#.*$/, '')
      .trim(),
  }));
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
const literal = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What is to be filled in: FILE, <command>, 'A,B', dots. */
const isBlank = (word: string): boolean => /^[A-Z][A-Z.]*$|^<.*>$|\.\.\.$/.test(word);

/** What is wrong with a command line, or a part of one; null where all of it is there. */
export function unknownIn(program: Command, text: string): string | null {
  const words = (text.replace(/ (?:\||&&|>|2>) .*$/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
    .map((word) => word.replace(/^[[(]+|[\])]+$/g, ''))
    .filter((word, i) => !(i < 3 && ['$', 'npx', 'deepawb'].includes(word)));
  let command = program;
  let at = 0;
  for (; at < words.length && command.commands.length > 0; at++) {
    const word = words[at]!;
    if (isBlank(word) || word === 'help' || /^--(?:help|version)$/.test(word)) return null;
    const found = word
      .split('|')
      .map((name) => command.commands.find((one) => one.name() === name));
    const [first] = found;
    if (!first || found.includes(undefined)) return `no command ${word}`;
    command = first;
  }
  for (const [i, word] of words.entries()) {
    if (i < at || !/^--[a-z]/.test(word) || word === '--help') continue;
    const [flag = '', value = words[i + 1]] = word.split('=');
    const fault = unknownOption([command], flag, value);
    if (fault) return fault;
  }
  return null;
}

/** What is wrong with an option: none of the commands has it, or takes such a value; null where one does. */
export function unknownOption(
  commands: readonly Command[],
  flag: string,
  value: string | undefined,
): string | null {
  const options = commands.flatMap((one) => one.options.filter(({ long }) => long === flag));
  if (options.length === 0) return `no option ${flag}`;
  const isAsked = value === undefined || value.startsWith('-') || isBlank(value);
  // Pages write a|b for either.
  const fits = options.some(
    ({ argChoices: choices }) =>
      !choices || isAsked || value.split('|').every((one) => choices.includes(one)),
  );
  return fits ? null : `${flag} does not take ${value}`;
}

const SCRIPTS = ['bench', 'scripts', 'examples'];

/** Whether a script of a checkout has an option: those are not the program's. */
export function isOfScripts(flag: string): boolean {
  const name = literal(flag.slice(2));
  // As an argument of Python's, and as a key of Node's parseArgs.
  const stated = new RegExp(`['"]--${name}['"]|^ *'?${name}'?: \\{ type:`, 'm');
  return scriptTexts().some((text) => stated.test(text));
}

let texts: readonly string[] | undefined;
function scriptTexts(): readonly string[] {
  texts ??= SCRIPTS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:mjs|py)$/.test(name))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  return texts;
}

/** A program's commands that do something. */
export const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
