/** Values out of parsed JSON, checked; every error names the key that is wrong, e.g. `rpi.awb.ct_curve[3]`. */
import { BadInput } from '../../errors/index.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A tuning file that cannot be used; `key` is the place in it. */
export class TuningFileError extends BadInput {
  override readonly name = 'TuningFileError';
  readonly key: string;

  constructor(key: string, expected: string, got: unknown) {
    super(`${key}: expected ${expected}, got ${describe(got)}`);
    this.key = key;
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing (the key is missing)';
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 60)}...` : value;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a key, an object. Throws TuningFileError. */
export function requireRecord(value: unknown, key: string): JsonRecord {
  if (isRecord(value)) return value;
  throw new TuningFileError(key, 'an object', value);
}

/** The value at a key, a list. Throws TuningFileError. */
export function requireList(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TuningFileError(key, 'a list', value);
}

/** The value at a key, a finite number. Throws TuningFileError. */
export function requireNumber(value: unknown, key: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TuningFileError(key, 'a number', value);
}

/** The number at `name` in a record, or the fallback where the key is absent. */
export function optionalNumber(
  record: JsonRecord,
  name: string,
  key: string,
  fallback: number,
): number {
  return record[name] === undefined ? fallback : requireNumber(record[name], key);
}
