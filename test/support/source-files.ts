/** The project's own source as trees, for facts about how the house is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';

export const ROOT = join(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

export interface SourceFile {
  /** Below src/, with slashes: `color/white-point.ts`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** All TypeScript of src/, without the AssemblyScript of the kernels, whose language is another. */
export function sourceFiles(): readonly SourceFile[] {
  parsed ??= parseSource();
  return parsed;
}

let parsed: readonly SourceFile[] | undefined;

function parseSource(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith('engine/assembly/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(SRC, path), 'utf8');
      return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
    });
}

/** A node and everything below it. */
export function* descendants(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* descendants(child);
}
