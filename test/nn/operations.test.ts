import { describe, expect, it } from 'vitest';
import type { OperationCase } from './case-nodes.js';
import { declaredUnion } from './declared-union.js';
import { checkGradients, relativeError, runEngine } from './gradient-check.js';
import {
  ACTIVATION_KINDS,
  ARITHMETIC_KINDS,
  OPERATION_CASES,
  SHARED_CASES,
} from './operation-cases.js';
import { drawProblem, type Problem } from './problem.js';

const TOLERANCE = 1e-3;
const BATCH = 3;

function problemOf({ name, architecture, training = false, masked = 0 }: OperationCase): Problem {
  return drawProblem(architecture, { batch: BATCH, training, masked, seed: name });
}

function expectSameOutputs(problem: Problem): void {
  const expected = problem.values.get(problem.architecture.output)!;
  expect(relativeError(runEngine(problem).outputs, expected)).toBeLessThan(1e-5);
}

function expectRightGradients(problem: Problem): void {
  for (const check of checkGradients(problem, { parameters: 12, directions: 4 })) {
    expect(check.gradientNorm, check.name).toBeGreaterThan(1e-6);
    expect(check.byParameter, `${check.name}, by parameter`).toBeLessThan(TOLERANCE);
    expect(check.byDirection, `${check.name}, by direction`).toBeLessThan(TOLERANCE);
  }
}

describe('the table of operations', () => {
  it('has cases for every operation, activation and arithmetic that a network may have', () => {
    expect(Object.keys(OPERATION_CASES).sort()).toEqual(declaredUnion('ModelNode', 'op').sort());
    expect([...ACTIVATION_KINDS].sort()).toEqual(declaredUnion('ActivationKind').sort());
    expect([...ARITHMETIC_KINDS].sort()).toEqual(declaredUnion('ArithmeticKind').sort());
  });

  it('has at least one case of each operation, and each case contains its operation', () => {
    for (const [op, cases] of Object.entries(OPERATION_CASES)) {
      expect(cases.length).toBeGreaterThan(0);
      for (const { architecture } of cases) {
        expect(architecture.nodes.map((node) => node.op)).toContain(op);
      }
    }
  });
});

describe.each(Object.entries({ ...OPERATION_CASES, 'several readers': SHARED_CASES }))(
  '%s',
  (_op, cases) => {
    it.each(cases.map((c): [string, OperationCase] => [c.name, c]))('%s', (_name, operation) => {
      const problem = problemOf(operation);
      expectSameOutputs(problem);
      expectRightGradients(problem);
    });
  },
);
