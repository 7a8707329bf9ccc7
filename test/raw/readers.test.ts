/** One conformance suite for every reader of raw pictures. A new one is covered once SAMPLES holds a file of it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  decodeRaw,
  encodePng16,
  RAW_READERS,
  RawFormatError,
  type RawFrame,
  type RawReader,
  type RawTools,
  rawExtensions,
  readerOf,
  SIGNATURE_BYTES,
  toRawImage,
} from '../../dist/raw/index.js';
import { bayerTags, long, packRows, writeTiff } from '../support/dng-writer.js';

/** A small file of each format, and one whose header alone claims a picture of this many values. */
const SAMPLES: Readonly<Record<string, { file: Uint8Array; claiming: () => Uint8Array }>> = {
  DNG: { file: sampleDng(), claiming: () => sampleDng(1 << 14, 1 << 13) },
  PNG: { file: samplePng(), claiming: () => claimSize(samplePng(), 1 << 14, 1 << 13) },
};

function samplePng(): Uint8Array {
  const rng = createRng('reader');
  const rgb = Uint16Array.from({ length: 3 * 13 * 7 }, () => 1 + rng.integer(65_000));
  return encodePng16({ widthPx: 13, heightPx: 7, rgb, blackLevel: 0, whiteLevel: 65_535 });
}

/** A DNG of packed 12-bit values, which may claim another size. */
function sampleDng(widthPx = 14, heightPx = 10): Uint8Array {
  const rng = createRng('dng');
  const values = Array.from({ length: 140 }, () => rng.integer(4096));
  const tags = { ...bayerTags({ widthPx, heightPx, bits: 12 }), 278: long(heightPx) };
  return writeTiff({ tags, blocks: [packRows(values, 14, 12)] });
}

/** A PNG whose header is made to claim another size, with a CRC that says so too. */
function claimSize(file: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const bytes = Uint8Array.from(file);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, widthPx);
  view.setUint32(20, heightPx);
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(12, 29)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  view.setUint32(29, (crc ^ 0xffffffff) >>> 0);
  return bytes;
}

const tools: RawTools = {
  inflate: (data, bytes) => inflateSync(data, { maxOutputLength: Math.max(1, bytes) }),
};

/** Bytes of typed arrays that a call allocates by their length, and of what it inflates; what it throws is part of it. */
function allocatedBy(run: (tools: RawTools) => void): number {
  let bytes = 0;
  const names = [
    'Uint8Array',
    'Uint16Array',
    'Int32Array',
    'Float32Array',
    'Float64Array',
  ] as const;
  const originals = names.map((name) => globalThis[name]);
  names.forEach((name, i) => {
    const original = originals[i]!;
    (globalThis as Record<string, unknown>)[name] = new Proxy(original, {
      construct(target, args) {
        if (typeof args[0] === 'number') bytes += args[0] * original.BYTES_PER_ELEMENT;
        return Reflect.construct(target, args);
      },
    });
  });
  try {
    run({
      inflate(data, expected) {
        bytes += expected;
        return tools.inflate(data, expected);
      },
    });
  } catch (error) {
    if (!(error instanceof RawFormatError)) throw error;
  } finally {
    names.forEach((name, i) => {
      (globalThis as Record<string, unknown>)[name] = originals[i];
    });
  }
  return bytes;
}

/** Values that a header states; a reader may refuse a claim as soon as it sees it. */
function claimOf(reader: RawReader, bytes: Uint8Array): number {
  try {
    return reader.readHeader(bytes).values;
  } catch (error) {
    expect(error).toBeInstanceOf(RawFormatError);
    return Number.POSITIVE_INFINITY;
  }
}

/** Whatever a reader says, it says with RawFormatError: returns the frame or null, throws anything else. */
function decodeOrRefuse(reader: RawReader, bytes: Uint8Array): RawFrame | null {
  try {
    return reader.decode(bytes, tools);
  } catch (error) {
    expect(error).toBeInstanceOf(RawFormatError);
    expect((error as RawFormatError).cure).toMatch(/^[A-Z].*\.$/s);
    return null;
  }
}

