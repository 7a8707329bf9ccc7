/** What `data inspect FILE` says of raw files: what was put into files of our own, and what Adobe's reader says of the shared ones. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { encodePng16, RawFormatError } from '../../dist/raw/index.js';
import { inspectRawFile } from '../../dist/raw/node/index.js';
import {
  bayerTags,
  byte,
  long,
  packRows,
  ratio,
  rational,
  short,
  type TagValue,
  writeTiff,
} from '../support/dng-writer.js';
import { sharedData } from '../support/shared-data.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (values: Uint16Array | Float32Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('a raw file is described', () => {
  it('with borders, levels by position and the camera of a mosaic', () => {
    // 2 columns and 1 row of border; from the area's corner G B / R G.
    const values = Uint16Array.of(
      ...[9, 9, 9, 9, 9, 9],
      ...[9, 9, 110, 220, 112, 90],
      ...[9, 9, 330, 440, 332, 1040],
    );
    const tags: Record<number, TagValue> = {
      ...bayerTags({ widthPx: 6, heightPx: 3, bits: 16 }),
      33422: byte(1, 2, 0, 1),
      50713: short(2, 2),
      50714: long(10, 20, 30, 40),
      50717: long(1040),
      50728: rational(ratio(0.5), ratio(1), ratio(0.8)),
      50829: long(1, 2, 3, 6),
      33434: rational([1, 50]),
      34855: short(400),
    };
    const file = writeTiff({ tags, blocks: [packRows(values, 6, 16)] });
    const found = inspectRawFile(file);
    expect(found).toMatchObject({
      format: 'DNG',
      width: 6,
      height: 3,
      activeArea: [1, 2, 3, 6],
      bits: 16,
      compression: 1,
      cfa: { rows: 2, columns: 2, pattern: [1, 2, 0, 1] },
      black: [10, 20, 30, 40],
      blackRepeat: { rows: 2, columns: 2 },
      white: [1040],
      asShotNeutral: [0.5, 1, 0.8],
      exposureSeconds: 0.02,
      iso: 400,
      stage1Sha256: sha256(bytesOf(values)),
      opcodes: { applied: [], skipped: [] },
      warnings: [],
    });
    // One scale, by the largest black; (110 - 10) and (112 - 10) over 1000...
    const means = [0.101, (0.2 + 0.07) / 2, 0.301, (0.4 + 1) / 2];
    for (const [i, mean] of found.linearMeans.entries()) expect(mean).toBeCloseTo(means[i]!, 6);
  });

  it('without its masked pixels where it is RGB, and with a word on levels that nobody states', () => {
    const rgb = Uint16Array.of(0, 0, 0, 2048, 16383, 9215);
    const picture = { widthPx: 2, heightPx: 1, rgb, blackLevel: 2048, whiteLevel: 16383 };
    const file = encodePng16(picture);
    const found = inspectRawFile(file.slice());
    expect(found).toMatchObject({ format: 'PNG', bits: 16, cfa: null, black: [2048, 2048, 2048] });
    expect(found.linearMeans).toEqual([0, 1, expect.closeTo(0.49996, 4)]);
    expect(found.stage1Sha256).toBe(sha256(bytesOf(rgb)));
    expect(found.warnings.join()).toMatch(/states no black and white level/);
    const levels = { options: { blackLevel: 0, whiteLevel: 65_535 } };
    expect(inspectRawFile(file.slice(), levels)).toMatchObject({
      warnings: [],
      white: [65_535, 65_535, 65_535],
    });
  });
});

/** What Adobe's DNG SDK says of a file. */
interface Judged {
  readonly name: string;
  readonly adobe?: {
    readonly valid?: boolean;
    readonly compression: number;
    readonly bits: number;
    readonly activeArea: readonly number[];
    readonly black: readonly number[];
    readonly blackDim: readonly number[];
    readonly white: readonly number[];
    readonly cfaSize?: readonly number[];
    readonly cfa?: readonly number[];
  };
}

/** What was put into a file. */
interface Expected {
  readonly note: string;
  readonly refuse?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly bits?: number;
  readonly compression?: number;
  readonly activeArea?: readonly number[];
  readonly cfa?: readonly number[] | null;
  readonly cfaDim?: readonly number[] | null;
  readonly stage1Sha256?: string;
  readonly linearMeans?: readonly number[];
  readonly asShotNeutral?: readonly number[];
  readonly exposureTime?: number | null;
  readonly iso?: number;
  readonly orientation?: number;
  readonly colorMatrix1?: readonly number[];
  readonly colorMatrix2?: readonly number[];
  readonly illuminants?: readonly number[];
  readonly tolerance?: number;
}

