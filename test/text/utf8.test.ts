import { describe, expect, it } from 'vitest';
import { utf8FromBytes, utf8ToBytes } from '../../dist/text/index.js';

describe('UTF-8', () => {
  it.each([
    '',
    'a b%20',
    'Müller & 光',
    '\u0000~\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}',
  ])('is what TextEncoder writes, there and back: %j', (text) => {
    expect([...utf8ToBytes(text)]).toEqual([...new TextEncoder().encode(text)]);
    expect(utf8FromBytes(utf8ToBytes(text))).toBe(text);
  });

  it('is refused where it is none', () => {
    expect(() => utf8FromBytes(Uint8Array.of(0xc3))).toThrow(URIError);
    expect(() => utf8ToBytes('\ud800')).toThrow(URIError);
  });
});
