/**
 * Tests that need what a machine may lack. Where it is missing they are reported as skipped, by name of what they need, and
 * their bodies are not run: Vitest runs the body of a skipped `describe` to collect it, and a body may read what is not there.
 */
import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

/** `describe` where `available`, otherwise one skipped test that says what is missing. */
export function describeWhere(
  available: boolean,
  need: string,
  title: string,
  body: () => void,
): void {
  const heading = `${title} [needs ${need}]`;
  if (available) describe(heading, body);
  else describe.skip(heading, () => it(`needs ${need}`, () => {}));
}

/** Whether a program answers at all, for example `cc --version`. */
export function answers(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Whether the machine compiles C. */
export const HAS_COMPILER: boolean = answers('cc', '--version');
