/**
 * What a card in a picture says of the light, measured on the pixels of the sensor: white point with its standard error, how much the
 * card's parts differ, and what would make the label wrong: full pixels, unlike greens, a black level that is off.
 */
import { sigmaAngle } from '../chart/index.js';
import { angleDegrees, type WhitePoint } from '../color/index.js';
import { createLineariser, type FrameHeader, type PositionLevels } from '../raw/index.js';
import type { ShadingAt } from './alsc.js';
import { channelAt, type FullLevels, type StoredValues } from './clipping.js';
import type { Certainty, Place } from './label-record.js';
import { eachStretch } from './polygon.js';

/** A raw picture whose values are at hand. */
export interface OpenShot {
  readonly header: FrameHeader;
  readonly values: StoredValues;
  readonly levels: PositionLevels;
  readonly full: FullLevels;
}

export interface MeasuredPatch extends Certainty {
  readonly whitePoint: WhitePoint;
  /** Means over black, 1 where the sensor is full, and their standard errors. */
  readonly means: readonly [red: number, green: number, blue: number];
  readonly errors: readonly [red: number, green: number, blue: number];
  /** Which noise those are of: the pixels' own scatter, or what the file states, whichever is more. */
  readonly noise: 'pixels' | 'stated';
  /** The largest share of full pixels of a channel, and each one's. */
  readonly clippedShare: number;
  readonly clipped: readonly [red: number, green: number, blue: number];
  /** Between opposite corners. */
  readonly gradientDegrees: number;
  /** Green in the rows of red over green in the rows of blue, less 1; null without both. */
  readonly greenImbalance: number | null;
  /** What a black level that is 1 off does to the colour. */
  readonly blackStepDegrees: number;
  /** Why this can be no label, a sentence, or null. */
  readonly refusal: string | null;
}

/** Parts of the patch along each side. */
const GRID = 4;
/** Parts with less than this share of the pixels tell nothing of themselves. */
const LEAST_PART = 1 / 40;
const FEWEST_PIXELS = 64;
/** Of a channel's pixels; more are no label. */
const MOST_CLIPPED = 0.001;
const DARKEST = 0.002;

/** Sums of R, G, B (and of the two greens) of one part. */
class Sums {
  readonly n = new Float64Array(5);
  readonly sum = new Float64Array(5);
  readonly square = new Float64Array(5);

  add(kind: number, value: number): void {
    this.n[kind]++;
    this.sum[kind] += value;
    this.square[kind] += value * value;
  }

  mean(kind: number): number {
    return this.n[kind] === 0 ? Number.NaN : this.sum[kind] / this.n[kind];
  }
}

/** Kinds of value: red, green, blue, and green again by the row that it stands in. */
const RED = 0;
const GREEN = 1;
const BLUE = 2;
const GREEN_OF_RED = 3;
const GREEN_OF_BLUE = 4;

