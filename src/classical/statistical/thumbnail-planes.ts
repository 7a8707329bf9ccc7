/**
 * A thumbnail as the statistical estimators need it: the pixels that may be counted, and smoothed planes
 * with the derivatives of [vandeWeijer2007]. Masks and clipping are honoured by normalised convolution: a
 * smoothed value is a weighted mean over the counted neighbours alone, and a derivative exists only where
 * every pixel it touches was counted, so that a mask's outline is never mistaken for an edge.
 *
 * [vandeWeijer2007] J. van de Weijer, T. Gevers, A. Gijsenij: Edge-Based Color Constancy, IEEE Transactions on
 * Image Processing 16(9).
 */

/** Linear pixels of one picture: height x width x 4, interleaved R, G, B up to 1 (below 0 where noise took them there) and coverage in 0..1. */
export interface Thumbnail {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly pixels: Float32Array;
}

/** One colour plane and the weight of each pixel in it (0 = not to be counted); height x width each. */
export interface WeightedPlanes {
  readonly heightPx: number;
  readonly widthPx: number;
  /** R, G, B planes. */
  readonly planes: readonly [Float64Array, Float64Array, Float64Array];
  readonly weights: Float64Array;
}

const CHANNELS = 4;

/**
 * R, G, B planes of a thumbnail and each pixel's weight: its coverage, or 0 where any channel reaches clipLevel
 * (linear, 0..1) or the pixel is wholly masked. Throws RangeError for pixels that are not as many as the size says.
 */
export function countedPlanes(thumbnail: Thumbnail, clipLevel: number): WeightedPlanes {
  const { heightPx, widthPx, pixels } = thumbnail;
  const count = heightPx * widthPx;
  if (pixels.length !== count * CHANNELS) {
    throw new RangeError(
      `thumbnail: expected ${count * CHANNELS} values for ${widthPx}x${heightPx} pixels of R, G, B, ` +
        `coverage, got ${pixels.length}`,
    );
  }
  const planes = emptyPlanes(count);
  const weights = new Float64Array(count);
  for (let i = 0, o = 0; i < count; i++, o += CHANNELS) {
    const red = pixels[o];
    const green = pixels[o + 1];
    const blue = pixels[o + 2];
    planes[0][i] = red;
    planes[1][i] = green;
    planes[2][i] = blue;
    if (Math.max(red, green, blue) < clipLevel) weights[i] = pixels[o + 3];
  }
  return { heightPx, widthPx, planes, weights };
}

function emptyPlanes(count: number): [Float64Array, Float64Array, Float64Array] {
  return [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
}

/** Half of a normalised Gaussian, taps 0..ceil(3 sigma); sigma in pixels. */
function gaussianHalf(sigmaPx: number): Float64Array {
  const radius = Math.ceil(3 * sigmaPx);
  const half = new Float64Array(radius + 1);
  let sum = 0;
  for (let k = 0; k <= radius; k++) {
    half[k] = Math.exp((-k * k) / (2 * sigmaPx * sigmaPx));
    sum += k === 0 ? half[k] : 2 * half[k];
  }
  return half.map((tap) => tap / sum);
}

/** One pass of a symmetric filter along rows (step 1) or columns (step = width), zero outside. */
function filterAlong(
  source: Float64Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
  half: Float64Array,
): Float64Array {
  const out = new Float64Array(source.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0; i < length; i++) {
      let sum = half[0] * source[start + i * step];
      for (let k = 1; k < half.length; k++) {
        if (i >= k) sum += half[k] * source[start + (i - k) * step];
        if (i + k < length) sum += half[k] * source[start + (i + k) * step];
      }
      out[start + i * step] = sum;
    }
  }
  return out;
}

/** Gaussian smoothing of the counted pixels (normalised convolution); sigma 0 returns the planes as they are. */
export function smoothPlanes(source: WeightedPlanes, sigmaPx: number): WeightedPlanes {
  if (sigmaPx === 0) return source;
  const { heightPx, widthPx, planes, weights } = source;
  const half = gaussianHalf(sigmaPx);
  const smooth = (plane: Float64Array): Float64Array =>
    filterAlong(
      filterAlong(plane, heightPx, widthPx, widthPx, 1, half),
      widthPx,
      heightPx,
      1,
      widthPx,
      half,
    );
  const mass = smooth(weights);
  const smoothed = planes.map((plane) => {
    const sums = smooth(plane.map((value, i) => value * weights[i]));
    // A pixel without weight is not read, but must not become NaN.
    return sums.map((value, i) => (mass[i] > 0 ? value / mass[i] : 0));
  }) as [Float64Array, Float64Array, Float64Array];
  return { heightPx, widthPx, planes: smoothed, weights };
}

/**
 * Magnitude of the first (sqrt(fx^2 + fy^2)) or second (sqrt(fxx^2 + 4 fxy^2 + fyy^2)) derivative by central
 * differences, per pixel; weight 0 where the 3x3 neighbourhood holds a pixel that does not count or leaves the
 * picture. The factor 4 is that of the authors' own code.
 */
export function derivativePlanes(source: WeightedPlanes, order: 1 | 2): WeightedPlanes {
  const { heightPx, widthPx, planes, weights } = source;
  const out = emptyPlanes(weights.length);
  const kept = new Float64Array(weights.length);
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const i = y * widthPx + x;
      if (!neighbourhoodCounts(weights, i, widthPx)) continue;
      kept[i] = weights[i];
      for (let c = 0; c < 3; c++) out[c][i] = derivativeAt(planes[c], i, widthPx, order);
    }
  }
  return { heightPx, widthPx, planes: out, weights: kept };
}

function neighbourhoodCounts(weights: Float64Array, i: number, widthPx: number): boolean {
  for (let row = i - widthPx; row <= i + widthPx; row += widthPx) {
    if (!(weights[row - 1] > 0 && weights[row] > 0 && weights[row + 1] > 0)) return false;
  }
  return true;
}

function derivativeAt(plane: Float64Array, i: number, widthPx: number, order: 1 | 2): number {
  const left = plane[i - 1];
  const right = plane[i + 1];
  const up = plane[i - widthPx];
  const down = plane[i + widthPx];
  if (order === 1) return Math.hypot((right - left) / 2, (down - up) / 2);
  const centre = plane[i];
  const mixed =
    (plane[i + widthPx + 1] -
      plane[i + widthPx - 1] -
      plane[i - widthPx + 1] +
      plane[i - widthPx - 1]) /
    4;
  return Math.hypot(right - 2 * centre + left, 2 * mixed, down - 2 * centre + up);
}
