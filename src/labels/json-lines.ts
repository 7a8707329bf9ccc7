/**
 * Files of one JSON value a line that are only appended to. A kill in the middle of a write leaves part of a line: it is told of
 * with its number and passed over, and what was written before and after holds.
 */
import { expectation, type Form, findMisfit } from '../forms/index.js';
import { describeValue } from '../text/index.js';

export interface DamagedLine {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface JsonLines<T> {
  readonly values: readonly T[];
  readonly damaged: readonly DamagedLine[];
}

/** Longest line that is parsed, characters. */
const LONGEST_LINE = 1 << 20;

/** The lines that fit what `formOf` asks for; null where there is no such kind of line. */
export function parseJsonLines<T>(
  text: string,
  formOf: (value: Readonly<Record<string, unknown>>) => Form | null,
  expected: string,
): JsonLines<T> {
  const values: T[] = [];
  const damaged: DamagedLine[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.trim();
    if (line === '') return;
    const message = faultOf(line, formOf, expected, (value) => values.push(value as T));
    if (message !== null) damaged.push({ line: i + 1, message });
  });
  return { values, damaged };
}

function faultOf(
  line: string,
  formOf: (value: Readonly<Record<string, unknown>>) => Form | null,
  expected: string,
  take: (value: unknown) => void,
): string | null {
  if (line.length > LONGEST_LINE) return `expected at most ${LONGEST_LINE} characters`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return `expected JSON, got ${describeValue(line.slice(0, 60))}`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `expected ${expected}, got ${describeValue(value)}`;
  }
  const form = formOf(value as Readonly<Record<string, unknown>>);
  if (form === null) return `expected ${expected}`;
  const misfit = findMisfit(form, value);
  if (misfit !== null) {
    const { path } = misfit;
    return `${path || 'line'}: expected ${misfit.expected || expectation(form)}, got ${describeValue(misfit.got)}`;
  }
  take(value);
  return null;
}
