/** How large anything may be: functions, files, and the command line in all. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { descendants, type SourceFile, sourceFiles } from '../support/source-files.js';

const MOST_FUNCTION_LINES = 80;
const MOST_FILE_LINES = 400;
/** With its tsconfig.json below 4,500: what a command decides belongs into a layer (docs/adr/0022). */
const MOST_CLI_LINES = 4440;

const files = sourceFiles();

interface Measured {
  readonly name: string;
  readonly lines: number;
}

/** Lines of a node without its leading comment. */
function linesOf(node: ts.Node, tree: ts.SourceFile): number {
  const line = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart(tree)) + 1;
}

function nameOf(node: ts.Node): string {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) {
    return node.name?.getText() ?? 'default';
  }
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)
    ? parent.name.getText()
    : 'a function';
}

function functionsOf({ path, tree }: SourceFile): Measured[] {
  return [...descendants(tree)]
    .filter((node) => ts.isFunctionLike(node) && 'body' in node && node.body !== undefined)
    .map((node) => ({ name: `${path} ${nameOf(node)}`, lines: linesOf(node, tree) }));
}

const lineCount = ({ text }: SourceFile): number => text.split('\n').length - 1;

describe('sizes', () => {
  it(`of functions are at most ${MOST_FUNCTION_LINES} lines`, () => {
    const long = files
      .flatMap(functionsOf)
      .filter(({ lines }) => lines > MOST_FUNCTION_LINES)
      .map(({ name }) => name);
    expect(long).toEqual([]);
  });

  it(`of files are at most ${MOST_FILE_LINES} lines`, () => {
    const long = files.filter((file) => lineCount(file) > MOST_FILE_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it(`of the command line are below ${MOST_CLI_LINES} lines in all`, () => {
    const cli = files.filter(({ path }) => path.startsWith('cli/'));
    expect(cli.reduce((sum, file) => sum + lineCount(file), 0)).toBeLessThan(MOST_CLI_LINES);
  });
});
