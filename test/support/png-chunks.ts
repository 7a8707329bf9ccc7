/** Chunks that say what a PNG's values mean, put between header and pixels. */
import { crc32, deflateSync } from 'node:zlib';

export type PngChunk = readonly [type: string, data: readonly number[]];

const HEADER_END = 33;

/** The file with chunks behind its header, with right checksums. */
export function withPngChunks(png: Uint8Array, ...chunks: readonly PngChunk[]): Uint8Array {
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.from([...Buffer.from(type, 'latin1'), ...data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  });
  return Buffer.concat([png.subarray(0, HEADER_END), ...parts, png.subarray(HEADER_END)]);
}

export const SRGB: PngChunk = ['sRGB', [0]];

export function gamma(value: number): PngChunk {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.round(value * 1e5));
  return ['gAMA', [...bytes]];
}

/** A tone curve as ICC profiles have it: a power, samples of 16 bits, or numbers of a parametric type. */
export type ToneCurve =
  | { readonly samples: readonly number[] }
  | { readonly type: number; readonly numbers: readonly number[] };

/** A profile of a name; without curves one that holds no tone curve at all. */
export function iccProfile(name: string, curve?: ToneCurve): PngChunk {
  const compressed = deflateSync(profileBytes(curve));
  return ['iCCP', [...Buffer.from(name, 'latin1'), 0, 0, ...compressed]];
}

function profileBytes(curve: ToneCurve | undefined): Uint8Array {
  const tags = curve === undefined ? [] : ['rTRC', 'gTRC', 'bTRC'];
  const table = Buffer.alloc(128 + 4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 128);
  const data = curve === undefined ? Buffer.alloc(0) : curveBytes(curve);
  for (const [i, tag] of tags.entries()) {
    table.write(tag, 132 + 12 * i, 'latin1');
    table.writeUInt32BE(table.length, 136 + 12 * i);
    table.writeUInt32BE(data.length, 140 + 12 * i);
  }
  return Buffer.concat([table, data]);
}

function curveBytes(curve: ToneCurve): Buffer {
  if ('samples' in curve) {
    const bytes = Buffer.alloc(12 + 2 * curve.samples.length);
    bytes.write('curv', 0, 'latin1');
    bytes.writeUInt32BE(curve.samples.length, 8);
    for (const [i, sample] of curve.samples.entries()) bytes.writeUInt16BE(sample, 12 + 2 * i);
    return bytes;
  }
  const bytes = Buffer.alloc(12 + 4 * curve.numbers.length);
  bytes.write('para', 0, 'latin1');
  bytes.writeUInt16BE(curve.type, 8);
  for (const [i, number] of curve.numbers.entries()) {
    bytes.writeInt32BE(Math.round(number * 65_536), 12 + 4 * i);
  }
  return bytes;
}
