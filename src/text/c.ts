/** Text from outside in C99: comments, identifiers and strings. */
import { utf8ToBytes } from './utf8.js';
import { cutName } from './visible.js';

/**
 * A C identifier, or the rest of one, that keeps what it can of a text: lower case, digits and single underscores, at
 * most 64 of them. Empty where nothing is left.
 */
export function identifierFrom(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  return cutName(words.replace(/^_+/, '')).replace(/_+$/, '');
}

/**
 * A text as one line of a block comment, whatever it holds: what would end the comment, open another, leave the line or
 * be a trigraph [C99, 5.2.1.1] is pulled apart; characters that change how the line reads become spaces. Spaces stay.
 */
export function commentText(text: string): string {
  return (
    text
      // biome's rule wants no control characters in a pattern, hence the class by property.
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(/\*(?=\/)/g, '* ')
      .replace(/\/(?=\*)/g, '/ ')
      .replace(/\?(?=\?)/g, '? ')
      .trimEnd()
  );
}

/** A block comment of these lines, each made harmless as a whole. */
export function blockComment(lines: readonly string[]): string {
  return `/*\n${lines.map((line) => ` * ${commentText(line)}`.trimEnd()).join('\n')}\n */`;
}

/**
 * A string literal of the text's bytes in UTF-8. Whatever is no plain ASCII is written in octal, which ends after three
 * digits; so are question marks, of which two would begin a trigraph.
 */
export function stringLiteral(text: string): string {
  let literal = '';
  for (const byte of utf8ToBytes(text.replace(/\p{Cs}/gu, '\ufffd'))) {
    const plain = byte >= 0x20 && byte < 0x7f && !'"\\?'.includes(String.fromCharCode(byte));
    literal += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${literal}"`;
}
