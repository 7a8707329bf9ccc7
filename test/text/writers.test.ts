/** The writers of each language, against texts that want out of their place. */
import { execFileSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockComment,
  csvField,
  csvText,
  cutName,
  escapeMarkup,
  identifierFrom,
  jsonInPage,
  jsonLine,
  jsonText,
  markdownCode,
  markdownFence,
  markdownText,
  readableShellWord,
  shellWord,
  stringLiteral,
  visibleLines,
  visibleStyledLines,
  visibleText,
} from '../../dist/text/index.js';
import { HOSTILE_TEXTS, hostileText, UNSEEN } from './hostile.js';

const always = (check: (text: string) => void) =>
  fc.assert(
    fc.property(hostileText, (text) => {
      check(text);
    }),
    { numRuns: 2000 },
  );

test('text from outside becomes one line in which everything can be seen', () => {
  always((text) => {
    expect(visibleText(text)).not.toMatch(UNSEEN);
    expect(visibleText(text)).not.toContain('\n');
    expect(visibleLines(text).split('\n').length).toBe(text.split('\n').length);
  });
  expect(visibleText('a\x1b]0;x\x07\u009b\u202e\u2028\ud800')).toBe(
    'a\\x1b]0;x\\x07\\x9b\\u{202e}\\u{2028}\\u{d800}',
  );
  expect(visibleText('Ünïcode 😀 café 光')).toBe('Ünïcode 😀 café 光');
});

test('of what moves a cursor only colours of ours stay', () => {
  expect(visibleStyledLines('\x1b[1mbold\x1b[22m\x1b[2J\x1b[38;5;1m\x1b]0;t\x07')).toBe(
    '\x1b[1mbold\x1b[22m\\x1b[2J\\x1b[38;5;1m\\x1b]0;t\\x07',
  );
});

test('a name is cut before it is too long for a file, and no character in two', () => {
  expect(cutName('x'.repeat(10_000))).toHaveLength(64);
  expect(cutName(`${'x'.repeat(63)}😀`)).toBe('x'.repeat(63));
  expect(identifierFrom('Model '.repeat(3000))).toMatch(/^[a-z0-9_]{1,64}$/);
  always((text) => expect(identifierFrom(text)).toMatch(/^(?:[a-z0-9](?:\w*[a-z0-9])?)?$/));
});

test('a comment of C stays one, trigraphs or not', () => {
  always((text) => {
    const comment = blockComment([text, text]);
    expect(comment.split('\n')).toHaveLength(4);
    expect(comment.slice(2, -2)).not.toMatch(/\*\/|\/\*|\?\?/);
    expect(comment).not.toMatch(UNSEEN);
  });
});

test("a string literal of C holds the text's bytes and nothing else", () => {
  always((text) => {
    const literal = stringLiteral(text);
    expect(literal).toMatch(/^"(?:[ -~](?<!["\\?])|\\[0-7]{3})*"$/);
    const bytes = literal.slice(1, -1).replace(/\\([0-7]{3})/g, (_, octal) => {
      return String.fromCharCode(Number.parseInt(octal, 8));
    });
    expect(Buffer.from(bytes, 'latin1').toString()).toBe(text.replace(/\p{Cs}/gu, '\ufffd'));
  });
});

test('text in Markdown opens no cell, code, fence, link, heading or tag', () => {
  always((text) => {
    const shown = markdownText(text);
    expect(shown).not.toMatch(/(?<!\\)(?:\\\\)*[`*_[\]<>&|~#!$]/);
    expect(shown).not.toMatch(UNSEEN);
    const code = markdownCode(text);
    const [fence = ''] = code.match(/^`+/) ?? [];
    const inner = code.slice(fence.length, -fence.length);
    expect(inner.match(/`+/g) ?? []).not.toContain(fence);
    expect(inner).not.toMatch(/(?<!\\)\|/);
    const lines = markdownFence([text, text]).split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(1, 3)) expect(line.includes(lines[0] as string)).toBe(false);
  });
});

test('text in markup opens no element, attribute or entity, and holds what XML can hold', () => {
  always((text) => {
    const shown = escapeMarkup(text);
    expect(shown).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
    expect(shown).not.toMatch(UNSEEN);
  });
  expect(escapeMarkup('a & <b>')).toBe('a &amp; &lt;b&gt;');
});

test('CSV reads back as as many rows and fields, and no field is a formula', () => {
  always((text) => {
    const [row] = parse(csvText([[text, -1.5, text]])) as string[][];
    expect(row).toHaveLength(3);
    expect(row?.[1]).toBe('-1.5');
    if (!Number.isFinite(Number(row?.[0]))) expect(row?.[0]).not.toMatch(/^\s*[=+\-@\t\r]/);
  });
  expect(csvField('=cmd|calc')).toBe("'=cmd|calc");
  expect(csvField('-5')).toBe('-5');
  expect(csvField('+1.5e3')).toBe('+1.5e3');
  expect(csvField('-5+2')).toBe("'-5+2");
  expect(csvField(Number.NEGATIVE_INFINITY)).toBe('-Infinity');
  expect(csvField('00_0001')).toBe('00_0001');
});

test('JSON reads back as it was, one line, with nothing that a reader cannot see', () => {
  always((text) => {
    for (const written of [jsonLine({ [text]: text }), jsonText([text], 2), jsonInPage(text)]) {
      expect(written).not.toMatch(UNSEEN);
    }
    expect(JSON.parse(jsonLine({ [text]: text }))).toEqual(
      JSON.parse(JSON.stringify({ [text]: text })),
    );
    expect(jsonLine(text).trimEnd()).not.toContain('\n');
    expect(jsonInPage(text)).not.toMatch(/[<>&]/);
    expect(JSON.parse(jsonInPage(text))).toBe(text);
  });
  expect(jsonText(undefined)).toBe('null');
});

test('a word of a shell reaches a program as it was', () => {
  for (const text of HOSTILE_TEXTS) {
    if (text.includes('\0') || /\p{Cs}/u.test(text)) continue;
    const said = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`]);
    expect(said.toString()).toBe(text);
  }
  expect(() => shellWord('a\0b')).toThrow(RangeError);
  expect(readableShellWord('data/cube-1')).toBe('data/cube-1');
  expect(readableShellWord("it's; rm")).toBe("'it'\\''s; rm'");
});
