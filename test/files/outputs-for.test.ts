/** Where what is made of files goes. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSameFile, outputsFor } from '../../dist/files/index.js';

const PNG = { ending: '.png' };
let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepawb-outputs-for-'));
  mkdirSync(join(dir, 'folder'));
  for (const name of ['one.dng', 'two.dng', 'two.b.dng', 'none', 'one.png']) {
    writeFileSync(join(dir, name), name);
  }
  symlinkSync(join(dir, 'one.png'), join(dir, 'link.png'));
  linkSync(join(dir, 'one.png'), join(dir, 'hard.png'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (...names: string[]) => names.map((name) => join(dir, name));

describe('outputs of files', () => {
  it('of one input are the file that is named, unless as another kind of picture', () => {
    expect(outputsFor(at('one.dng'), join(dir, 'out.png'), PNG)).toEqual(at('out.png'));
    expect(() => outputsFor(at('one.dng'), join(dir, 'out.JPG'), PNG)).toThrow(
      /ends in \.png, which is what is written, got .*out\.JPG/,
    );
    expect(() => outputsFor(at('one.dng', 'two.dng'), join(dir, 'both.png'), PNG)).toThrow(
      /expected a folder for several pictures, got .*both\.png/,
    );
  });

  it.each(['folder', 'new/', 'folder/'])(
    'of one input lie in the folder %j under its name',
    (folder) => {
      const [output] = outputsFor(at('one.dng'), `${dir}/${folder}`, PNG);
      expect(output).toBe(join(dir, folder, 'one.png'));
    },
  );

  it('of several inputs lie in a folder, there or not, each with the last of its endings changed', () => {
    for (const folder of ['folder', 'new']) {
      const outputs = outputsFor(at('one.dng', 'two.b.dng', 'none'), join(dir, folder), PNG);
      expect(outputs).toEqual(at(`${folder}/one.png`, `${folder}/two.b.png`, `${folder}/none.png`));
    }
  });

  it('are refused where two inputs have one name', () => {
    const inputs = [...at('one.dng'), 'elsewhere/one.raw'];
    expect(() => outputsFor(inputs, join(dir, 'folder'), PNG)).toThrow(
      `expected pictures of different names, got ${inputs[0]} and ${inputs[1]}`,
    );
  });

  it('never lie over what is read, by whatever name that is called', () => {
    const refused = /expected another file than the picture itself/;
    expect(() => outputsFor(at('one.png'), join(dir, 'one.png'), PNG)).toThrow(refused);
    expect(() => outputsFor(at('one.png'), join(dir, 'folder/../one.png'), PNG)).toThrow(refused);
    expect(() => outputsFor(at('link.png'), join(dir, 'one.png'), PNG)).toThrow(refused);
    expect(() => outputsFor(at('two.dng', 'one.png'), dir, PNG)).toThrow(refused);
  });

  it('lie over files that are there only where they need not be new', () => {
    expect(outputsFor(at('one.dng'), join(dir, 'one.png'), PNG)).toEqual(at('one.png'));
    expect(() => outputsFor(at('one.dng'), join(dir, 'one.png'), { ...PNG, isNew: true })).toThrow(
      `${join(dir, 'one.png')} is there already`,
    );
    expect(outputsFor(at('one.dng'), join(dir, 'x.png'), { ...PNG, isNew: true })).toEqual(
      at('x.png'),
    );
  });

  it('of several inputs need a folder', () => {
    expect(() => outputsFor(at('one.dng', 'two.dng'), join(dir, 'none'), PNG)).toThrow(
      'expected a folder for several pictures',
    );
  });
});

describe('one file', () => {
  it('is what two paths lead to by links, and not what is there twice or not at all', () => {
    const same = (a: string, b: string) => isSameFile(join(dir, a), join(dir, b));
    expect(same('one.png', 'link.png')).toBe(true);
    expect(same('one.png', 'hard.png')).toBe(true);
    expect(same('one.png', 'one.dng')).toBe(false);
    expect(same('one.png', 'missing')).toBe(false);
    expect(same('missing', 'missing')).toBe(false);
  });
});
