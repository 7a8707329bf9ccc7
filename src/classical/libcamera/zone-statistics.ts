/**
 * From the sums a camera's statistics hardware delivers to the zones the search works on.
 * Notation: R, G, B zone means in 16-bit units; a sum is 64-bit in hardware, and exact here below 2^53.
 */
import { areaAverage } from '../../raw/image/index.js';
import type { Thumbnail } from '../statistical/thumbnail-planes.js';

/** Statistics of one frame, in 16-bit units. */
export interface AwbZones {
  readonly width: number;
  readonly height: number;
  /** width x height x 4, row by row: sum of R, of G, of B over the counted pixels, and their number. */
  readonly sums: Float64Array;
}

/**
 * Lens shading correction of one frame, one factor a zone, row by row, as libcamera's alsc.status has them. A Raspberry Pi 5
 * (`pisp`) takes its statistics before the correction, so they are multiplied by these before anything is estimated.
 */
export interface ShadingTables {
  readonly r: ArrayLike<number>;
  readonly g: ArrayLike<number>;
  readonly b: ArrayLike<number>;
}

const VALUES = 4;
const WHITE_16_BIT = 65535;

/** What decides which zones are kept and what is mixed into them. */
export interface ZoneRules {
  readonly minPixels: number;
  readonly minGreen: number;
  readonly biasProportion: number;
  /** White point of the bias light. */
  readonly biasR: number;
  readonly biasB: number;
  readonly sensitivityR: number;
  readonly sensitivityB: number;
}

/** The zones kept: means in the first `count` places of each array. Reused from frame to frame. */
export class KeptZones {
  count = 0;
  red = new Float64Array(0);
  green = new Float64Array(0);
  blue = new Float64Array(0);

  /** Makes room for a grid; allocates only where it is larger than any before. */
  reserve(zones: number): void {
    this.count = 0;
    if (this.red.length >= zones) return;
    this.red = new Float64Array(zones);
    this.green = new Float64Array(zones);
    this.blue = new Float64Array(zones);
  }

  /** Divides the green out, so that the search need not: R' = R / (G + 1), B' = B / (G + 1). */
  divideByGreen(): void {
    const { red, green, blue } = this;
    for (let i = 0; i < this.count; i++) {
      red[i] = red[i] / (green[i] + 1);
      blue[i] = blue[i] / (green[i] + 1);
    }
  }
}

/**
 * Zones with enough pixels and enough light: integer means, bias samples added, shading and sensitivities applied.
 * Throws RangeError where the sums or the tables do not fit the grid.
 */
export function keepZones(
  zones: AwbZones,
  rules: ZoneRules,
  kept: KeptZones,
  shading?: ShadingTables,
): void {
  const { width, height, sums } = zones;
  if (sums.length !== width * height * VALUES) {
    throw new RangeError(
      `zones: expected ${width * height * VALUES} values for ${width}x${height} zones, got ${sums.length}`,
    );
  }
  if (shading !== undefined) checkShading(shading, width * height);
  kept.reserve(width * height);
  const { red, green, blue } = kept;
  let n = 0;
  for (let o = 0; o < sums.length; o += VALUES) {
    const counted = sums[o + 3];
    if (!(counted >= rules.minPixels && counted > 0)) continue;
    // Hardware counts in integers, and so does libcamera: the means are integer divisions.
    const meanGreen = Math.floor(sums[o + 1] / counted);
    if (meanGreen < rules.minGreen) continue;
    const biasSamples = Math.floor(rules.biasProportion * counted);
    red[n] = (Math.floor(sums[o] / counted) + biasSamples * rules.biasR) * rules.sensitivityR;
    blue[n] = (Math.floor(sums[o + 2] / counted) + biasSamples * rules.biasB) * rules.sensitivityB;
    green[n] = meanGreen + biasSamples;
    if (shading !== undefined) {
      const zone = o / VALUES;
      red[n] *= shading.r[zone];
      green[n] *= shading.g[zone];
      blue[n] *= shading.b[zone];
    }
    n++;
  }
  kept.count = n;
}

/** Throws RangeError for tables of another grid, or with a factor that is none. */
export function checkShading(shading: ShadingTables, zones: number): void {
  for (const channel of ['r', 'g', 'b'] as const) {
    const table = shading[channel];
    if (table.length !== zones) {
      throw new RangeError(
        `shading.${channel}: expected ${zones} factors, one a zone, got ${table.length}`,
      );
    }
    for (let i = 0; i < zones; i++) {
      if (table[i] > 0 && table[i] < Number.POSITIVE_INFINITY) continue;
      throw new RangeError(`shading.${channel}[${i}]: expected a factor > 0, got ${table[i]}`);
    }
  }
}

/**
 * Statistics that a camera would have delivered for a thumbnail: each zone's mean over its unmasked area as
 * the sum over `pixelsPerZone` pixels times its coverage. Cells on a border count with the share inside.
 */
export function thumbnailToZones(
  thumbnail: Thumbnail,
  {
    width,
    height,
    pixelsPerZone = 1000,
  }: { width: number; height: number; pixelsPerZone?: number },
): AwbZones {
  const means = thumbnailZoneMeans(thumbnail, { width, height });
  const sums = new Float64Array(means.length);
  for (let o = 0; o < means.length; o += VALUES) {
    const counted = Math.round(means[o + 3] * pixelsPerZone);
    for (let c = 0; c < 3; c++) sums[o + c] = Math.round(means[o + c] * WHITE_16_BIT * counted);
    sums[o + 3] = counted;
  }
  return { width, height, sums };
}

/** Means of a width x height grid over a thumbnail's unmasked area: R, G, B (linear, clipped to 0..1) and coverage. */
export function thumbnailZoneMeans(
  thumbnail: Thumbnail,
  { width, height }: { width: number; height: number },
): Float64Array {
  const { heightPx, widthPx, pixels } = thumbnail;
  const out = new Float64Array(width * height * VALUES);
  const area = (widthPx / width) * (heightPx / height);
  areaAverage({ rows: heightPx, columns: widthPx }, { rows: height, columns: width }, addPixel, {
    pixels,
    width,
    height,
    out,
  });
  for (let o = 0; o < out.length; o += VALUES) {
    const mass = out[o + 3];
    for (let c = 0; c < 3; c++) out[o + c] = mass > 0 ? Math.max(0, out[o + c] / mass) : 0;
    out[o + 3] = mass / area;
  }
  return out;
}

interface ZoneSums {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly out: Float64Array;
}

function addPixel(sums: ZoneSums, cell: number, pixel: number, down: number, across: number): void {
  const { pixels, width, height, out } = sums;
  const source = pixel * VALUES;
  const target = cell * VALUES;
  const weight = (down / height) * (across / width) * pixels[source + 3];
  out[target] += weight * pixels[source];
  out[target + 1] += weight * pixels[source + 1];
  out[target + 2] += weight * pixels[source + 2];
  out[target + 3] += weight;
}
