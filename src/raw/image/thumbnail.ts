/**
 * Linear thumbnails: a raw picture averaged down (or spread up) to a small grid by exact area. An output cell
 * covers widthPx/outWidth x heightPx/outHeight source pixels; pixels on its border count with the share that lies
 * inside (area.ts); masked pixels do not count. Rows are summed along x first, so that a picture of many megapixels is
 * read once and in order.
 */
import { firstBeneath, lastBeneath, shareOf } from './area.js';
import type { RawImage } from './raw-image.js';

/** Floats of one thumbnail pixel: linear R, G, B in 0..1 and coverage in 0..1. */
const CHANNELS = 4;

export interface ThumbnailSize {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** Throws RangeError unless both sides are whole numbers from 1 to 4096. */
export function checkThumbnailSize({ heightPx, widthPx }: ThumbnailSize): void {
  const whole = Number.isInteger(heightPx) && Number.isInteger(widthPx);
  if (!(whole && heightPx >= 1 && widthPx >= 1 && heightPx <= 4096 && widthPx <= 4096)) {
    throw new RangeError(
      `thumbnail size: expected whole numbers from 1 to 4096, got ${heightPx} x ${widthPx} (height x width)`,
    );
  }
}

/**
 * heightPx x widthPx x 4 floats, interleaved: linear R, G, B (value - black) / (white - black), averaged over the
 * unmasked part of the cell and then clipped to 0..1, 0 where there is none; coverage, the unmasked share of the cell.
 * Half of a dark pixel's noise lies below black: were values clipped one by one, their mean would be too bright, most
 * in the weakest channel. At white each pixel is clipped: a full sensor says no more.
 * @param out written in place where given
 */
export function rawToThumbnail(
  image: RawImage,
  size: ThumbnailSize,
  out?: Float32Array,
): Float32Array {
  const cells = rawToSignedThumbnail(image, size, out);
  for (let i = 0; i < cells.length; i++) if (cells[i] < 0) cells[i] = 0;
  return cells;
}

/**
 * As rawToThumbnail, but cells below black keep their sign: for what averages them further and clips at its own end.
 * Throws RangeError also for an `out` of another size.
 */
export function rawToSignedThumbnail(
  image: RawImage,
  { heightPx, widthPx }: ThumbnailSize,
  out: Float32Array = new Float32Array(heightPx * widthPx * CHANNELS),
): Float32Array {
  checkThumbnailSize({ heightPx, widthPx });
  if (out.length !== heightPx * widthPx * CHANNELS) {
    throw new RangeError(
      `rawToThumbnail: expected out of ${heightPx * widthPx * CHANNELS} floats, got ${out.length}`,
    );
  }
  const rowSums = new Float64Array(widthPx * CHANNELS);
  const cellSums = new Float64Array(widthPx * CHANNELS);
  const sourceHeight = image.heightPx;
  for (let oy = 0; oy < heightPx; oy++) {
    const lastRow = lastBeneath(oy, sourceHeight, heightPx);
    cellSums.fill(0);
    for (let y = firstBeneath(oy, sourceHeight, heightPx); y <= lastRow; y++) {
      const share = shareOf(y, oy, sourceHeight, heightPx);
      sumRow(image, y, widthPx, rowSums);
      for (let i = 0; i < cellSums.length; i++) cellSums[i] += share * rowSums[i];
    }
    writeRow(cellSums, image, out, oy * widthPx * CHANNELS);
  }
  return out;
}

/** Sums of one source row per output column: R, G, B above black (signed, clipped at white) and the unmasked units. */
function sumRow(image: RawImage, y: number, widthPx: number, sums: Float64Array): void {
  const { rgb, blackLevel, widthPx: sourceWidth } = image;
  const range = image.whiteLevel - blackLevel;
  const row = y * sourceWidth * 3;
  for (let ox = 0, o = 0; ox < widthPx; ox++, o += CHANNELS) {
    const first = firstBeneath(ox, sourceWidth, widthPx);
    const last = lastBeneath(ox, sourceWidth, widthPx);
    // Only the two border pixels of a cell can lie partly outside it.
    const firstShare = shareOf(first, ox, sourceWidth, widthPx);
    const lastShare = shareOf(last, ox, sourceWidth, widthPx);
    let red = 0;
    let green = 0;
    let blue = 0;
    let units = 0;
    for (let x = first, s = row + first * 3; x <= last; x++, s += 3) {
      const r = rgb[s];
      const g = rgb[s + 1];
      const b = rgb[s + 2];
      if ((r | g | b) === 0) continue;
      const share = x === first ? firstShare : x === last ? lastShare : widthPx;
      units += share;
      red += share * Math.min(r - blackLevel, range);
      green += share * Math.min(g - blackLevel, range);
      blue += share * Math.min(b - blackLevel, range);
    }
    sums[o] = red;
    sums[o + 1] = green;
    sums[o + 2] = blue;
    sums[o + 3] = units;
  }
}

function writeRow(sums: Float64Array, image: RawImage, out: Float32Array, at: number): void {
  const range = image.whiteLevel - image.blackLevel;
  const cellUnits = image.widthPx * image.heightPx;
  for (let o = 0; o < sums.length; o += CHANNELS) {
    const units = sums[o + 3];
    const scale = units === 0 ? 0 : 1 / (units * range);
    out[at + o] = sums[o] * scale;
    out[at + o + 1] = sums[o + 1] * scale;
    out[at + o + 2] = sums[o + 2] * scale;
    out[at + o + 3] = units / cellUnits;
  }
}