/** Null where no pixel lies inside. `shading` is applied besides what the file's own opcodes do. */
export function measurePatch(
  shot: OpenShot,
  polygon: readonly Place[],
  shading: ShadingAt | null,
): MeasuredPatch | null {
  const { header, full, values, levels } = shot;
  const { activeArea: area, layout } = header;
  const stretches = new Map<number, [from: number, end: number][]>();
  eachStretch(polygon, area, (y, from, end) => {
    const row = stretches.get(y);
    if (row) row.push([from, end]);
    else stretches.set(y, [[from, end]]);
  });
  if (stretches.size === 0) return null;
  const box = boxOf(polygon);
  const parts = Array.from({ length: GRID * GRID }, () => new Sums());
  const fullCounts = [0, 0, 0];
  const samples = layout.kind === 'rgb' ? 3 : 1;
  const onRow = (row: Float32Array, y: number): void => {
    const greens = greenKinds(header, y);
    const stored = ((area.top + y) * header.widthPx + area.left) * samples;
    for (const [from, end] of stretches.get(y) ?? []) {
      for (let x = from; x < end; x++) {
        const part = parts[partOf(box, x + 0.5, y + 0.5)];
        const gains = shading?.((x + 0.5) / area.widthPx, (y + 0.5) / area.heightPx);
        for (let s = 0; s < samples; s++) {
          const channel = channelAt(layout, y, x, s);
          const at = samples * x + s;
          if (values[stored + at] >= full[channel]) fullCounts[channel]++;
          const gain = channel === RED ? gains?.red : channel === BLUE ? gains?.blue : 1;
          part.add(channel, row[at] * (gain ?? 1));
          if (channel === GREEN && greens !== null) part.add(greens, row[at]);
        }
      }
    }
  };
  const linearise = createLineariser(header, levels, onRow);
  const first = Math.min(...stretches.keys());
  const end = Math.max(...stretches.keys()) + 1;
  const stride = header.widthPx * samples;
  linearise({
    firstRow: area.top + first,
    rows: end - first,
    values: values.subarray((area.top + first) * stride, (area.top + end) * stride),
  });
  return summarise(parts, fullCounts, 1 / rangeOf(shot), header.details?.noiseProfile);
}

/** White over black, in stored values behind any table. */
function rangeOf({ levels: { black, white } }: OpenShot): number {
  return Math.max(...white) - Math.min(...black);
}

