/**
 * Averages frames to the network's input in the kernels' memory, a band of rows at a time, so that a frame of many
 * megapixels takes no more there than BAND_BYTES or its longest row. Memory for bands is planned when the first frame of a
 * size comes; later ones allocate nothing.
 */
import { type Arena, FRAME_CODES, type Kernels } from '../engine/index.js';
import type { RawImage, ThumbnailSize } from '../raw/image/index.js';
import { FrameLevels, LEVEL_BYTES } from './frame-levels.js';
import { type Frame, type FrameRows, rowsOf } from './frame-rows.js';

/** Most bytes of a frame that lie in the kernels' memory at a time; small enough for a core's cache. */
const BAND_BYTES = 262_144;
/** Kernels may read so far beyond the last value. */
const SLACK_BYTES = 16;
const F64_BYTES = 8;
/** R, G, B and units. */
const CELL_NUMBERS = 4;

export class FrameAverager {
  private readonly kernels: Kernels;
  private readonly arena: Arena;
  private readonly size: ThumbnailSize;
  private readonly input: number;
  private readonly levelsAt: number;
  private readonly levels = new FrameLevels();
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
    this.levelsAt = arena.allocate(LEVEL_BYTES);
    this.work = arena.allocate(2 * size.widthPx * CELL_NUMBERS * F64_BYTES);
  }

  /**
   * Makes room for a checked frame or raw picture; may grow the memory, which detaches all views of it. Throws RangeError
   * where it ends.
   */
  reserve(frame: Frame | RawImage): void {
    const source = rowsOf(frame);
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
    this.levels.attach(buffer, this.levelsAt);
  }

  /** Writes the input from a frame that has room. Of a raw picture pixels of 0, 0, 0 are masked. */
  average(frame: Frame | RawImage): void {
    const source = rowsOf(frame);
    this.levels.write(frame);
    const bandRows = this.planBands(source);
    for (let row = 0; row < source.rows; row += bandRows) {
      this.averageBand(source, row, Math.min(source.rows, row + bandRows));
    }
  }

  /** Rows of a band. */
  private planBands({ rows, lines, stride, data }: FrameRows): number {
    const rowBytes = lines * stride * data.BYTES_PER_ELEMENT;
    return Math.min(rows, Math.max(1, Math.floor(BAND_BYTES / rowBytes)));
  }

  private averageBand(source: FrameRows, firstRow: number, endRow: number): void {
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
      this.levelsAt,
      this.work,
      this.input,
    );
  }

  /** Copies rows to the kernels' memory. */
  private load(source: FrameRows, firstRow: number, endRow: number): void {
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
}
