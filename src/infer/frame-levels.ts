/**
 * What the kernels that average frames must know of one: black levels, ranges and, of a Bayer frame, which of the four
 * values of a cell is which colour. Written into the kernels' memory, laid out as assembly/frame.ts reads it.
 */
import type { RawImage } from '../raw/image/index.js';
import type { BayerPattern } from './frame.js';
import type { Frame } from './frame-rows.js';

/** Bytes of a block of levels. */
export const LEVEL_BYTES = 96;

/** Places in the block, in floats: of four values each the black level, the range and its inverse; what R, G, B are divided by. */
const BLACK = 0;
const RANGE = 4;
const SCALE = 8;
const CELL_RANGE = 20;
/** Places in the block, in bytes: what gathers [R, G, B, -] of a cell's four values, and the other green. */
const GATHER = 48;
const GATHER_OTHER = 64;
/** An index that gathers 0. */
const NO_BYTE = 255;

/** Which of the four values of a cell is red, green (twice) and blue. */
const PATTERNS: Readonly<Record<BayerPattern, readonly [number, number, number, number]>> = {
  RGGB: [0, 1, 2, 3],
  BGGR: [3, 1, 2, 0],
  GRBG: [1, 0, 3, 2],
  GBRG: [2, 0, 3, 1],
};

/** A block of levels at an address. */
export class FrameLevels {
  private floats = new Float32Array(0);
  private bytes = new Uint8Array(0);

  /** To be called whenever the memory is another: `at` is the block's address in it. */
  attach(buffer: ArrayBuffer, at: number): void {
    this.floats = new Float32Array(buffer, at, LEVEL_BYTES / 4);
    this.bytes = new Uint8Array(buffer, at, LEVEL_BYTES);
  }

  /** Writes what a checked frame or raw picture says of its levels. Makes no object. */
  write(frame: Frame | RawImage): void {
    if ('rgb' in frame) this.writeRaw(frame);
    else this.writeFrame(frame);
  }

  private writeRaw({ blackLevel, whiteLevel }: RawImage): void {
    const range = whiteLevel - blackLevel;
    for (let i = 0; i < 4; i++) this.setLevel(i, blackLevel, range);
    for (let c = 0; c < 3; c++) this.floats[CELL_RANGE + c] = range;
  }

  private writeFrame(frame: Frame): void {
    const { blackLevel = 0, whiteLevel = frame.data instanceof Float32Array ? 1 : 65_535 } = frame;
    const blackAt = (i: number) =>
      typeof blackLevel === 'number' ? blackLevel : (blackLevel[i] ?? 0);
    for (let i = 0; i < 4; i++) this.setLevel(i, blackAt(i), whiteLevel - blackAt(i));
    for (let c = 0; c < 3; c++) {
      this.floats[CELL_RANGE + c] = frame.layout === 'rgb' ? whiteLevel - blackAt(c) : 1;
    }
    if (frame.layout === 'bayer') this.setPattern(frame.pattern);
  }

  private setLevel(i: number, black: number, range: number): void {
    this.floats[BLACK + i] = black;
    this.floats[RANGE + i] = range;
    this.floats[SCALE + i] = 1 / range;
  }

  /** Both greens count half. */
  private setPattern(pattern: BayerPattern): void {
    const [red, green, otherGreen, blue] = PATTERNS[pattern];
    for (let i = 0; i < 32; i++) this.bytes[GATHER + i] = NO_BYTE;
    for (let i = 0; i < 4; i++) {
      this.bytes[GATHER + i] = 4 * red + i;
      this.bytes[GATHER + 4 + i] = 4 * green + i;
      this.bytes[GATHER + 8 + i] = 4 * blue + i;
      this.bytes[GATHER_OTHER + 4 + i] = 4 * otherGreen + i;
    }
    this.floats[SCALE + green] = this.floats[SCALE + green]! / 2;
    this.floats[SCALE + otherGreen] = this.floats[SCALE + otherGreen]! / 2;
  }
}
