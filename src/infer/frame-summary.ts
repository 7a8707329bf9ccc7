/**
 * What a thumbnail's cells can say about the light, gathered in one pass before the network runs: a masked cell says
 * nothing, a black one only noise, a wholly saturated one that the sensor was full.
 */
import { FrameError, type LightFault } from './frame-error.js';

/** Linear value below which a cell's brightest channel is taken for noise: 29 of 14335 levels above black. */
const BLACK = 0.002;
/** Linear value from which on a channel counts as clipped; sensors saturate a little below the nominal white level. */
const CLIPPED = 0.98;

/** Shares of the frame's area, 0..1; together with `masked` they make 1. */
export interface FrameSummary {
  /** Neither black nor with a clipped channel. */
  usable: number;
  /** At least one channel clipped, but not all. */
  partlyClipped: number;
  /** All channels clipped. */
  clipped: number;
  black: number;
  masked: number;
}

export function emptySummary(): FrameSummary {
  return { usable: 0, partlyClipped: 0, clipped: 0, black: 0, masked: 0 };
}

/**
 * Fills `out` from height x width x [R, G, B, coverage]. Cells of coverage 0 may hold any finite colour.
 * Throws FrameError (`value`) where a number is not finite or a coverage not in 0..1.
 */
export function summariseFrame(pixels: Float32Array, out: FrameSummary): void {
  let usable = 0;
  let partlyClipped = 0;
  let clipped = 0;
  let black = 0;
  let visible = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const r = pixels[i]!;
    const g = pixels[i + 1]!;
    const b = pixels[i + 2]!;
    const coverage = pixels[i + 3]!;
    const sum = r + g + b;
    // A number minus itself is 0 unless it is NaN or infinite.
    if (!(sum - sum === 0 && coverage >= 0 && coverage <= 1)) throw badCell(pixels, i);
    visible += coverage;
    const high = Math.max(r, g, b);
    if (high < BLACK) black += coverage;
    else if (high < CLIPPED) usable += coverage;
    else if (Math.min(r, g, b) < CLIPPED) partlyClipped += coverage;
    else clipped += coverage;
  }
  const cells = pixels.length / 4;
  out.usable = usable / cells;
  out.partlyClipped = partlyClipped / cells;
  out.clipped = clipped / cells;
  out.black = black / cells;
  out.masked = Math.max(0, 1 - visible / cells);
}

function badCell(pixels: Float32Array, at: number): FrameError {
  const [r, g, b, coverage] = pixels.subarray(at, at + 4);
  return new FrameError(
    'value',
    `frame: expected finite R, G, B and a coverage of 0 to 1, got ${r}, ${g}, ${b} and ${coverage} in cell ${at / 4}`,
  );
}

/** Why no cell tells a colour, or null where one does. */
export function blankFault({
  usable,
  partlyClipped,
  clipped,
  black,
}: FrameSummary): LightFault | null {
  if (usable + partlyClipped > 0) return null;
  if (clipped + black === 0) return 'masked';
  return clipped >= black ? 'clipped' : 'black';
}
