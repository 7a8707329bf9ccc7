/**
 * Averages frames to the network's input in the kernels' memory. Memory for a frame's size is planned when a frame of that
 * size first comes; later ones allocate nothing.
 */
import { type Arena, FRAME_CODES, type Kernels } from '../engine/index.js';
import type { RawImage, ThumbnailSize } from '../raw/image/index.js';
import type { BayerPattern, Frame } from './frame.js';

/** Bytes of `levels`, as assembly/frame.ts reads them. */
const LEVEL_BYTES = 96;
/** Kernels may read so far beyond the last value. */
const SLACK_BYTES = 16;
const F64_BYTES = 8;
/** R, G, B and units. */
const CELL_NUMBERS = 4;

type FrameData = Uint16Array | Float32Array;

/** Rows (or pairs of rows) of pixels (or cells of 2x2 values) in the kernels' memory. */
interface Source {
  readonly rows: number;
  readonly columns: number;
  readonly rowBytes: number;
  /** 0 where there is no mask. */
  readonly maskRowBytes: number;
  /** Whether pixels of 0, 0, 0 are masked. */
  readonly zeroIsMasked?: boolean;
}

/** Which of the four values of a cell is red, green (twice) and blue. */
const PATTERNS: Readonly<Record<BayerPattern, readonly [number, number, number, number]>> = {
  RGGB: [0, 1, 2, 3],
  BGGR: [3, 1, 2, 0],
  GRBG: [1, 0, 3, 2],
  GBRG: [2, 0, 3, 1],
};

export class FrameAverager {
  private readonly kernels: Kernels;
  private readonly arena: Arena;
  private readonly size: ThumbnailSize;
  private readonly input: number;
  private readonly levels: number;
  private readonly work: number;
  private dataBytes = 0;
  private dataAt = 0;
  private maskBytes = 0;
  private maskAt = 0;
  private memory: ArrayBuffer | null = null;
  private bytes = new Uint8Array(0);
  private words = new Uint16Array(0);
  private floats = new Float32Array(0);

  /** @param input address of the thumbnail */
  constructor(kernels: Kernels, arena: Arena, size: ThumbnailSize, input: number) {
    this.kernels = kernels;
    this.arena = arena;
    this.size = size;
    this.input = input;
    this.levels = arena.allocate(LEVEL_BYTES);
    this.work = arena.allocate(2 * size.widthPx * CELL_NUMBERS * F64_BYTES);
  }

  /** Makes room for a frame; may grow the memory, which detaches all views of it. Throws RangeError where it ends. */
  reserve(data: FrameData, mask: Uint8Array | undefined): void {
    const wanted = data.byteLength + SLACK_BYTES;
    if (wanted > this.dataBytes) {
      this.dataAt = this.arena.allocate(wanted);
      this.dataBytes = wanted;
    }
    if (mask && mask.length > this.maskBytes) {
      this.maskAt = this.arena.allocate(mask.length);
      this.maskBytes = mask.length;
    }
    const buffer = this.kernels.memory.buffer as ArrayBuffer;
    if (buffer === this.memory) return;
    this.memory = buffer;
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint16Array(buffer);
    this.floats = new Float32Array(buffer);
  }

  /** A checked frame with room. */
  average(frame: Frame): void {
    const { data, layout, widthPx, heightPx, mask } = frame;
    const isFloat = data instanceof Float32Array;
    const bytes = isFloat ? 4 : 2;
    this.copy(data, mask);
    this.setLevels(frame, isFloat);
    if (layout === 'rgb') {
      const rowBytes = (frame.stride ?? 3 * widthPx) * bytes;
      const maskRowBytes = mask ? widthPx : 0;
      const source = { rows: heightPx, columns: widthPx, rowBytes, maskRowBytes };
      this.run(isFloat ? 'rgbFloat' : 'rgb16', source);
      return;
    }
    const rowBytes = (frame.stride ?? widthPx) * bytes;
    const source = {
      rows: heightPx >> 1,
      columns: widthPx >> 1,
      rowBytes,
      maskRowBytes: mask ? widthPx : 0,
    };
    this.run(isFloat ? 'bayerFloat' : 'bayer16', source);
  }

  /** A checked raw picture with room: its pixels of 0, 0, 0 are masked. */
  averageRaw({ rgb, widthPx, heightPx, blackLevel, whiteLevel }: RawImage): void {
    this.copy(rgb, undefined);
    this.setAllLevels(blackLevel, whiteLevel - blackLevel);
    this.run('rgb16', {
      rows: heightPx,
      columns: widthPx,
      rowBytes: widthPx * 6,
      maskRowBytes: 0,
      zeroIsMasked: true,
    });
  }

  private copy(data: FrameData, mask: Uint8Array | undefined): void {
    if (data instanceof Float32Array) this.floats.set(data, this.dataAt / 4);
    else this.words.set(data, this.dataAt / 2);
    if (mask) this.bytes.set(mask, this.maskAt);
  }

  private setAllLevels(black: number, range: number): void {
    for (let i = 0; i < 4; i++) this.setLevel(i, black, range);
    for (let c = 0; c < 3; c++) this.floats[this.levels / 4 + 20 + c] = range;
  }

  private setLevel(i: number, black: number, range: number): void {
    const at = this.levels / 4;
    this.floats[at + i] = black;
    this.floats[at + 4 + i] = range;
    this.floats[at + 8 + i] = 1 / range;
  }

  private setLevels(frame: Frame, isFloat: boolean): void {
    const { blackLevel = 0, whiteLevel = isFloat ? 1 : 65_535 } = frame;
    const blackAt = (i: number) =>
      typeof blackLevel === 'number' ? blackLevel : (blackLevel[i] ?? 0);
    for (let i = 0; i < 4; i++) this.setLevel(i, blackAt(i), whiteLevel - blackAt(i));
    const at = this.levels / 4;
    for (let c = 0; c < 3; c++) {
      this.floats[at + 20 + c] = frame.layout === 'rgb' ? whiteLevel - blackAt(c) : 1;
    }
    if (frame.layout === 'bayer') this.setPattern(frame.pattern);
  }

  /** Both greens count half. */
  private setPattern(pattern: BayerPattern): void {
    const [red, green, otherGreen, blue] = PATTERNS[pattern];
    const first = this.levels + 48;
    const second = this.levels + 64;
    for (let i = 0; i < 32; i++) this.bytes[first + i] = NO_BYTE;
    for (let i = 0; i < 4; i++) {
      this.bytes[first + i] = 4 * red + i;
      this.bytes[first + 4 + i] = 4 * green + i;
      this.bytes[first + 8 + i] = 4 * blue + i;
      this.bytes[second + 4 + i] = 4 * otherGreen + i;
    }
    const scales = this.levels / 4 + 8;
    this.floats[scales + green] = this.floats[scales + green]! / 2;
    this.floats[scales + otherGreen] = this.floats[scales + otherGreen]! / 2;
  }

  private run(kind: keyof typeof FRAME_CODES, source: Source): void {
    const { rows, columns, rowBytes, maskRowBytes, zeroIsMasked = false } = source;
    const { heightPx, widthPx } = this.size;
    this.kernels.averageFrame(
      FRAME_CODES[kind],
      zeroIsMasked ? 1 : 0,
      this.dataAt,
      rowBytes,
      maskRowBytes === 0 ? 0 : this.maskAt,
      maskRowBytes,
      rows,
      columns,
      heightPx,
      widthPx,
      this.levels,
      this.work,
      this.input,
    );
  }
}

/** An index that gathers 0. */
const NO_BYTE = 255;
