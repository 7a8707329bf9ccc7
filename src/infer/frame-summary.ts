/**
 * What a thumbnail's cells can say about the light, gathered in one pass before the network runs: a masked cell says
 * nothing, a black one only noise, a wholly saturated one that the sensor was full.
 */
import { BLACK_CELL } from '../constants/index.js';
import type { Arena, Kernels } from '../engine/index.js';
import { FrameError, type LightFault } from './frame-error.js';

/** Shares of the frame's area, 0..1, which make 1 together, and how bright what is visible is. */
export interface FrameSummary {
  /** Neither black nor with a clipped channel. */
  usable: number;
  /** At least one channel clipped, but not all. */
  partlyClipped: number;
  /** All channels clipped. */
  clipped: number;
  black: number;
  masked: number;
  /** Mean linear (R + G + B) / 3 of what is visible and has no clipped channel; 0 where nothing has. */
  luminance: number;
}

const SUMS = 6;

/** Summarises the thumbnail that lies in the kernels' memory (src/engine/assembly/summary.ts), and makes no object. */
export class FrameSummariser {
  readonly summary: FrameSummary = {
    usable: 0,
    partlyClipped: 0,
    clipped: 0,
    black: 0,
    masked: 0,
    luminance: 0,
  };
  private readonly kernels: Kernels;
  private readonly input: number;
  private readonly cells: number;
  private readonly sumsAt: number;
  private sums = new Float32Array(0);

  /** `input`: address of `cells` cells [R, G, B, coverage]. */
  constructor(kernels: Kernels, arena: Arena, input: number, cells: number) {
    this.kernels = kernels;
    this.input = input;
    this.cells = cells;
    this.sumsAt = arena.allocate(SUMS * 4);
  }

  /**
   * Fills `summary`. Cells of coverage 0 may hold any finite colour. Throws FrameError (`value`) where a number is not
   * finite or a coverage not in 0..1.
   */
  summarise(): FrameSummary {
    const { kernels, cells, summary } = this;
    const bad = kernels.summariseCells(this.input, cells, this.sumsAt);
    const { buffer } = kernels.memory;
    if (bad >= 0) throw badCell(new Float32Array(buffer, this.input, cells * 4), 4 * bad);
    // Views end where memory grows.
    if (this.sums.length === 0)
      this.sums = new Float32Array(buffer as ArrayBuffer, this.sumsAt, SUMS);
    const [usable, partlyClipped, clipped, black, visible, light] = this
      .sums as unknown as SixNumbers;
    summary.usable = usable / cells;
    summary.partlyClipped = partlyClipped / cells;
    summary.clipped = clipped / cells;
    summary.black = black / cells;
    summary.masked = Math.max(0, 1 - visible / cells);
    const unclipped = usable + black;
    summary.luminance = unclipped > 0 ? light / (3 * unclipped) : 0;
    return summary;
  }
}

type SixNumbers = readonly [number, number, number, number, number, number];

function badCell(pixels: Float32Array, at: number): FrameError {
  const [r, g, b, coverage] = pixels.subarray(at, at + 4);
  return new FrameError(
    'value',
    `frame: expected finite R, G, B and a coverage of 0 to 1, got ${r}, ${g}, ${b} and ${coverage} in cell ${at / 4}`,
  );
}

/**
 * Why no cell tells a colour, or null where one does. Single cells may be brighter than black by noise alone, the mean of
 * all is not.
 */
export function blankFault({
  usable,
  partlyClipped,
  clipped,
  black,
  luminance,
}: FrameSummary): LightFault | null {
  if (partlyClipped > 0 || (usable > 0 && luminance >= BLACK_CELL)) return null;
  if (clipped + black + usable === 0) return 'masked';
  return clipped >= black + usable ? 'clipped' : 'black';
}