describe.each(RAW_READERS.map((reader) => [reader.name, reader] as const))(
  'the %s reader',
  (name, reader) => {
    const sample = SAMPLES[name];
    if (sample === undefined) throw new Error(`readers.test.ts: SAMPLES holds no ${name}`);
    const { file } = sample;
    const ends = (bytes: Uint8Array) =>
      [
        bytes.subarray(0, reader.headBytes),
        bytes.subarray(Math.max(0, bytes.length - reader.tailBytes)),
      ] as const;

    it('names its format, its endings and its signature, as no other does', () => {
      expect(reader.name).toMatch(/^[A-Z0-9]+$/);
      expect(reader.extensions.length).toBeGreaterThan(0);
      for (const extension of reader.extensions) expect(extension).toMatch(/^\.[a-z0-9]+$/);
      const head = file.subarray(0, SIGNATURE_BYTES);
      expect(RAW_READERS.filter((other) => other.recognises(head))).toEqual([reader]);
      expect(readerOf(head)).toBe(reader);
      expect(reader.recognises(new Uint8Array(0))).toBe(false);
      expect(reader.recognises(new Uint8Array(SIGNATURE_BYTES))).toBe(false);
    });

    it('gives the frame that its header states, the same bits twice, and leaves the file as it is', () => {
      const before = Uint8Array.from(file);
      const first = reader.decode(file, tools);
      const header = reader.readHeader(file);
      expect([first.widthPx, first.heightPx]).toEqual([header.widthPx, header.heightPx]);
      expect(first.values).toHaveLength(header.values);
      expect(reader.decode(file, tools)).toEqual(first);
      expect(file).toEqual(before);
      const image = toRawImage(first);
      expect(image.rgb.length).toBe(3 * image.widthPx * image.heightPx);
      expect(decodeRaw(file, tools)).toEqual(first);
    });

    it('gives the same frame where it may overwrite the file', () => {
      const ours = Uint8Array.from(file);
      expect(reader.decode(ours, { ...tools, isOurs: true })).toEqual(reader.decode(file, tools));
    });

    it('finds a good file good from its ends or as a whole, and every cut one bad', () => {
      if (!reader.checkEnds(...ends(file))) reader.checkWhole(file);
      for (let length = 0; length < file.length; length++) {
        const cut = file.subarray(0, length);
        const isFound = () => {
          if (!reader.checkEnds(...ends(cut))) reader.checkWhole(cut);
        };
        expect(isFound, `cut to ${length}`).toThrow(RawFormatError);
        expect(decodeOrRefuse(reader, cut), `cut to ${length}`).toBeNull();
      }
    });

    it('answers changed bytes with a picture of the stated size or a RawFormatError that has a cure', () => {
      const at = fc.integer({ min: 0, max: file.length - 1 });
      const change = fc.tuple(at, fc.integer({ min: 1, max: 255 }));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
          const bytes = Uint8Array.from(file);
          for (const [i, by] of changes) bytes[i] = bytes[i]! ^ by;
          const frame = decodeOrRefuse(reader, bytes);
          if (frame === null) return;
          expect(frame.values).toHaveLength(reader.readHeader(bytes).values);
        }),
        { numRuns: 300 },
      );
    });

    it('refuses noise behind its own signature', () => {
      const noise = fc.uint8Array({ minLength: 0, maxLength: 300 });
      fc.assert(
        fc.property(noise, (tail) => {
          const bytes = new Uint8Array(16 + tail.length);
          bytes.set(file.subarray(0, 16));
          bytes.set(tail, 16);
          expect(decodeOrRefuse(reader, bytes)).toBeNull();
        }),
      );
    });

    it('takes no more memory than its values need, and none for a claim that its bytes cannot hold', () => {
      const { values } = reader.readHeader(file);
      const whole = allocatedBy((counting) => reader.decode(file, counting));
      expect(whole).toBeGreaterThan(values);
      expect(whole).toBeLessThan(6 * values + 2 * file.length + 4096);
      const claiming = sample.claiming();
      expect(claimOf(reader, claiming)).toBeGreaterThan(1e8);
      expect(allocatedBy((counting) => reader.decode(claiming, counting))).toBeLessThan(65_536);
      expect(decodeOrRefuse(reader, claiming)).toBeNull();
    });
  },
);

describe('the table of readers', () => {
  it('gives no ending and no name to two', () => {
    const endings = rawExtensions();
    expect(new Set(endings).size).toBe(endings.length);
    expect(new Set(RAW_READERS.map(({ name }) => name)).size).toBe(RAW_READERS.length);
  });
});

describe.each(Object.entries(SAMPLES))('a %s', (format, { file }) => {
  it.each([
    ['raw/node', 'readRawFile(file)'],
    ['raw/node/decode', '(await readOwnBytesLazily(readFileSync(file))).image'],
  ])('is read by a program that loads %s alone', (layer, call) => {
    const folder = mkdtempSync(join(tmpdir(), 'deepawb-readers-'));
    try {
      // A name that tells no format.
      const picture = join(folder, 'picture');
      writeFileSync(picture, file);
      const index = JSON.stringify(join(import.meta.dirname, '../../dist', layer, 'index.js'));
      const program = `import { readFileSync } from 'node:fs';
        import * as layer from ${index};
        const { readRawFile, readOwnBytesLazily } = layer;
        const file = process.argv[1];
        process.stdout.write(String((${call}).rgb.length));`;
      const args = ['--input-type=module', '-e', program, picture];
      const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect(stderr, format).toBe('');
      expect(Number(stdout)).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
