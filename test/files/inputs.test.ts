/** Files that the user names: what is said where one cannot be read, and where outputs made of several go. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../dist/errors/index.js';
import {
  isSameFile,
  outputsFor,
  readInputBytes,
  readInputText,
  writeFilesTogether,
} from '../../dist/files/index.js';

let root: string;
const at = (...names: string[]) => join(root, ...names);
const PNG = { ending: '.png' };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deepawb-inputs-'));
  for (const name of ['a.dng', 'b.dng']) writeFileSync(at(name), name);
  mkdirSync(at('folder'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The message of the InputError that work throws. */
function fault(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('expected an error, got none');
}

describe('a named file', () => {
  it('is read whole, as bytes or as text', () => {
    writeFileSync(at('text'), 'grün');
    expect(readInputText(at('text'), { what: 'a text' })).toBe('grün');
    expect([...readInputBytes(at('text'), { what: 'a text' })]).toEqual([...Buffer.from('grün')]);
  });

  it('that is not there is named, with what was expected and the cure', () => {
    expect(fault(() => readInputText(at('none'), { what: 'a study' }))).toBe(
      `${at('none')}: expected a study, no such file. Check the path.`,
    );
    expect(fault(() => readInputBytes(at('none'), { what: 'a model', cure: 'Train one.' }))).toBe(
      `${at('none')}: expected a model, no such file. Train one.`,
    );
  });

  it('that is a folder is called one', () => {
    expect(fault(() => readInputBytes(root, { what: 'a model' }))).toBe(
      `${root}: expected a model, got a folder. Name a file in it.`,
    );
    const words = { what: 'a picture', folderCure: 'Name its files.' };
    expect(fault(() => readInputBytes(root, words))).toMatch(/got a folder\. Name its files\.$/);
  });

  it('may be as large as is allowed, and not a byte larger', () => {
    writeFileSync(at('ten'), new Uint8Array(10));
    expect(readInputBytes(at('ten'), { what: 'weights' }, 10)).toHaveLength(10);
    expect(fault(() => readInputBytes(at('ten'), { what: 'weights' }, 9))).toBe(
      `${at('ten')}: expected at most 9 bytes, got 10`,
    );
  });
});

describe('outputs', () => {
  it('go to the file that is named for one input, and into a folder for several', () => {
    expect(outputsFor([at('a.dng')], at('out.png'), PNG)).toEqual([at('out.png')]);
    expect(outputsFor([at('a.dng'), at('b.dng')], at('new'), PNG)).toEqual([
      at('new', 'a.png'),
      at('new', 'b.png'),
    ]);
  });

  it('of one input go into a folder that is there, or is named as one', () => {
    expect(outputsFor([at('a.dng')], at('folder'), PNG)).toEqual([at('folder', 'a.png')]);
    expect(outputsFor([at('a.dng')], `${at('new')}/`, PNG)).toEqual([at('new', 'a.png')]);
  });

  it('are tried, and nothing is left behind', () => {
    outputsFor([at('a.dng'), at('b.dng')], at('new'), PNG);
    expect(existsSync(at('new'))).toBe(false);
  });

  it('never are one file for two inputs', () => {
    const inputs = [at('a.dng'), at('folder', 'a.tif')];
    expect(() => outputsFor(inputs, at('new'), PNG)).toThrow(
      `expected pictures of different names, got ${at('a.dng')} and ${at('folder', 'a.tif')}`,
    );
  });

  it('never are an input, whatever path leads to it', () => {
    writeFileSync(at('c.png'), '');
    symlinkSync(at('c.png'), at('link.png'));
    for (const out of [at('c.png'), at('folder', '..', 'c.png'), at('link.png')]) {
      expect(() => outputsFor([at('c.png')], out, PNG)).toThrow(RangeError);
    }
    expect(() => outputsFor([at('c.png'), at('a.dng')], root, PNG)).toThrow(
      'expected another file than the picture itself',
    );
  });

  it('of several inputs do not go into a file', () => {
    expect(() => outputsFor([at('a.dng'), at('b.dng')], at('a.dng'), PNG)).toThrow(
      /expected a folder for several pictures/,
    );
  });
});

describe('files that belong together', () => {
  const files = [
    { name: 'awb.h', content: 'header' },
    { name: 'awb.c', content: new Uint8Array(7) },
  ];

  it('are written with their sizes', () => {
    expect(writeFilesTogether(at('made'), files)).toEqual([
      { name: at('made', 'awb.h'), bytes: 6 },
      { name: at('made', 'awb.c'), bytes: 7 },
    ]);
    expect(readFileSync(at('made', 'awb.h'), 'utf8')).toBe('header');
  });

  it('are all gone where one cannot be written', () => {
    mkdirSync(at('made', 'awb.c'), { recursive: true });
    expect(() => writeFilesTogether(at('made'), files)).toThrow(/awb\.c: cannot be written/);
    expect(existsSync(at('made', 'awb.h'))).toBe(false);
  });
});

it('two paths are one file where they lead to it, and where both are there', () => {
  symlinkSync(at('a.dng'), at('link'));
  expect(isSameFile(at('a.dng'), at('link'))).toBe(true);
  expect(isSameFile(at('a.dng'), at('b.dng'))).toBe(false);
  expect(isSameFile(at('none'), at('none'))).toBe(false);
});
