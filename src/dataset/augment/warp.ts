/**
 * Geometry and blur that keep the label true: every sample stays a mean of visible cells of its picture. What a turned or
 * shifted picture does not show is masked, and masked cells are left out of every mean.
 */
import type { Rng } from '../../random/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import { THUMBNAIL_CHANNELS } from '../pictures/thumbnail-set.js';

export interface WarpOptions {
  /** Shares of samples that are turned, shifted and scaled; and seen from aside. */
  readonly probability: number;
  /** Largest turn either way, degrees. */
  readonly rotateDegrees: number;
  /** Largest shift as a share of each side. */
  readonly shift: number;
  /** Sides times a factor from 1 - this to 1 + this. */
  readonly scale: number;
  readonly perspectiveProbability: number;
  /** Largest change of distance from edge to edge, as a share; the reference moved corners by 0.05 to 0.1 of a side. */
  readonly perspective: number;
}

export interface BlurOptions {
  /** Shares of samples that get a Gaussian blur, and a blur along a line. */
  readonly gaussianProbability: number;
  readonly motionProbability: number;
  /** Largest kernel in cells, odd; sizes are 3, 5, ... up to it. */
  readonly largestKernel: number;
}

/** Changes a sample in place; all chance comes from `rng`. */
export type ChangeSample = (pixels: Float32Array, rng: Rng) => void;

/** Throws RangeError for options out of range. */
export function createWarp(size: ThumbnailSize, options: WarpOptions): ChangeSample {
  const { probability, rotateDegrees, shift, scale, perspectiveProbability, perspective } = options;
  const right =
    [probability, perspectiveProbability].every((p) => p >= 0 && p <= 1) &&
    rotateDegrees >= 0 &&
    rotateDegrees <= 180 &&
    [shift, scale, perspective].every((share) => share >= 0 && share < 1);
  if (!right) throw outOfRange('warp', options);
  const scratch = new Float32Array(size.heightPx * size.widthPx * THUMBNAIL_CHANNELS);
  return (pixels, rng) => {
    const either = (most: number) => most * (2 * rng.uniform() - 1);
    const isTurned = rng.uniform() < probability;
    const angle = isTurned ? (either(rotateDegrees) * Math.PI) / 180 : 0;
    const zoom = isTurned ? 1 + either(scale) : 1;
    const [x, y] = isTurned ? [either(shift), either(shift)] : [0, 0];
    const isAside = rng.uniform() < perspectiveProbability;
    const [px, py] = isAside ? [either(perspective), either(perspective)] : [0, 0];
    if (!isTurned && !isAside) return;
    scratch.set(pixels);
    resampleThrough(scratch, pixels, size, { angle, zoom, x, y, px, py });
  };
}

interface View {
  readonly angle: number;
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
  readonly px: number;
  readonly py: number;
}

/** For each cell of the output the place in the source that it shows, in cells from the middle. */
function resampleThrough(
  source: Float32Array,
  target: Float32Array,
  { heightPx, widthPx }: ThumbnailSize,
  { angle, zoom, x, y, px, py }: View,
): void {
  const [cosine, sine] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const [middleX, middleY] = [(widthPx - 1) / 2, (heightPx - 1) / 2];
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const [u, v] = [column - middleX - x * widthPx, row - middleY - y * heightPx];
      const depth = 1 + (px * u) / widthPx + (py * v) / heightPx;
      const fromX = middleX + (cosine * u + sine * v) / depth;
      const fromY = middleY + (cosine * v - sine * u) / depth;
      const at = (row * widthPx + column) * THUMBNAIL_CHANNELS;
      interpolate(source, { heightPx, widthPx }, fromX, fromY, target, at);
    }
  }
}

/** The mean of the four cells around a place, by their shares and coverage; cells beyond the picture are masked. */
function interpolate(
  source: Float32Array,
  { heightPx, widthPx }: ThumbnailSize,
  x: number,
  y: number,
  target: Float32Array,
  at: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let [r, g, b, seen] = [0, 0, 0, 0];
  for (let i = 0; i < 4; i++) {
    const [column, row] = [left + (i & 1), top + (i >> 1)];
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
    const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
    const from = (row * widthPx + column) * THUMBNAIL_CHANNELS;
    const weight = share * source[from + 3];
    r += weight * source[from];
    g += weight * source[from + 1];
    b += weight * source[from + 2];
    seen += weight;
  }
  const scale = seen > 0 ? 1 / seen : 0;
  target[at] = r * scale;
  target[at + 1] = g * scale;
  target[at + 2] = b * scale;
  target[at + 3] = seen;
}

