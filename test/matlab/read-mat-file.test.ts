/** MAT-files of level 5: every kind of value in both orders of bytes, plain and deflated; what is refused, and how. */
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MatFileError,
  type MatValue,
  readMatFile,
  takeLists,
  takeNumber,
  takeRows,
  takeTexts,
} from '../../dist/matlab/index.js';
import { cellColumn, cellRow, numbers, text, type Value, writeMat } from './mat-writer.js';

const inflate = (bytes: Uint8Array, most: number) => inflateSync(bytes, { maxOutputLength: most });
const read = (bytes: Uint8Array) => readMatFile(bytes, { inflate });
const taken = (bytes: Uint8Array) => ({ file: 'x.mat', variables: read(bytes) });

const VARIABLES: Record<string, Value> = {
  lights: numbers([
    [0.25, 0.5, 0.125],
    [1, 2, 3],
  ]),
  chart: { numbers: [[1, 200, 3, 4]], as: 'uint8' },
  level: { numbers: [[-129]], as: 'int32' },
  names: cellColumn([text('Canon600D_0001'), text('ab')]),
  folds: cellRow([numbers([[1, 4]]), numbers([[2], [3]])]),
  files: {
    struct: [
      { name: text('a.png'), bytes: numbers([[7]]) },
      { name: text('b.png'), bytes: numbers([[8]]) },
    ],
  },
  words: text('one', 'three'),
  empty: numbers([]),
};

describe.each([
  { bigEndian: false, deflated: false },
  { bigEndian: true, deflated: false },
  { bigEndian: false, deflated: true },
  { bigEndian: true, deflated: true },
])('a file %o', (how) => {
  const from = taken(writeMat(VARIABLES, how));

  it('gives numbers, text, cells and structs as they were put in', () => {
    expect([...from.variables.keys()]).toEqual(Object.keys(VARIABLES));
    expect(takeRows(from, 'lights', 3)).toEqual([
      [0.25, 0.5, 0.125],
      [1, 2, 3],
    ]);
    expect(takeRows(from, 'chart', 4)).toEqual([[1, 200, 3, 4]]);
    expect(takeNumber(from, 'level')).toBe(-129);
    expect(takeTexts(from, 'names')).toEqual(['Canon600D_0001', 'ab']);
    expect(takeLists(from, 'folds')).toEqual([
      [1, 4],
      [2, 3],
    ]);
    expect(takeTexts(from, 'files')).toEqual(['a.png', 'b.png']);
    expect(takeTexts(from, 'words')).toEqual(['one', 'three']);
  });

  it('says what is there instead of what is expected', () => {
    expect(() => takeRows(from, 'lights', 4)).toThrow(
      /^x\.mat: lights: expected numbers in 4 columns, got numbers of 2x3\. Take/,
    );
    expect(() => takeRows(from, 'none', 3)).toThrow(/expected a variable none, got lights, chart/);
    expect(() => takeTexts(from, 'level')).toThrow(/level: expected texts, got numbers of 1x1/);
    expect(() => takeLists(from, 'lights')).toThrow(/expected cells of numbers/);
    expect(() => takeNumber(from, 'lights')).toThrow(/expected one number/);
  });
});

describe('a file that is none', () => {
  const whole = writeMat(VARIABLES);

  it('is refused with the cure where it is version 7.3', () => {
    const hdf5 = Buffer.alloc(1024);
    hdf5.write('MATLAB 7.3 MAT-file, Platform: GLNXA64');
    hdf5.write('\x89HDF\r\n\x1a\n', 512, 'latin1');
    expect(() => read(hdf5)).toThrow(MatFileError);
    expect(() => read(hdf5)).toThrow(/version 7\.3, which is HDF5\. Save it again .* '-v7'/);
    expect(() => read(hdf5.subarray(512))).toThrow(/which is HDF5/);
  });

  it('is refused where it is short, of level 4, or something else', () => {
    expect(() => read(new Uint8Array(0))).toThrow(/expected a header of 128 bytes, got 0/);
    expect(() => read(whole.subarray(0, 100))).toThrow(/got 100.*cut or damaged/);
    expect(() => read(new Uint8Array(200))).toThrow(/level 4/);
    expect(() => read(new Uint8Array(116))).toThrow(/level 4/);
    expect(() => read(new Uint8Array(200).fill(65))).toThrow(/something else/);
  });

  it('is refused with a MatFileError wherever it is cut', () => {
    for (const deflated of [false, true]) {
      const bytes = writeMat(VARIABLES, { deflated });
      for (let length = 0; length < bytes.length; length += 7) {
        try {
          // Cut between two variables it is whole, and has fewer.
          expect(read(bytes.subarray(0, length)).size).toBeLessThan(8);
        } catch (error) {
          expect(error, `${length} bytes`).toBeInstanceOf(MatFileError);
        }
      }
    }
  });

  it('is refused with a MatFileError, or read, whatever bytes change', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (changes, deflated) => {
          const bytes = writeMat(VARIABLES, { deflated });
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          try {
            const values: MatValue[] = [...read(bytes).values()];
            expect(values.length).toBeLessThanOrEqual(8);
          } catch (error) {
            expect(error).toBeInstanceOf(MatFileError);
          }
        },
      ),
      { numRuns: 400, seed: 5 },
    );
  });

  it('is refused where it inflates to more than anybody needs', () => {
    const large = writeMat(
      { x: numbers([Array.from({ length: 4096 }, () => 1)]) },
      { deflated: true },
    );
    expect(() => readMatFile(large, { inflate, mostBytes: 1000 })).toThrow(MatFileError);
  });

  it('is refused where cells are nested without end', () => {
    let nested: Value = numbers([[1]]);
    for (let i = 0; i < 40; i++) nested = cellRow([nested]);
    expect(() => read(writeMat({ nested }))).toThrow(/at most 32 levels/);
  });
});