const isThere = existsSync(sharedData('dng'));
const PACKAGES = [
  [/lossy|baseline JPEG/, 'jpeg-js'],
  [/JPEG XL|\(jxl\)/, 'jxl-oxide-wasm'],
] as const;

/** The package that a file needs and that is not installed. */
function missingPackage({ note }: Expected): string | undefined {
  const needed = PACKAGES.find(([what]) => what.test(note))?.[1];
  if (needed === undefined) return undefined;
  try {
    createRequire(import.meta.url).resolve(`${needed}/package.json`);
    return undefined;
  } catch {
    return needed;
  }
}

describe.skipIf(!isThere).each(['synthetic', 'real'])('every field of the %s files', (folder) => {
  const read = (name: string) => readFileSync(sharedData('dng', folder, name));
  const list: Record<string, Expected> = isThere ? JSON.parse(`${read('expected.json')}`) : {};
  const judges: Judged[] = isThere ? JSON.parse(`${read('judged.json')}`) : [];

  it.for(Object.entries(list))(
    'is what was put in and what Adobe reads: %s',
    ([name, expected], { skip }) => {
      if (expected.refuse) {
        expect(() => inspectRawFile(read(`${name}.dng`))).toThrow(RawFormatError);
        return;
      }
      const missing = missingPackage(expected);
      if (missing) skip(`needs the package ${missing}`);
      const found = inspectRawFile(read(`${name}.dng`));
      checkAgainstMaker(found, expected, folder === 'real');
      const adobe = judges.find((judge) => judge.name === name)?.adobe;
      if (adobe?.valid) checkAgainstAdobe(found, adobe);
    },
  );
});

type Found = ReturnType<typeof inspectRawFile>;

function checkAgainstMaker(found: Found, expected: Expected, isReal: boolean): void {
  const { format, width, height, cfa } = found;
  expect(format).toBe('DNG');
  const same = <T>(is: T, wanted: T | undefined | null) => {
    if (wanted !== undefined && wanted !== null) expect(is).toEqual(wanted);
  };
  same(width, expected.width);
  same(height, expected.height);
  same(found.activeArea as readonly number[], expected.activeArea);
  // The bits of real files are those of their sensor, which lie in 16.
  if (!isReal) same(found.bits, expected.bits);
  same(found.compression, expected.compression);
  same(cfa?.pattern as readonly number[] | undefined, expected.cfa);
  if (expected.cfaDim) expect([cfa?.rows, cfa?.columns]).toEqual(expected.cfaDim);
  if (expected.cfa === null) expect(cfa).toBeNull();
  same(found.stage1Sha256, expected.stage1Sha256);
  if ('exposureTime' in expected) {
    if (expected.exposureTime == null) expect(found.exposureSeconds).toBeNull();
    else expect(found.exposureSeconds).toBeCloseTo(expected.exposureTime, 9);
  }
  same(found.iso, expected.iso);
  same(found.orientation, expected.orientation);
  const most = expected.tolerance === undefined ? 1e-6 : 4e-3;
  expected.linearMeans?.forEach((mean, i) => {
    expect(Math.abs(found.linearMeans[i]! - mean)).toBeLessThanOrEqual(most);
  });
  for (const [i, v] of (expected.asShotNeutral ?? []).entries()) {
    expect(found.asShotNeutral![i]).toBeCloseTo(v, 4);
  }
  const matrices = [expected.colorMatrix1, expected.colorMatrix2].filter((m) => m !== undefined);
  if (expected.illuminants) expect(found.colorMatrices).toHaveLength(matrices.length);
  for (const [i, matrix] of matrices.entries()) {
    expect(found.colorMatrices[i]!.illuminant).toBe(expected.illuminants![i]);
    for (const [k, v] of matrix.entries()) {
      expect(found.colorMatrices[i]!.matrix[k]).toBeCloseTo(v, 4);
    }
  }
}

function checkAgainstAdobe(found: Found, adobe: NonNullable<Judged['adobe']>): void {
  expect(found.activeArea).toEqual(adobe.activeArea);
  expect(found.bits).toBe(adobe.bits);
  expect(found.compression).toBe(adobe.compression);
  expect([found.blackRepeat.rows, found.blackRepeat.columns]).toEqual(adobe.blackDim);
  expect(found.black).toHaveLength(adobe.black.length);
  for (const [i, v] of adobe.black.entries()) expect(found.black[i]).toBeCloseTo(v, 4);
  expect(found.white).toEqual(adobe.white);
  if (found.cfa === null) return;
  expect([found.cfa.rows, found.cfa.columns]).toEqual(adobe.cfaSize);
  expect(found.cfa.pattern).toEqual(adobe.cfa);
}
