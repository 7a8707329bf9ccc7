/**
 * Console blocks of a page: what a reader types. A comment above a block says what of it no test runs, and why:
 *
 *     <!-- not run: needs a Raspberry Pi -->               the whole block
 *     <!-- not run (--ssh): needs a device -->             its lines that hold these characters, comments too
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Pages for people who have installed the package, and the one for those who have a checkout. */
export const PAGES: readonly string[] = [
  'README.md',
  'examples/raspberry-pi/README.md',
  'models/cube64-small.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

export interface ConsoleLine {
  /** As it stands, lines that go on joined; comments behind it taken off. */
  readonly text: string;
  /** Why no test runs it. */
  readonly notRun?: string;
}

export interface ConsoleBlock {
  /** Of the page, from 1. */
  readonly lineNumber: number;
  readonly lines: readonly ConsoleLine[];
}

const BLOCK = /((?:^<!--.*?-->\n)*)^```(?:sh|console|bash)\n(.*?)^```$/gms;
const NOTE = /^<!-- not run(?: \((.*?)\))?: (.*?) -->$/gm;

/** With dots for what is to be filled in a line says how, and is no command. */
const hasGaps = (text: string): boolean => / \.\.\.(?: |$)/.test(text);

function lineOf(line: string, notes: readonly RegExpMatchArray[]): ConsoleLine {
  const text = line.replace(/(?:^|\s+)#.*$/, '').trim();
  const note = notes.find(([, part]) => part === undefined || line.includes(part));
  if (note) return { text, notRun: note[2] ?? '' };
  if (/^npm (?:run|ci|test)\b/.test(text)) return { text, notRun: 'for a checkout' };
  return hasGaps(text) ? { text, notRun: 'says what is to be filled in' } : { text };
}

export function consoleBlocks(page: string): ConsoleBlock[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(BLOCK)].map((match) => {
    const [whole, comments = '', block = ''] = match;
    const notes = [...comments.matchAll(NOTE)];
    const before = text.slice(0, match.index + whole.indexOf('```')).split('\n').length;
    const lines = block
      .replace(/\\\n\s*/g, ' ')
      .split('\n')
      .map((line) => lineOf(line, notes))
      .filter(({ text }) => text !== '');
    return { lineNumber: before, lines };
  });
}

export interface ScriptBlock {
  readonly lineNumber: number;
  readonly text: string;
  readonly notRun?: string;
}

/** JavaScript blocks of a page: whole programs. */
export function scriptBlocks(page: string): ScriptBlock[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/((?:^<!--.*?-->\n)*)^```js\n(.*?)^```$/gms)].map((match) => {
    const [, comments = '', block = ''] = match;
    const [note] = comments.matchAll(NOTE);
    const lineNumber = text.slice(0, match.index).split('\n').length;
    return { lineNumber, text: block, ...(note && { notRun: note[2] ?? '' }) };
  });
}

/** Commands of the program in a line: several where it is a pipe. */
export const programCommands = (line: string): string[] =>
  line
    .split(/ (?:\||&&) /)
    .map((part) => part.trim())
    .filter((part) => /^(?:npx )?deepawb /.test(part));
