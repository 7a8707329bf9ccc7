/**
 * Resizing of linear pictures: area averages where they shrink, bilinear interpolation where they grow, separately in
 * each direction. Done in linear light and weighted by coverage, so that masked pixels bleed into nothing.
 */
import { isMaskedAt, type LinearPicture, pictureChannels } from '../../color/index.js';
import { firstBeneath, lastBeneath, shareOf } from '../../raw/image/index.js';
import { linearise, type RawImage } from '../../raw/index.js';

/** What of a source axis makes up one target cell: `weights[i]` of source cell `first + i`. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Share of each source cell that lies beneath a target cell. */
function areaTaps(cell: number, source: number, target: number): Taps {
  const first = firstBeneath(cell, source, target);
  const last = lastBeneath(cell, source, target);
  const weights: number[] = [];
  for (let i = first; i <= last; i++) weights.push(shareOf(i, cell, source, target) / target);
  return { first, weights };
}

/** The two source cells whose centres surround `centre`; one at the border. */
function linearTaps(centre: number, source: number): Taps {
  const position = Math.min(Math.max(centre - 0.5, 0), source - 1);
  const first = Math.floor(position);
  const share = position - first;
  return { first, weights: share > 0 ? [1 - share, share] : [1] };
}

function axisTaps(source: number, target: number): Taps[] {
  const step = source / target;
  return Array.from({ length: target }, (_, i) =>
    step > 1 ? areaTaps(i, source, target) : linearTaps((i + 0.5) * step, source),
  );
}

/** The picture with explicit coverage: heightPx x widthPx x 4. */
function withCoverage(picture: LinearPicture): Float32Array {
  const channels = pictureChannels(picture);
  const { pixels } = picture;
  if (channels === 4) return pixels;
  const out = new Float32Array((pixels.length / 3) * 4);
  for (let i = 0, o = 0; i < pixels.length; i += 3, o += 4) {
    if (isMaskedAt(picture, channels, i)) continue;
    out[o] = pixels[i];
    out[o + 1] = pixels[i + 1];
    out[o + 2] = pixels[i + 2];
    out[o + 3] = 1;
  }
  return out;
}

/** One target pixel: coverage-weighted mean of the source cells under two sets of taps, written to out[o..o+3]. */
function gatherPixel(
  pixels: Float32Array,
  widthPx: number,
  across: Taps,
  down: Taps,
  out: Float32Array,
  o: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let covered = 0;
  let total = 0;
  for (let j = 0; j < down.weights.length; j++) {
    let p = ((down.first + j) * widthPx + across.first) * 4;
    for (let i = 0; i < across.weights.length; i++, p += 4) {
      const area = down.weights[j] * across.weights[i];
      const weight = area * pixels[p + 3];
      red += weight * pixels[p];
      green += weight * pixels[p + 1];
      blue += weight * pixels[p + 2];
      covered += weight;
      total += area;
    }
  }
  if (covered === 0) return;
  out[o] = red / covered;
  out[o + 1] = green / covered;
  out[o + 2] = blue / covered;
  out[o + 3] = covered / total;
}

/** A linear picture at another size, heightPx x widthPx x 4. Throws RangeError unless both are positive integers. */
export function resampleLinear(
  picture: LinearPicture,
  widthPx: number,
  heightPx: number,
): LinearPicture {
  checkSize('resampleLinear', widthPx, heightPx);
  const source = withCoverage(picture);
  if (widthPx === picture.widthPx && heightPx === picture.heightPx) {
    return { widthPx, heightPx, pixels: source };
  }
  return gather(picture, widthPx, heightPx, (down) => ({ pixels: source, down }));
}

/**
 * The same of a raw picture, linear by its own levels, to the bit; only the rows beneath one target row are ever held as floats.
 * Throws RangeError unless both are positive integers.
 */
export function resampleRaw(image: RawImage, widthPx: number, heightPx: number): LinearPicture {
  checkSize('resampleRaw', widthPx, heightPx);
  if (widthPx === image.widthPx && heightPx === image.heightPx) {
    return { widthPx, heightPx, pixels: rowsOf(image, 0, heightPx) };
  }
  return gather(image, widthPx, heightPx, ({ first, weights }) => ({
    pixels: rowsOf(image, first, weights.length),
    down: { first: 0, weights },
  }));
}

function rowsOf(image: RawImage, first: number, rows: number): Float32Array {
  const row = 3 * image.widthPx;
  const rgb = image.rgb.subarray(first * row, (first + rows) * row);
  const { rgb: pixels, ...linear } = linearise({ ...image, heightPx: rows, rgb });
  return withCoverage({ ...linear, pixels });
}

function checkSize(name: string, widthPx: number, heightPx: number): void {
  if (Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0)
    return;
  throw new RangeError(
    `${name}: expected a size of positive integers, got ${widthPx} x ${heightPx}`,
  );
}

/** `rowsBeneath` gives rows with coverage that hold those of its taps, and the taps as they lie in them. */
function gather(
  from: { readonly widthPx: number; readonly heightPx: number },
  widthPx: number,
  heightPx: number,
  rowsBeneath: (down: Taps) => { readonly pixels: Float32Array; readonly down: Taps },
): LinearPicture {
  const across = axisTaps(from.widthPx, widthPx);
  const out = new Float32Array(widthPx * heightPx * 4);
  for (const [y, taps] of axisTaps(from.heightPx, heightPx).entries()) {
    const { pixels, down } = rowsBeneath(taps);
    for (let x = 0, o = y * widthPx * 4; x < widthPx; x++, o += 4) {
      gatherPixel(pixels, from.widthPx, across[x], down, out, o);
    }
  }
  return { widthPx, heightPx, pixels: out };
}
