/** A value of any kind in an error message. */
import { cutName, visibleText } from './visible.js';

const LONGEST = 60;

/**
 * What a value is, in a few words that fit a line: numbers as they are, text in quotes, `null`, `a list of 3`, `an
 * object`. Never throws, whatever the value: what it would say of itself is not asked for.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const shown = visibleText(cutName(value, LONGEST));
      return value.length > LONGEST ? `'${shown}...'` : `'${shown}'`;
    }
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : describeList(value);
      if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
      return 'an object';
    default:
      return String(value);
  }
}

/** Short lists of numbers as they are: most often levels or points. */
function describeList(list: readonly unknown[]): string {
  const plain = list.length <= 4 && list.every((entry) => typeof entry === 'number');
  return plain ? `[${list.join(', ')}]` : `a list of ${list.length}`;
}
