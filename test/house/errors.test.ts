/** Every error class of the project and the exit code that it ends a command with. */
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE, exitCodeOf } from '../../dist/cli/exit-code.js';
import { descendants, ROOT, sourceFiles } from '../support/source-files.js';

/** Whoever adds an error decides here what the command line makes of it. */
const EXPECTED: Readonly<Record<string, number>> = {
  ArchitectureError: EXIT_CODE.badData,
  ArchiveError: EXIT_CODE.badData,
  AwbAnswerError: EXIT_CODE.badData,
  BadInput: EXIT_CODE.badData,
  CameraError: EXIT_CODE.badData,
  CheckpointMismatchError: EXIT_CODE.badData,
  DatasetError: EXIT_CODE.badData,
  DatasetMismatchError: EXIT_CODE.badData,
  FetchError: EXIT_CODE.failed,
  FoldError: EXIT_CODE.badData,
  FrameError: EXIT_CODE.failed,
  InputError: EXIT_CODE.badData,
  InterruptedError: EXIT_CODE.interrupted,
  LockHeld: EXIT_CODE.failed,
  MatFileError: EXIT_CODE.badData,
  MeasureError: EXIT_CODE.failed,
  MethodError: EXIT_CODE.badData,
  ModelFileError: EXIT_CODE.badData,
  OutputError: EXIT_CODE.failed,
  RawFormatError: EXIT_CODE.badData,
  RawLevelsError: EXIT_CODE.failed,
  ReadingError: 3,
  RecipeError: EXIT_CODE.badData,
  RequestError: EXIT_CODE.failed,
  StudyError: EXIT_CODE.badData,
  TuningFileError: EXIT_CODE.badData,
  UnknownMethodError: EXIT_CODE.badData,
  UnknownPropertyError: EXIT_CODE.badData,
  UsageError: EXIT_CODE.usage,
  WeightsError: EXIT_CODE.badData,
};

/** Of the language; they say that the program or its caller is wrong, not the data. */
const BUILT_IN = new Set(['Error', 'RangeError', 'TypeError', 'SyntaxError', 'AggregateError']);

interface ErrorClass {
  readonly name: string;
  readonly base: string;
  readonly path: string;
}

const files = sourceFiles();

function classes(): ErrorClass[] {
  const found: ErrorClass[] = [];
  for (const { path, tree } of files) {
    for (const node of descendants(tree)) {
      if (!ts.isClassDeclaration(node) || !node.name) continue;
      const base = node.heritageClauses?.[0]?.types[0]?.expression.getText();
      if (base) found.push({ name: node.name.text, base, path });
    }
  }
  const isError = ({ base }: ErrorClass): boolean =>
    BUILT_IN.has(base) || found.some((other) => other.name === base && isError(other));
  return found.filter(isError);
}

/** Names after `throw new`, in all of src/. */
function thrown(): Set<string> {
  const names = files.flatMap(({ tree }) =>
    [...descendants(tree)].flatMap((node) =>
      ts.isThrowStatement(node) && ts.isNewExpression(node.expression)
        ? [node.expression.expression.getText()]
        : [],
    ),
  );
  return new Set(names);
}

describe('errors', () => {
  const own = classes();

  it('are all known here', () => {
    expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it("that are thrown are these or the language's", () => {
    const strangers = [...thrown()].filter((name) => !BUILT_IN.has(name) && !(name in EXPECTED));
    // Commander's, with exit code 2, and what BullMQ wants to hear from a worker.
    expect(strangers.sort()).toEqual([
      'DelayedError',
      'InvalidArgumentError',
      'UnrecoverableError',
    ]);
  });

  it.each(own)('$name ends a command with its exit code', async ({ name, path }) => {
    const module = await import(join(ROOT, 'dist', path.replace(/\.ts$/, '.js')));
    // Only the class counts, not what its constructor wants.
    const error = Object.create(module[name].prototype);
    expect(exitCodeOf(error)).toBe(EXPECTED[name]);
  });

  it('say their own name', async () => {
    for (const { name, path, base } of own) {
      const text = files.find((file) => file.path === path)!.text;
      expect(text, `${name} extends ${base}`).toMatch(
        new RegExp(`override readonly name(: string)? = '${name}'`),
      );
    }
  });
});
