/**
 * Writes C that lives in files into TypeScript modules, so that exports can print it where there are no files:
 * src/export/c/runtime/ into runtime.generated.ts, src/device/c/measure.c into measure-program.generated.ts.
 *
 * A file of the runtime is a piece, named after it, or several behind comments `piece: NAME`. Its `#include "..."` are the
 * pieces that must stand before it; those of `given/` are what the exporter prints itself. A piece's text is what follows
 * its file's first comment, pragmas and includes.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const runtime = join(root, 'src/export/c/runtime');
const INCLUDE = /^#include "(.*)"$/;
/** In these, includes stay where they are: they are texts of their own, in which the exporter puts what is given. */
const WHOLE = new Set([
  'model/model.h',
  'model/model_main.c',
  'filter/deepawb_filter.h',
  'filter/deepawb_filter_main.c',
]);

const nameOf = (path) =>
  basename(path)
    .replace(/\.[ch]$/, '')
    .replaceAll('-', '_');
const isGiven = (path) => /(^|\/)given\//.test(path);

/** First comment, then the lines of the preprocessor that a file opens with, then its text. */
function split(path, text) {
  const opening = /^\/\*.*?\*\/\n/s.exec(text);
  if (!opening) throw new Error(`${path}: expected a first comment that says what it is`);
  const lines = text.slice(opening[0].length).split('\n');
  if (WHOLE.has(path)) return { needs: [], body: lines.join('\n') };
  const start = lines.findIndex((line) => line !== '' && !/^#(include|pragma)\b/.test(line));
  const needs = lines
    .slice(0, start)
    .flatMap((line) => INCLUDE.exec(line)?.[1] ?? [])
    .map((name) => (isGiven(name) ? `given/${nameOf(name)}` : nameOf(name)));
  return { needs, body: lines.slice(start).join('\n').trimEnd() };
}

function piecesOf(path) {
  const { needs, body } = split(path, readFileSync(join(runtime, path), 'utf8'));
  const [before, ...parts] = body.split(/^\/\* piece: (\w+) \*\/\n/m);
  if (parts.length === 0) return [{ name: nameOf(path), needs, source: body }];
  if (before.trim() !== '')
    throw new Error(`${path}: expected nothing in front of its first piece`);
  return parts.flatMap((name, i) =>
    i % 2 === 0 ? [{ name, needs, source: parts[i + 1].trimEnd() }] : [],
  );
}

/** Writes a module where it changed, so that the compiler sees no news where there is none. */
function writeModule(path, lines) {
  const text = `${lines.join('\n')}\n`;
  const file = join(root, path);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

const files = readdirSync(runtime, { recursive: true })
  .filter((path) => /\.[ch]$/.test(path))
  .sort();
const pieces = files.filter((path) => !isGiven(path)).flatMap(piecesOf);
const given = files.filter(isGiven).map((path) => `given/${nameOf(path)}`);
const known = new Set([...pieces.map(({ name }) => name), ...given]);
if (known.size < pieces.length + given.length) throw new Error('two pieces have one name');
for (const { name, needs } of pieces) {
  const missing = needs.find((need) => !known.has(need));
  if (missing) throw new Error(`${name}: expected a file of the runtime, got '${missing}'`);
}
const union = (names) => names.map((name) => JSON.stringify(name)).join(' | ');
const givenText = (path) => split(path, readFileSync(join(runtime, path), 'utf8')).body;

writeModule('src/export/c/runtime.generated.ts', [
  '/** Generated from runtime/ by scripts/build-c-runtime.mjs; not to be edited. */',
  `export type PieceName = ${union(pieces.map(({ name }) => name))};`,
  `export type GivenName = ${union(given)};`,
  'export interface Piece {',
  '  readonly source: string;',
  '  readonly needs: readonly (PieceName | GivenName)[];',
  '}',
  `export const STATUS: string = ${JSON.stringify(givenText('given/status.h'))};`,
  `export const FRAMES: string = ${JSON.stringify(givenText('given/frames.h'))};`,
  'export const RUNTIME: Readonly<Record<PieceName, Piece>> = {',
  ...pieces.map(({ name, ...piece }) => `  ${JSON.stringify(name)}: ${JSON.stringify(piece)},`),
  '};',
]);

const measure = readFileSync(join(root, 'src/device/c/measure.c'), 'utf8');
writeModule('src/device/c/measure-program.generated.ts', [
  '/** Generated from measure.c by scripts/build-c-runtime.mjs; not to be edited. */',
  `export const MEASURE_PROGRAM: string = ${JSON.stringify(measure)};`,
]);
