/**
 * What each layer imports, three times told: by its files, by the references of its tsconfig.json (which the compiler
 * enforces), by the table of ARCHITECTURE.md. `npm run layers` makes the second and the third what the first is, as far
 * as it only takes away: a new import is written into tsconfig.json by hand, since that is a decision.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const TABLE_ROW = /^\| `([a-z/]+)` \|(.*)\|([^|]*)\|([^|]*)\|$/;

/** Folders below src/ that are projects of their own: `color`, `engine/node`. */
export function layers() {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('tsconfig.json') && !path.startsWith('engine/assembly'))
    .map(dirname)
    .sort();
}

const configFile = (layer) => join(SRC, layer, 'tsconfig.json');
const readConfig = (layer) => JSON.parse(readFileSync(configFile(layer), 'utf8'));

/** Whether a layer sees neither Node nor the DOM. */
export function isPure(layer) {
  const { types = [], lib = [] } = readConfig(layer).compilerOptions;
  return !types.includes('node') && !lib.some((name) => name.startsWith('DOM'));
}

/** Layers that a layer's tsconfig.json lets it import, sorted. */
export function declaredImports(layer) {
  const { references = [] } = readConfig(layer);
  return references.map(({ path }) => relative(SRC, join(SRC, layer, path))).sort();
}

/** Layers that a layer's files import, sorted; `import()` and types count. */
export function actualImports(layer) {
  const all = layers();
  const own = readdirSync(join(SRC, layer), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && layerOf(join(layer, path), all) === layer,
  );
  const found = new Set();
  for (const path of own) {
    const text = readFileSync(join(SRC, layer, path), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import\(?)\s*'(\.[^']*)'/g)) {
      const target = layerOf(normalize(join(layer, dirname(path), specifier)), all);
      if (target && target !== layer) found.add(target);
    }
  }
  return [...found].sort();
}

/** The innermost layer that a file below src/ belongs to. */
function layerOf(path, all) {
  return all
    .filter((layer) => path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)
    .at(0);
}

/** The rows of ARCHITECTURE's table: layer, whether it is called pure, the last column. */
export function tableRows(text) {
  return text.split('\n').flatMap((line) => {
    const row = TABLE_ROW.exec(line);
    return row ? [{ layer: row[1], pure: row[3].trim() === 'yes', imports: row[4].trim() }] : [];
  });
}

/** ARCHITECTURE's text with the last column as tsconfig.json has it. */
export function withImports(text) {
  return text
    .split('\n')
    .map((line) => {
      const row = TABLE_ROW.exec(line);
      if (!row || !existsSync(configFile(row[1]))) return line;
      const imports = declaredImports(row[1]).join(', ');
      return `| \`${row[1]}\` |${row[2]}|${row[3]}| ${imports}${imports ? ' ' : ''}|`;
    })
    .join('\n');
}

function tighten(layer) {
  const config = readConfig(layer);
  if (!config.references) return;
  const used = new Set(actualImports(layer));
  const kept = [...new Set(declaredImports(layer).filter((other) => used.has(other)))];
  if (kept.length === config.references.length) return;
  config.references = kept.map((other) => ({
    path: relative(join(SRC, layer), join(SRC, other)),
  }));
  if (config.references.length === 0) delete config.references;
  // A reference a line.
  const text = JSON.stringify(config, null, 2).replace(/\{\s*("path": "[^"]+")\s*\}/g, '{ $1 }');
  writeFileSync(configFile(layer), `${text}\n`);
}

if (process.argv[1] === import.meta.filename) {
  for (const layer of layers()) tighten(layer);
  const file = join(ROOT, 'ARCHITECTURE.md');
  writeFileSync(file, withImports(readFileSync(file, 'utf8')));
}
