/** What leaves a layer: a value that nobody outside uses and no page describes is no interface but an accident. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { layers, ROOT } from '../../scripts/layers.mjs';

/** Tables by name, for programs that list what there is. */
const TABLES = new Set(['DATASET_LAYOUTS', 'DATASET_PARTS', 'METHOD_GROUPS', 'WEIGHT_READERS']);

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !path.includes('node_modules'))
    .map((path) => join(folder, path));
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const wordsOf = (text: string) => new Set(text.match(/[A-Za-z_$][\w$]*/g));
const pages = readdirSync(ROOT).filter((path) => path.endsWith('.md'));
const code = ['src', 'test', 'bench', 'examples', 'apps', 'scripts'];
const files = [
  ...code.flatMap((folder) => filesBelow(folder, /\.(ts|mjs|js|html|md|py)$/)),
  ...filesBelow('docs', /\.md$/),
  ...pages,
].map((path) => ({ path, words: wordsOf(read(path)) }));

const known: readonly string[] = layers();

/** The innermost layer of a file, or nothing. */
function layerOf(path: string): string | undefined {
  const around = known.filter((layer) => path.startsWith(`src/${layer}/`));
  return around.sort((a, b) => b.length - a.length)[0];
}

const owners = new Map(files.map(({ path }) => [path, layerOf(path)]));

/** Names of values, not of types: those are parts of signatures. */
function exportedValues(layer: string): string[] {
  const tree = ts.createSourceFile('index.ts', read(`src/${layer}/index.ts`), 99, true);
  return tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const clause = statement.exportClause;
    if (!clause || !ts.isNamedExports(clause)) return [];
    return clause.elements.flatMap(({ isTypeOnly, name }) => (isTypeOnly ? [] : [name.text]));
  });
}

describe('what leaves a layer', () => {
  it.each(known)('%s is used outside it, or described', (layer) => {
    const outside = files.filter(({ path }) => owners.get(path) !== layer);
    const unused = exportedValues(layer).filter(
      (name) => !TABLES.has(name) && !outside.some(({ words }) => words.has(name)),
    );
    expect(unused).toEqual([]);
  });
});
