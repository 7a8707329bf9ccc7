/** Both gains as logarithms, where a ratio is a distance, whatever the light. */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/white/index.js';

export interface LogGains {
  readonly red: number;
  readonly blue: number;
}

export const NO_DIFFERENCE: LogGains = { red: 0, blue: 0 };

export function logGainsOf({ r, b }: WhitePoint): LogGains {
  return { red: -Math.log(r), blue: -Math.log(b) };
}

export function whitePointOf({ red, blue }: LogGains): WhitePoint {
  return { r: Math.exp(-red), b: Math.exp(-blue) };
}

export function difference(to: LogGains, from: LogGains): LogGains {
  return { red: to.red - from.red, blue: to.blue - from.blue };
}

export function lengthOf({ red, blue }: LogGains): number {
  return Math.hypot(red, blue);
}

/** From `start`, `share` of the way along `way`, but no further than `longest`. */
export function stepAlong(
  start: LogGains,
  way: LogGains,
  share: number,
  longest = Number.POSITIVE_INFINITY,
): LogGains {
  const wanted = share * lengthOf(way);
  const scale = wanted > longest ? (share * longest) / wanted : share;
  return { red: start.red + scale * way.red, blue: start.blue + scale * way.blue };
}

/** Angle between the lights of two pairs of gains, degrees. */
export function degreesBetween(one: LogGains, other: LogGains): number {
  return recoveryErrorDegrees(whitePointOf(one), whitePointOf(other));
}

export function dot(one: LogGains, other: LogGains): number {
  return one.red * other.red + one.blue * other.blue;
}