/** Which of the two greens the row has; null where a row holds red and blue both, or neither. */
function greenKinds({ layout }: FrameHeader, y: number): number | null {
  if (layout.kind === 'rgb') return null;
  const row = Array.from({ length: layout.columns }, (_, x) => channelAt(layout, y, x));
  if (row.includes(RED) === row.includes(BLUE)) return null;
  return row.includes(RED) ? GREEN_OF_RED : GREEN_OF_BLUE;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boxOf(polygon: readonly Place[]): Box {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function partOf({ left, top, width, height }: Box, x: number, y: number): number {
  const column = Math.min(GRID - 1, Math.max(0, Math.floor((GRID * (x - left)) / width)));
  const row = Math.min(GRID - 1, Math.max(0, Math.floor((GRID * (y - top)) / height)));
  return row * GRID + column;
}

type Three = [number, number, number];

function summarise(
  parts: readonly Sums[],
  fullCounts: readonly number[],
  blackStep: number,
  noiseProfile: readonly number[] | undefined,
): MeasuredPatch | null {
  const total = (pick: (part: Sums) => number): number =>
    parts.reduce((sum, part) => sum + pick(part), 0);
  const counts = [0, 1, 2, 3, 4].map((kind) => total(({ n }) => n[kind]));
  const n = counts[RED] + counts[GREEN] + counts[BLUE];
  if (!(counts[RED] > 0 && counts[GREEN] > 0 && counts[BLUE] > 0)) return null;
  const meanOf = (kind: number) => total(({ sum }) => sum[kind]) / counts[kind];
  const means = [meanOf(RED), meanOf(GREEN), meanOf(BLUE)] as Three;
  const scatter = [RED, GREEN, BLUE].map((kind) => scatterOf(parts, kind, counts[kind])) as Three;
  const stated = [RED, GREEN, BLUE].map(
    (kind) => statedNoise(noiseProfile, kind, means[kind]) / Math.sqrt(counts[kind]),
  ) as Three;
  const errors = scatter.map((error, c) => Math.max(error, stated[c])) as Three;
  const [red, green, blue] = means;
  const whitePoint = { r: red / green, b: blue / green };
  const sigmaR = ratioError(whitePoint.r, errors[0] / red, errors[1] / green);
  const sigmaB = ratioError(whitePoint.b, errors[2] / blue, errors[1] / green);
  const clipped = fullCounts.map((count, c) => count / counts[c]) as Three;
  const clippedShare = Math.max(...clipped);
  const imbalance = meanOf(GREEN_OF_RED) / meanOf(GREEN_OF_BLUE) - 1;
  return {
    whitePoint,
    means,
    errors,
    noise: errors.some((error, c) => error > scatter[c]) ? 'stated' : 'pixels',
    sigmaR,
    sigmaB,
    sigmaDegrees: sigmaAngle(whitePoint, sigmaR, sigmaB),
    spreadDegrees: spreadOf(parts, means, n),
    gradientDegrees: gradientOf(parts),
    n,
    clipped,
    clippedShare,
    greenImbalance: Number.isFinite(imbalance) ? imbalance : null,
    blackStepDegrees: angleDegrees(
      red,
      green,
      blue,
      red - blackStep,
      green - blackStep,
      blue - blackStep,
    ),
    refusal: refusalOf(means, clippedShare, n),
  };
}

/** Standard error of a channel's mean by its pixels: within parts, so that a gradient over the card is no noise. */
function scatterOf(parts: readonly Sums[], kind: number, count: number): number {
  const within = parts.reduce((sum, part) => {
    if (part.n[kind] === 0) return sum;
    return sum + part.square[kind] - part.sum[kind] ** 2 / part.n[kind];
  }, 0);
  const variance = Math.max(0, within) / Math.max(1, count - parts.length);
  return Math.sqrt(variance / count);
}

/**
 * Standard deviation of a pixel of a brightness by the file's NoiseProfile, variance = scale x brightness + offset, for all planes or
 * each [DNG 1.7.1]; 0 where none is stated. Pixels that were denoised or put together of neighbours scatter less than what they know.
 */
function statedNoise(profile: readonly number[] | undefined, plane: number, mean: number): number {
  if (profile === undefined) return 0;
  const at = profile.length >= 6 ? 2 * plane : 0;
  const variance = profile[at] * Math.max(0, mean) + profile[at + 1];
  return variance > 0 && variance < 1 ? Math.sqrt(variance) : 0;
}

const ratioError = (ratio: number, ...shares: number[]): number =>
  Math.abs(ratio) * Math.hypot(...shares);

function refusalOf(means: Three, clippedShare: number, n: number): string | null {
  if (clippedShare > MOST_CLIPPED) {
    const share = (100 * clippedShare).toFixed(clippedShare < 0.1 ? 1 : 0);
    return `The sensor is full in ${share} % of its pixels here: expose less, or choose a darker card.`;
  }
  if (n < FEWEST_PIXELS) return `Only ${n} pixels: draw a larger patch.`;
  if (!means.every((mean) => mean > DARKEST))
    return 'Next to no light here: choose a brighter card.';
  return null;
}

const colourOf = (part: Sums): Three => [part.mean(RED), part.mean(GREEN), part.mean(BLUE)];

/** The largest angle between a part and the whole. */
function spreadOf(parts: readonly Sums[], means: Three, n: number): number {
  const angles = parts
    .filter((part) => part.n[RED] + part.n[GREEN] + part.n[BLUE] > LEAST_PART * n)
    .map((part) => angleDegrees(...colourOf(part), ...means))
    .filter(Number.isFinite);
  return Math.max(0, ...angles);
}

/** The larger angle between quarters that lie across from each other. */
function gradientOf(parts: readonly Sums[]): number {
  const quarter = (right: boolean, lower: boolean): Three => {
    const own = parts.filter((_, i) => {
      const [column, row] = [i % GRID, Math.floor(i / GRID)];
      return column >= GRID / 2 === right && row >= GRID / 2 === lower;
    });
    return [RED, GREEN, BLUE].map(
      (kind) =>
        own.reduce((sum, part) => sum + part.sum[kind], 0) /
        own.reduce((sum, part) => sum + part.n[kind], 0),
    ) as Three;
  };
  const angles = [
    angleDegrees(...quarter(false, false), ...quarter(true, true)),
    angleDegrees(...quarter(true, false), ...quarter(false, true)),
  ].filter(Number.isFinite);
  return Math.max(0, ...angles);
}
