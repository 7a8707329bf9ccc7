/**
 * A tuning file as libcamera's YamlParser sees it: every scalar is text, keys keep the order of the file, and a value is
 * read by the type that is asked for. What cannot be read as that type counts as not given:
 *   double   strtod over the whole text; too large or too small for a double is not given
 *   whole    std::from_chars over the whole text, so "0.0", "+1" and " 1" are not given, nor what the type cannot hold
 *   bool     "true" or "false"
 * Where a key stands twice, asking for it gives the first, and going over all gives both.
 */
import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { TuningFileError } from './tuning-values.js';

export type TuningNode =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly TuningNode[] }
  | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [string, TuningNode])[] };

const EMPTY: TuningNode = { kind: 'value', text: '' };

/** libcamera gives up on a list or dictionary of this many. */
const TOO_MANY = 2000;
/** The largest tuning files have some 100 kB. */
const MOST_CHARACTERS = 4e6;
const MOST_DEPTH = 100;

/** Throws TuningFileError for text that libcamera would not parse. */
export function parseTuningText(text: string): TuningNode {
  if (text.length > MOST_CHARACTERS) {
    throw new TuningFileError(
      'tuning file',
      `at most ${MOST_CHARACTERS} characters`,
      String(text.length),
    );
  }
  try {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
      schema: 'failsafe',
      version: '1.1',
      uniqueKeys: false,
      logLevel: 'silent',
    });
    if (!Array.isArray(documents) || documents.length !== 1) {
      throw new Error(documents.length > 1 ? 'several documents' : 'an empty file');
    }
    const [document] = documents;
    const [fault] = document.errors;
    if (fault !== undefined) throw new Error(fault.message.split('\n')[0]);
    return ofYaml(document.contents, 'tuning file', 0);
  } catch (error) {
    if (error instanceof TuningFileError) throw error;
    throw new TuningFileError('tuning file', 'JSON or YAML', (error as Error).message);
  }
}

function ofYaml(node: unknown, path: string, depth: number): TuningNode {
  if (depth > MOST_DEPTH) throw new TuningFileError(path, 'fewer levels', `more than ${depth}`);
  if (node === null) return EMPTY;
  if (isScalar(node)) return { kind: 'value', text: String(node.value ?? '') };
  if (isSeq(node)) {
    const items = node.items.map((item, i) => ofYaml(item, `${path}[${i}]`, depth + 1));
    return checkedSize({ kind: 'list', items }, items.length, path);
  }
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      if (!isScalar(key)) throw new TuningFileError(path, 'keys that are text', 'another');
      const name = String(key.value ?? '');
      return [name, ofYaml(value, `${path}.${name}`, depth + 1)] as const;
    });
    return checkedSize({ kind: 'dictionary', entries }, entries.length, path);
  }
  throw new TuningFileError(path, 'a value, a list or an object', 'an alias');
}

function checkedSize(node: TuningNode, size: number, path: string): TuningNode {
  if (size < TOO_MANY) return node;
  throw new TuningFileError(path, `fewer than ${TOO_MANY} entries`, String(size));
}

/** What JSON.parse made of a tuning file, or an object like it. Throws TuningFileError where it is too deep. */
export function tuningNodeOf(value: unknown, path = 'tuning file', depth = 0): TuningNode {
  if (depth > MOST_DEPTH) throw new TuningFileError(path, 'fewer levels', `more than ${depth}`);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => tuningNodeOf(item, `${path}[${i}]`, depth + 1));
    return checkedSize({ kind: 'list', items }, items.length, path);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, tuningNodeOf(entry, `${path}.${key}`, depth + 1)] as const);
    return checkedSize({ kind: 'dictionary', entries }, entries.length, path);
  }
  return { kind: 'value', text: String(value) };
}

export function entriesOf(node: TuningNode): readonly (readonly [string, TuningNode])[] {
  return node.kind === 'dictionary' ? node.entries : [];
}

export function itemsOf(node: TuningNode): readonly TuningNode[] {
  return node.kind === 'list' ? node.items : [];
}

/** The first entry of that name, or null. */
export function memberOf(node: TuningNode, key: string): TuningNode | null {
  return entriesOf(node).find(([name]) => name === key)?.[1] ?? null;
}

const DECIMAL = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEXADECIMAL = /^[ \t\n\v\f\r]*([+-]?)0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
const LEAST_NORMAL = 2.2250738585072014e-308;

const INFINITE = /^[ \t\n\v\f\r]*([+-]?)inf(inity)?$/i;
const NOT_A_NUMBER = /^[ \t\n\v\f\r]*[+-]?nan(\(\w*\))?$/i;

/** As strtod reads it, infinity and NaN among it; null where it would not. */
export function asAnyDouble(node: TuningNode | null): number | null {
  if (node === null || node.kind !== 'value') return null;
  const sign = INFINITE.exec(node.text)?.[1];
  if (sign !== undefined) {
    return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NOT_A_NUMBER.test(node.text) ? Number.NaN : asDouble(node);
}

/** As strtod reads it; null where it would not, and for what is no finite number. */
export function asDouble(node: TuningNode | null): number | null {
  if (node === null || node.kind !== 'value') return null;
  const { text } = node;
  const value = DECIMAL.test(text) ? Number(text) : hexadecimal(text);
  if (value === null || !Number.isFinite(value)) return null;
  const isZero = !/[1-9a-f]/i.test(text.replace(/[ep][+-]?\d+$/i, ''));
  return Math.abs(value) >= LEAST_NORMAL || isZero ? value : null;
}

function hexadecimal(text: string): number | null {
  const match = HEXADECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  if (whole + fraction === '') return null;
  const mantissa = Number(`0x${whole}${fraction}`);
  return (sign === '-' ? -1 : 1) * mantissa * 2 ** (Number(power) - 4 * fraction.length);
}

/** As std::from_chars reads a whole number of `least` to `most`; null where it would not. */
export function asWhole(node: TuningNode | null, least: number, most: number): number | null {
  if (node === null || node.kind !== 'value') return null;
  const pattern = least < 0 ? /^-?\d+$/ : /^\d+$/;
  if (!pattern.test(node.text)) return null;
  const value = Number(node.text);
  return value >= least && value <= most ? value : null;
}

export function asBoolean(node: TuningNode | null): boolean | null {
  if (node === null || node.kind !== 'value') return null;
  if (node.text === 'true') return true;
  return node.text === 'false' ? false : null;
}

/** As JSON.parse would have it; the first of keys that stand twice. */
export function plainValue(node: TuningNode): unknown {
  switch (node.kind) {
    case 'value':
      if (node.text === 'null') return null;
      return asDouble(node) ?? asBoolean(node) ?? node.text;
    case 'list':
      return node.items.map(plainValue);
    case 'dictionary':
      return Object.fromEntries(
        node.entries.toReversed().map(([key, value]) => [key, plainValue(value)]),
      );
    default:
      return node satisfies never;
  }
}

export function describeNode(node: TuningNode | null): string | undefined {
  if (node === null) return undefined;
  switch (node.kind) {
    case 'value':
      return node.text === '' ? 'nothing' : node.text;
    case 'list':
      return `a list of ${node.items.length}`;
    case 'dictionary':
      return 'an object';
    default:
      return node satisfies never;
  }
}
