/** How far a picture's values reach, in one pass: what every picture is asked before anything else. */
import type { RawImage } from './raw-image.js';

/** Of the pixels that are not masked; in raw values. */
export interface PictureExtent {
  readonly counted: number;
  /** Those with a channel below the black level. */
  readonly belowBlack: number;
  /** Of any channel; 65535 and 0 where all are masked. */
  readonly smallestValue: number;
  readonly largestValue: number;
  /** Of R, G and B; 65536 where all are masked. */
  readonly darkest: readonly [number, number, number];
  /** Sums of R, G and B. */
  readonly sums: readonly [number, number, number];
}

/** Pixels whose sums stay whole numbers of 31 bits, which are added without a box around each; few, so that the loop is soon compiled whole. */
const RUN = 1 << 11;

/** Numbers of a run: counted, below black, largest, darkest R, G, B, sums of R, G, B. */
type Found = Int32Array;

export function pictureExtent({ rgb, blackLevel }: RawImage): PictureExtent {
  const found: Found = Int32Array.of(0, 0, 0, 65_536, 65_536, 65_536, 0, 0, 0);
  let [reds, greens, blues] = [0, 0, 0];
  for (let from = 0; from < rgb.length; from += 3 * RUN) {
    addRun(rgb, from, Math.min(rgb.length, from + 3 * RUN), blackLevel, found);
    reds += found[6]!;
    greens += found[7]!;
    blues += found[8]!;
  }
  const [counted, belowBlack, largestValue, red, green, blue] = found as unknown as SixNumbers;
  return {
    counted,
    belowBlack,
    smallestValue: Math.min(red, green, blue, 65_535),
    largestValue,
    darkest: [red, green, blue],
    sums: [reds, greens, blues],
  };
}

type SixNumbers = readonly [number, number, number, number, number, number];

/** Its sums are those of the run alone; the rest goes on from what was found before. */
function addRun(rgb: Uint16Array, from: number, to: number, black: number, found: Found): void {
  let counted = 0;
  let belowBlack = 0;
  let largest = found[2]!;
  let red = found[3]!;
  let green = found[4]!;
  let blue = found[5]!;
  let reds = 0;
  let greens = 0;
  let blues = 0;
  for (let i = from; i < to; i += 3) {
    const r = rgb[i]!;
    const g = rgb[i + 1]!;
    const b = rgb[i + 2]!;
    if ((r | g | b) === 0) continue;
    counted++;
    if (r < black || g < black || b < black) belowBlack++;
    if (r < red) red = r;
    if (g < green) green = g;
    if (b < blue) blue = b;
    if (r > largest) largest = r;
    if (g > largest) largest = g;
    if (b > largest) largest = b;
    reds += r;
    greens += g;
    blues += b;
  }
  found.set([found[0]! + counted, found[1]! + belowBlack, largest, red, green, blue]);
  found.set([reds, greens, blues], 6);
}
