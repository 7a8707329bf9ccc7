/** Files that are only appended to. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendLines, OutputError } from '../../dist/files/index.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-append-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const text = (file: string) => readFileSync(file, 'utf8');

describe('lines that are appended', () => {
  it('make the file and its folder, and come one after the other', () => {
    const file = join(dir, 'new/folder/lines');
    appendLines(file, 'a\n');
    appendLines(file, 'b\nc\n');
    expect(text(file)).toBe('a\nb\nc\n');
  });

  it('begin an empty file without a line feed of their own', () => {
    const file = join(dir, 'empty');
    writeFileSync(file, '');
    appendLines(file, 'a\n');
    expect(text(file)).toBe('a\n');
  });

  it.each(['x', 'whole\ntorn', '\n\nü'])(
    'make a line of its own of what a kill has left: %j',
    (left) => {
      const file = join(dir, 'torn');
      writeFileSync(file, left);
      appendLines(file, 'a\n');
      appendLines(file, 'b\n');
      expect(text(file)).toBe(`${left}\na\nb\n`);
    },
  );

  it('are written whole, however many', () => {
    const file = join(dir, 'long');
    const lines = Array.from({ length: 100_000 }, (_, i) => `Zeile ${i} für ÄÖÜ\n`).join('');
    appendLines(file, lines);
    appendLines(file, 'end\n');
    expect(text(file)).toBe(`${lines}end\n`);
  });

  it('name what they cannot be written to', () => {
    mkdirSync(join(dir, 'a folder'));
    expect(() => appendLines(join(dir, 'a folder'), 'a\n')).toThrow(OutputError);
    expect(() => appendLines(join(dir, 'a folder'), 'a\n')).toThrow(/a folder/);
  });
});
