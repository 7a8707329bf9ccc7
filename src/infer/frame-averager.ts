/**
 * Averages frames to the network's input in the kernels' memory, a band of rows at a time, so that a frame of many
 * megapixels takes no more there than BAND_BYTES or its longest row. Memory for bands is planned when the first frame of a
 * size comes; later ones allocate nothing.
 */
import { type Arena, FRAME_CODES, type Kernels } from '../engine/index.js';
import type { RawImage, ThumbnailSize } from '../raw/image/index.js';
import type { BayerFrame, BayerPattern, RgbFrame } from './frame.js';

/** Bytes of `levels`, as assembly/frame.ts reads them. */
const LEVEL_BYTES = 96;
/** Most bytes of a frame that lie in the kernels' memory at a time; small enough for a core's cache. */
const BAND_BYTES = 262_144;
/** Kernels may read so far beyond the last value. */
const SLACK_BYTES = 16;
const F64_BYTES = 8;
/** R, G, B and units. */
const CELL_NUMBERS = 4;

type FrameData = Uint16Array | Float32Array;

/** Frames that the kernels average as they are. */
type Frame = RgbFrame | BayerFrame;

/** A checked frame as rows (or, for Bayer, pairs of rows) of units: pixels, or cells of 2x2 values. */
interface Source {
  readonly kind: RowKind;
  readonly data: FrameData;
  readonly mask: Uint8Array | undefined;
  readonly rows: number;
  readonly columns: number;
  /** Lines of the frame that make a row: 1, or 2 for Bayer. */
  readonly lines: number;
  /** Values, and bytes of the mask, from one line to the next. */
  readonly stride: number;
  readonly maskStride: number;
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

  /**
   * Makes room for a checked frame or raw picture; may grow the memory, which detaches all views of it. Throws RangeError
   * where it ends.
   */
  reserve(frame: Frame | RawImage): void {
    const source = sourceOf(frame);
    const { data, mask, rows, lines, stride, maskStride } = source;
    const bandRows = this.planBands(source);
    // A frame of one band is copied as it is, with an odd last line that no row reads.
    const isWhole = bandRows === rows;
    const values = isWhole ? data.length : bandRows * lines * stride;
    const wanted = values * data.BYTES_PER_ELEMENT + SLACK_BYTES;
    if (wanted > this.dataBytes) {
      this.dataAt = this.arena.allocate(wanted);
      this.dataBytes = wanted;
    }
    const maskBytes = isWhole ? (mask?.length ?? 0) : bandRows * lines * maskStride;
    if (maskBytes > this.maskBytes) {
      this.maskAt = this.arena.allocate(maskBytes);
      this.maskBytes = maskBytes;
    }
    const buffer = this.kernels.memory.buffer as ArrayBuffer;
    if (buffer === this.memory) return;
    this.memory = buffer;
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint16Array(buffer);
    this.floats = new Float32Array(buffer);
  }

  /** Writes the input from a frame that has room. Of a raw picture pixels of 0, 0, 0 are masked. */
  average(frame: Frame | RawImage): void {
    const source = sourceOf(frame);
    if ('rgb' in frame) this.setAllLevels(frame.blackLevel, frame.whiteLevel - frame.blackLevel);
    else this.setLevels(frame, frame.data instanceof Float32Array);
    const bandRows = this.planBands(source);
    for (let row = 0; row < source.rows; row += bandRows) {
      this.averageBand(source, row, Math.min(source.rows, row + bandRows));
    }
  }

  /** Rows of a band. */
  private planBands({ rows, lines, stride, data }: Source): number {
    const rowBytes = lines * stride * data.BYTES_PER_ELEMENT;
    return Math.min(rows, Math.max(1, Math.floor(BAND_BYTES / rowBytes)));
  }

  private averageBand(source: Source, firstRow: number, endRow: number): void {
    const { kind, rows, columns, stride, data, maskStride } = source;
    const { heightPx, widthPx } = this.size;
    this.load(source, firstRow, endRow);
    this.kernels.averageRows(
      FRAME_CODES[kind === 'rgb16Zero' ? 'rgb16' : kind],
      kind === 'rgb16Zero' ? 1 : 0,
      this.dataAt,
      stride * data.BYTES_PER_ELEMENT,
      maskStride === 0 ? 0 : this.maskAt,
      maskStride,
      firstRow,
      endRow,
      rows,
      columns,
      heightPx,
      widthPx,
      this.levels,
      this.work,
      this.input,
    );
  }

  /** Copies rows to the kernels' memory. */
  private load(source: Source, firstRow: number, endRow: number): void {
    const { rows, lines, stride, data, mask, maskStride } = source;
    // A view costs an allocation, which frames of one band do without.
    const isWhole = endRow - firstRow === rows;
    const from = firstRow * lines;
    const to = endRow * lines;
    const part = isWhole ? data : data.subarray(from * stride, to * stride);
    if (part instanceof Float32Array) this.floats.set(part, this.dataAt / 4);
    else this.words.set(part, this.dataAt / 2);
    if (!mask) return;
    this.bytes.set(isWhole ? mask : mask.subarray(from * maskStride, to * maskStride), this.maskAt);
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
}

type RowKind = 'rgb16' | 'rgb16Zero' | 'rgbFloat' | 'bayer16' | 'bayerFloat';

function sourceOf(frame: Frame | RawImage): Source {
  const { widthPx, heightPx } = frame;
  if ('rgb' in frame) {
    const shape = { rows: heightPx, columns: widthPx, lines: 1, stride: 3 * widthPx };
    return { kind: 'rgb16Zero', data: frame.rgb, mask: undefined, ...shape, maskStride: 0 };
  }
  const { data, mask, layout } = frame;
  const isFloat = data instanceof Float32Array;
  const maskStride = mask ? widthPx : 0;
  return layout === 'rgb'
    ? {
        kind: isFloat ? 'rgbFloat' : 'rgb16',
        data,
        mask,
        rows: heightPx,
        columns: widthPx,
        lines: 1,
        stride: frame.stride ?? 3 * widthPx,
        maskStride,
      }
    : {
        kind: isFloat ? 'bayerFloat' : 'bayer16',
        data,
        mask,
        rows: heightPx >> 1,
        columns: widthPx >> 1,
        lines: 2,
        stride: frame.stride ?? widthPx,
        maskStride,
      };
}

/** An index that gathers 0. */
const NO_BYTE = 255;
