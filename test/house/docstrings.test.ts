/** What callers are told: an exported function that throws says so, and what. */
import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.js';

/** Whether a function makes an error of its own; what its inner functions throw is theirs to say. */
function throws(body: ts.Node): boolean {
  let found = false;
  ts.forEachChild(body, function visit(node) {
    if (ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node) && ts.isNewExpression(node.expression)) found = true;
    ts.forEachChild(node, visit);
  });
  return found;
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isPrivate(member: ts.MethodDeclaration): boolean {
  const isMarked = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return isMarked === true || ts.isPrivateIdentifier(member.name);
}

/** Functions and methods that other files can call, by name. */
function callable(statement: ts.Statement): [string, ts.FunctionLikeDeclaration][] {
  if (!isExported(statement)) return [];
  if (ts.isFunctionDeclaration(statement)) return [[statement.name?.text ?? '', statement]];
  if (!ts.isClassDeclaration(statement)) return [];
  return statement.members.flatMap((member): [string, ts.FunctionLikeDeclaration][] =>
    ts.isMethodDeclaration(member) && !isPrivate(member)
      ? [[`${statement.name?.text}.${member.name.getText()}`, member]]
      : [],
  );
}

it('exported functions that throw say so in their docstring', () => {
  const functions = sourceFiles().flatMap(({ path, tree }) =>
    tree.statements.flatMap(callable).map(([name, node]) => ({ name: `${path} ${name}`, node })),
  );
  expect(functions.length).toBeGreaterThan(1000);
  const silent = functions.filter(({ node }) => {
    const text = ts.getJSDocCommentsAndTags(node).map((comment) => comment.getText());
    return node.body !== undefined && throws(node.body) && !/hrows|ejects/.test(text.join(' '));
  });
  expect(silent.map(({ name }) => name)).toEqual([]);
});
