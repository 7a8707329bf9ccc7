/**
 * 16-bit RGB PNG to RawImage, exact on all 16 bits, with whatever inflates at hand: no package is loaded. Decoding is our
 * own chain (chunks, inflate, line filters) because fast-png does not notice pixel data that ends within the last line (it
 * leaves zeros, which here would read as masked pixels) and checks no size before allocating; it also takes one and a half
 * to three times as long.
 */
import {
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawImage,
  type RawLevels,
} from '../image/raw-image.js';
import { RawFormatError } from '../raw-format-error.js';
import type { RawTools } from '../reader/raw-reader.js';
import { collectImageData, readPngHeader } from './png-chunks.js';
import { unfilterRgb16 } from './png-unfilter.js';

/** Deflate cannot pack tighter than 1032 to 1: less data than that cannot hold the pixels. */
const MAX_DEFLATE_RATIO = 1032;
/** Adam7: x, y, step in x, step in y. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const CUT_CURE = 'Copy or download the file again: it is incomplete or damaged.';

export interface InflatePng16Options extends Partial<RawLevels>, RawTools {}

/**
 * Decodes a 16-bit RGB PNG of any size.
 * @param bytes the whole file
 * @throws RawFormatError: no PNG, wrong depth or channels, absurd size, truncated or changed data
 */
export function inflatePng16(
  bytes: Uint8Array,
  {
    blackLevel = DEFAULT_BLACK_LEVEL,
    whiteLevel = DEFAULT_WHITE_LEVEL,
    ...tools
  }: InflatePng16Options,
): RawImage {
  checkRawLevels({ blackLevel, whiteLevel });
  return { ...inflatePngValues(bytes, tools), blackLevel, whiteLevel };
}

/** The values of a PNG, without levels: it states none. Throws RawFormatError as `inflatePng16`. */
export function inflatePngValues(
  bytes: Uint8Array,
  { inflate, ...tools }: RawTools,
): Omit<RawImage, keyof RawLevels> {
  const packed = packedPng(bytes, tools);
  return unpackPng(packed, () => inflate(packed.compressed, packed.lineBytes));
}

/** A file whose chunks are whole, before anything is inflated. */
export interface PackedPng {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly interlaced: boolean;
  /** The zlib stream of its lines. */
  readonly compressed: Uint8Array;
  /** What it inflates to: lines with their filters' numbers, of all passes. */
  readonly lineBytes: number;
}

/** Throws RawFormatError as `inflatePng16`, but for what only inflating tells. */
export function packedPng(
  bytes: Uint8Array,
  tools: Pick<RawTools, 'isOurs' | 'crc32'> = {},
): PackedPng {
  const { widthPx, heightPx, interlaced } = readPngHeader(bytes);
  const compressed = collectImageData(bytes, tools);
  const lineBytes = passesOf({ widthPx, heightPx, interlaced }).reduce(
    (sum, pass) => sum + passBytes(pass),
    0,
  );
  if (lineBytes > compressed.length * MAX_DEFLATE_RATIO) {
    const expected = `pixel data for ${widthPx}x${heightPx}`;
    const got = `${compressed.length} bytes, too few for any picture of that size`;
    throw new RawFormatError('decodePng16', expected, got, CUT_CURE);
  }
  return { widthPx, heightPx, interlaced, compressed, lineBytes };
}

/** The values of lines that `inflate` gives, which are overwritten; its errors are the file's. Throws RawFormatError. */
export function unpackPng(
  { widthPx, heightPx, interlaced, lineBytes }: PackedPng,
  inflate: () => Uint8Array,
): Omit<RawImage, keyof RawLevels> {
  const lines = inflateExactly(lineBytes, inflate);
  const rgb = valuesOver(lines, 3 * widthPx * heightPx, interlaced);
  let offset = 0;
  for (const pass of passesOf({ widthPx, heightPx, interlaced })) {
    decodePass(lines.subarray(offset, offset + passBytes(pass)), pass, widthPx, rgb);
    offset += passBytes(pass);
  }
  return { widthPx, heightPx, rgb };
}

/** Most bytes that a buffer may hold beyond the lines to count as theirs alone. */
const SLACK_BYTES = 64;

/**
 * Room for the values: where the inflated lines lie, which nobody needs afterwards, so that a picture is in memory once;
 * not in a buffer that others share, nor where lines of several passes interleave.
 */
function valuesOver(lines: Uint8Array, count: number, interlaced: boolean): Uint16Array {
  const { buffer, byteOffset, byteLength } = lines;
  const isOwn = byteOffset === 0 && buffer.byteLength <= byteLength + SLACK_BYTES;
  return isOwn && !interlaced ? new Uint16Array(buffer, 0, count) : new Uint16Array(count);
}

function inflateExactly(bytes: number, inflate: () => Uint8Array): Uint8Array {
  let lines: Uint8Array;
  try {
    lines = inflate();
  } catch (error) {
    const got = `one that does not inflate (${(error as Error).message})`;
    throw new RawFormatError('decodePng16', 'a whole zlib stream', got, CUT_CURE);
  }
  if (lines.length !== bytes) {
    const got = `${lines.length} (truncated pixel data)`;
    throw new RawFormatError('decodePng16', `${bytes} inflated bytes`, got, CUT_CURE);
  }
  return lines;
}

/** Every `stepX`-th pixel from `x` in every `stepY`-th line from `y`: widthPx x heightPx of them. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

function passesOf({
  widthPx,
  heightPx,
  interlaced,
}: Pick<PackedPng, 'widthPx' | 'heightPx' | 'interlaced'>): Pass[] {
  if (interlaced) return interlacePasses(widthPx, heightPx);
  return [{ x: 0, y: 0, stepX: 1, stepY: 1, widthPx, heightPx }];
}

/** The seven passes of Adam7 [PNG3, section 8.1] without those that hold no pixel. */
function interlacePasses(widthPx: number, heightPx: number): Pass[] {
  return ADAM7.map(([x, y, stepX, stepY]) => ({
    x,
    y,
    stepX,
    stepY,
    widthPx: Math.ceil((widthPx - x) / stepX),
    heightPx: Math.ceil((heightPx - y) / stepY),
  })).filter((pass) => pass.widthPx > 0 && pass.heightPx > 0);
}

function passBytes({ widthPx, heightPx }: Pass): number {
  return heightPx * (1 + 6 * widthPx);
}

function decodePass(lines: Uint8Array, pass: Pass, imageWidthPx: number, rgb: Uint16Array): void {
  const whole = pass.stepX === 1 && pass.stepY === 1 && pass.widthPx === imageWidthPx;
  const values = whole ? rgb : new Uint16Array(3 * pass.widthPx * pass.heightPx);
  const badLine = unfilterRgb16(lines, pass.widthPx, pass.heightPx, values);
  if (badLine >= 0) {
    const got = `another in line ${badLine}`;
    throw new RawFormatError('decodePng16', 'line filters 0 to 4', got, CUT_CURE);
  }
  if (whole) return;
  for (let py = 0, i = 0; py < pass.heightPx; py++) {
    const line = (pass.y + py * pass.stepY) * imageWidthPx;
    for (let px = 0; px < pass.widthPx; px++, i += 3) {
      rgb.set(values.subarray(i, i + 3), (line + pass.x + px * pass.stepX) * 3);
    }
  }
}
