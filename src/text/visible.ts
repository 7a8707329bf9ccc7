/**
 * Text from outside, made visible. Names of files, ids, names of models, answers of servers and what a device says may
 * hold characters that move a cursor, set a window's title, turn the direction of reading or cannot stand in XML. Each
 * writer of this layer takes them out by this one function.
 */

/** Most text; told apart first, since the classes below cost 100 kB when they are first compiled. */
const PLAIN = /^[ -~]*$/;
const PLAIN_LINES = /^[ -~\n]*$/;
/** Controls, formats (bidi marks among them), surrogates without a partner, private and unassigned; line separators. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const UNSEEN_BUT_LINE_FEED = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * The text with every character that has no shape of its own as `\xNN` or `\u{NNNN}`: one line, whatever it was. Text
 * without such characters is returned as it is. Not to be undone: a backslash stays one.
 */
export function visibleText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, escaped);
}

/** The same, but what parts lines becomes a blank: for sentences that somebody wrapped. */
export function visibleSentence(text: string): string {
  return visibleText(text.replace(/[\t\n\r]+/g, ' '));
}

/** The same, but for line feeds, which stay: for text of several lines. */
export function visibleLines(text: string): string {
  return PLAIN_LINES.test(text) ? text : text.replace(UNSEEN_BUT_LINE_FEED, escaped);
}

const STYLE = new RegExp(`(${String.fromCharCode(27)}\\[\\d{1,2}m)`);

/** `visibleLines` for text with colours of ours around its parts: codes that only set a colour or a weight stay too. */
export function visibleStyledLines(text: string): string {
  return text
    .split(STYLE)
    .map((part, i) => (i % 2 === 1 ? part : visibleLines(part)))
    .join('');
}

function escaped(character: string): string {
  const code = character.codePointAt(0) as number;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Longest name of a file that is made from a name from outside, in UTF-16 units. */
const LONGEST_NAME = 64;

/** The beginning of a name, so long that a file can be called by it and no character is cut in two. */
export function cutName(text: string, longest = LONGEST_NAME): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
