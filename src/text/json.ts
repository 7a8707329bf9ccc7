/** JSON that may go to a terminal or into a page: the same values, and nothing in it that a reader cannot see. */

const PLAIN = /^[ -~\n]*$/;
const UNSEEN = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * `JSON.stringify`, with what it leaves alone (bidi marks, C1 controls, U+2028) escaped. Reads back as the same value.
 * @param indent spaces a level; one line where it is absent
 */
export function jsonText(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent) ?? 'null';
  if (PLAIN.test(json)) return json;
  return json.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join(''),
  );
}

/** A value as a line of a journal or a log, line feed included. */
export function jsonLine(value: unknown): string {
  return `${jsonText(value)}\n`;
}

/** JSON within a `<script>` element of a page: nothing in it can end the element or open a comment. */
export function jsonInPage(value: unknown): string {
  return jsonText(value).replace(/[<>&]/g, (character) => unit(character.charCodeAt(0)));
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