/** Throws RangeError for options out of range. */
export function createBlur(size: ThumbnailSize, options: BlurOptions): ChangeSample {
  const { gaussianProbability, motionProbability, largestKernel } = options;
  const right =
    [gaussianProbability, motionProbability].every((p) => p >= 0 && p <= 1) &&
    Number.isInteger(largestKernel) &&
    largestKernel >= 3 &&
    largestKernel <= 31 &&
    largestKernel % 2 === 1;
  if (!right) throw outOfRange('blur', options);
  const scratch = new Float32Array(size.heightPx * size.widthPx * THUMBNAIL_CHANNELS);
  return (pixels, rng) => {
    const kernel = () => 3 + 2 * rng.integer((largestKernel - 1) / 2);
    if (rng.uniform() < gaussianProbability) {
      const taps = gaussianTaps(kernel());
      alongLine(pixels, scratch, size, taps, [1, 0]);
      alongLine(pixels, scratch, size, taps, [0, 1]);
    }
    if (rng.uniform() < motionProbability) {
      const length = kernel();
      const angle = Math.PI * rng.uniform();
      const taps = new Float64Array(length).fill(1 / length);
      alongLine(pixels, scratch, size, taps, [Math.cos(angle), Math.sin(angle)]);
    }
  };
}

/** The standard deviation that OpenCV gives a kernel of a size. */
function gaussianTaps(size: number): Float64Array {
  const deviation = 0.3 * ((size - 1) / 2 - 1) + 0.8;
  const middle = (size - 1) / 2;
  const taps = Float64Array.from({ length: size }, (_, i) =>
    Math.exp(-0.5 * ((i - middle) / deviation) ** 2),
  );
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/** Means along a direction, of the nearest cells to its steps. Masked cells stay masked and count for nothing. */
function alongLine(
  pixels: Float32Array,
  scratch: Float32Array,
  { heightPx, widthPx }: ThumbnailSize,
  taps: Float64Array,
  [dx, dy]: readonly [number, number],
): void {
  scratch.set(pixels);
  const middle = (taps.length - 1) / 2;
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const at = (row * widthPx + column) * THUMBNAIL_CHANNELS;
      if (scratch[at + 3] === 0) continue;
      let [r, g, b, sum] = [0, 0, 0, 0];
      for (let i = 0; i < taps.length; i++) {
        const x = column + Math.round((i - middle) * dx);
        const y = row + Math.round((i - middle) * dy);
        if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) continue;
        const from = (y * widthPx + x) * THUMBNAIL_CHANNELS;
        const weight = taps[i] * scratch[from + 3];
        r += weight * scratch[from];
        g += weight * scratch[from + 1];
        b += weight * scratch[from + 2];
        sum += weight;
      }
      pixels[at] = r / sum;
      pixels[at + 1] = g / sum;
      pixels[at + 2] = b / sum;
    }
  }
}

/**
 * Contrast about a grey of the light's own colour: c v + (1 - c) m (r, 1, b), m the mean green of what is visible. A grey of
 * any brightness stays one, so the label stays true; about one grey level for all channels, as on finished pictures, it
 * would not.
 */
export function changeContrast(
  pixels: Float32Array,
  label: ArrayLike<number>,
  contrast: number,
): void {
  let [green, seen] = [0, 0];
  for (let i = 0; i < pixels.length; i += THUMBNAIL_CHANNELS) {
    green += pixels[i + 3] * pixels[i + 1];
    seen += pixels[i + 3];
  }
  const added = seen > 0 ? ((1 - contrast) * green) / seen : 0;
  for (let i = 0; i < pixels.length; i += THUMBNAIL_CHANNELS) {
    if (pixels[i + 3] === 0) continue;
    pixels[i] = contrast * pixels[i] + added * label[0];
    pixels[i + 1] = contrast * pixels[i + 1] + added;
    pixels[i + 2] = contrast * pixels[i + 2] + added * label[1];
  }
}

function outOfRange(what: string, options: object): RangeError {
  return new RangeError(
    `augment: expected probabilities and shares of 0 to 1, at most 180 degrees and an odd kernel of 3 to 31 cells, got ${what} ${JSON.stringify(options)}`,
  );
}
