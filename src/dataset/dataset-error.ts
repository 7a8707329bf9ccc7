/**
 * What is wrong with a data set, all of it at once: whoever has 2,000 pictures wants to repair ten files in one go
 * and not learn of them one start at a time.
 */
import { BadInput } from '../errors/index.js';
import { visibleText } from '../text/index.js';

/** One thing wrong: where, what, and what to do. */
export interface DatasetProblem {
  readonly file: string;
  /** Line of a CSV file, from 1. */
  readonly line?: number;
  readonly message: string;
  /** One sentence that says how to repair it. */
  readonly cure: string;
}

/** Problems spelt out in the message; the rest is counted. */
const SHOWN_PROBLEMS = 20;

/** `file:line: message. Cure.`, one line whatever the names in it. */
export function formatProblem({ file, line, message, cure }: DatasetProblem): string {
  return visibleText(`${file}${line === undefined ? '' : `:${line}`}: ${message}. ${cure}`);
}

/** A data set that cannot be used as it is; `problems` holds all of them, the message the first twenty. */
export class DatasetError extends BadInput {
  override readonly name = 'DatasetError';
  readonly problems: readonly DatasetProblem[];

  constructor(what: string, problems: readonly DatasetProblem[]) {
    const lines = problems.slice(0, SHOWN_PROBLEMS).map(formatProblem);
    const more = problems.length - lines.length;
    if (more > 0) lines.push(`... and ${more} more`);
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`${what}: ${count}\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.problems = problems;
  }
}
