/**
 * YAML [1.2.2, core schema] in block style. Text stands plain only where nobody could read it as anything else, YAML 1.1
 * included; all other text is in double quotes on one line, so that no anchor, tag, comment, document or key of it comes to be.
 */

/** A word, a path or a name: nothing in it is an indicator, and what begins like a number is no plain word. */
const PLAIN = /^[A-Za-z_][\w./-]*$/;
/** What YAML 1.1 or 1.2 reads as something other than text. */
const MEANS_SOMETHING = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const UNSEEN = /["\\]|[\p{C}\p{Zl}\p{Zp}]/gu;
const INDENT = '  ';

/** A value of plain data as a document that reads back as the same. Fields without a value are left out. */
export function yamlText(value: unknown): string {
  return isBranch(value) ? `${block(value, '').join('\n')}\n` : `${yamlScalar(value)}\n`;
}

/** Text, number, true, false or null, as a value or a key. Throws RangeError for anything else. */
export function yamlScalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) && !MEANS_SOMETHING.test(value) ? value : quoted(value);
    case 'number':
      if (Number.isNaN(value)) return '.nan';
      if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
      return Object.is(value, -0) ? '-0.0' : String(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? '[]' : '{}';
    default:
      throw new RangeError(`yamlText: expected plain data, got a ${typeof value}`);
  }
}

/** Escapes as YAML has them [5.7]: characters beyond 16 bits by eight digits, not as the two halves that JSON writes. */
function quoted(text: string): string {
  const escaped = text.replace(UNSEEN, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const code = character.codePointAt(0) as number;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** A list or an object that has something in it. */
function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && entriesOf(value).length > 0;
}

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, entry]) => entry !== undefined);
}

function block(value: object, indent: string): string[] {
  const isList = Array.isArray(value);
  return entriesOf(value).flatMap(([key, entry]) => {
    const start = isList ? '-' : `${yamlScalar(key)}:`;
    if (!isBranch(entry)) return [`${indent}${start} ${yamlScalar(entry)}`];
    const inner = block(entry, indent + INDENT);
    if (!isList) return [`${indent}${start}`, ...inner];
    // The first line of an entry stands behind its dash.
    const [first = '', ...rest] = inner;
    return [`${indent}- ${first.slice(indent.length + INDENT.length)}`, ...rest];
  });
}
