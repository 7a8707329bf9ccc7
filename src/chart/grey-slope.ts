/**
 * The white point of a chart by the slope of R over G and of B over G through its six greys. What adds the same to all
 * (stray light, a black level a little off) moves every single patch, the dark ones most, and the slope not at all.
 *
 * Least squares of R = a + r G; patches have equal weights but where one's noise is beyond what the light's unevenness makes. The standard error comes from how far the patches lie off the line, so it knows what noise does not.
 */
import { angleDegrees, type WhitePoint } from '../color/index.js';
import { CHART_SETTINGS } from './chart-settings.js';

/** A grey patch, R, G, B over black; `deviations` are those of the means. */
export interface GreyPatch {
  readonly name: string;
  readonly rgb: readonly [number, number, number];
  readonly deviations: readonly [number, number, number];
  /** Clipped patches are shown and not used. */
  readonly isClipped: boolean;
}

export interface GreyOfSlope {
  readonly name: string;
  readonly rgb: readonly [number, number, number];
  readonly isUsed: boolean;
  /** White point of the patch alone, as one would take from a card, and its angle to the slope's. */
  readonly own: WhitePoint;
  readonly ownDegrees: number;
  /** Angle between the patch less the line's offset and the slope: what remains unexplained. */
  readonly residualDegrees: number;
}

export interface GreySlope {
  readonly whitePoint: WhitePoint;
  /** Standard errors of r and b, and the angle that they mean. */
  readonly sigmaR: number;
  readonly sigmaB: number;
  readonly sigmaDegrees: number;
  /** Largest angle between two used patches less the offset, degrees. */
  readonly spreadDegrees: number;
  /** R and B where G is 0: stray light and black level. */
  readonly offset: readonly [red: number, blue: number];
  readonly greys: readonly GreyOfSlope[];
  /** The patch farthest off the line, where it is more than a degree and stands out. */
  readonly outlier: string | null;
}

const UNEVEN = CHART_SETTINGS.greys.uneven;
const DARK_SHARE = CHART_SETTINGS.greys.darkShare;

/** Null where fewer than three patches are left, or they do not differ in brightness. */
export function greySlope(patches: readonly GreyPatch[]): GreySlope | null {
  const used = patches.filter(({ isClipped, rgb }) => !isClipped && rgb[1] > 0);
  if (used.length < 3) return null;
  const red = fitLine(used, 0);
  const blue = fitLine(used, 2);
  if (!(red && blue && red.slope > 0 && blue.slope > 0)) return null;
  const whitePoint = { r: red.slope, b: blue.slope };
  const brightest = Math.max(...used.map(({ rgb }) => rgb[1]));
  const less = ({ rgb }: GreyPatch) => [rgb[0] - red.offset, rgb[1], rgb[2] - blue.offset] as const;
  const direction = [whitePoint.r, 1, whitePoint.b] as const;
  const greys = patches.map((patch): GreyOfSlope => {
    const { name, rgb } = patch;
    const residualDegrees = angleDegrees(...less(patch), ...direction);
    const ownDegrees = angleDegrees(...rgb, ...direction);
    return {
      name,
      rgb,
      isUsed: used.includes(patch),
      own: { r: rgb[0] / rgb[1], b: rgb[2] / rgb[1] },
      ownDegrees,
      residualDegrees,
    };
  });
  const judged = used.filter(({ rgb }) => rgb[1] >= DARK_SHARE * brightest);
  const spreadDegrees = largestAngle(judged.map(less));
  const sigmaDegrees = sigmaAngle(whitePoint, red.sigma, blue.sigma);
  return {
    whitePoint,
    sigmaR: red.sigma,
    sigmaB: blue.sigma,
    sigmaDegrees,
    spreadDegrees,
    offset: [red.offset, blue.offset],
    greys,
    outlier: outlierOf(used, judged),
  };
}

interface Line {
  readonly offset: number;
  readonly slope: number;
  readonly sigma: number;
}

function fitLine(patches: readonly GreyPatch[], channel: 0 | 2): Line | null {
  let [sw, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  const brightest = Math.max(...patches.map(({ rgb }) => rgb[channel]));
  const weights = patches.map(({ deviations }) => {
    const uneven = UNEVEN * brightest;
    return 1 / (deviations[channel] ** 2 + deviations[1] ** 2 + uneven ** 2);
  });
  patches.forEach(({ rgb }, k) => {
    const [w, x, y] = [weights[k], rgb[1], rgb[channel]];
    sw += w;
    sx += w * x;
    sy += w * y;
    sxx += w * x * x;
    sxy += w * x * y;
  });
  const det = sw * sxx - sx * sx;
  if (!(det > 1e-9 * sw * sxx)) return null;
  const slope = (sw * sxy - sx * sy) / det;
  const offset = (sy - slope * sx) / sw;
  const chi = patches.reduce(
    (sum, { rgb }, k) => sum + weights[k] * (rgb[channel] - offset - slope * rgb[1]) ** 2,
    0,
  );
  // Never below what noise and uneven light alone give, however well few patches happen to lie.
  const excess = Math.max(1, chi / (patches.length - 2));
  return { offset, slope, sigma: Math.sqrt((excess * sw) / det) };
}

function largestAngle(colours: readonly (readonly [number, number, number])[]): number {
  let largest = 0;
  for (const a of colours)
    for (const b of colours) largest = Math.max(largest, angleDegrees(...a, ...b));
  return largest;
}

/** The angle that standard errors of r and b mean, at its largest. */
export function sigmaAngle({ r, b }: WhitePoint, sigmaR: number, sigmaB: number): number {
  const centre = [r, 1, b] as const;
  return Math.hypot(
    angleDegrees(...centre, r + sigmaR, 1, b),
    angleDegrees(...centre, r, 1, b + sigmaB),
  );
}

/**
 * The patch that lies farthest off the line of all others, where that is more than a degree and the others agree with each
 * other three times as well.
 */
function outlierOf(used: readonly GreyPatch[], judged: readonly GreyPatch[]): string | null {
  if (used.length < 4) return null;
  const found = judged
    .map((patch) => {
      const others = used.filter((other) => other !== patch);
      const [red, blue] = [fitLine(others, 0), fitLine(others, 2)];
      if (!(red && blue)) return { name: patch.name, degrees: 0, others: 0 };
      const degreesOf = ({ rgb }: GreyPatch) =>
        angleDegrees(rgb[0] - red.offset, rgb[1], rgb[2] - blue.offset, red.slope, 1, blue.slope);
      const rest = judged.filter((other) => other !== patch).map(degreesOf);
      return { name: patch.name, degrees: degreesOf(patch), others: Math.max(...rest) };
    })
    .sort((a, b) => b.degrees / (b.others + 0.2) - a.degrees / (a.others + 0.2))[0];
  return found.degrees > 1 && found.degrees > 3 * found.others ? found.name : null;
}
