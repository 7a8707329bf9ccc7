/**
 * CIE chromaticities: x, y of 1931 and u, v of the uniform diagram of 1960, in which correlated
 * colour temperatures are defined.
 *
 *   u = 4x / (-2x + 12y + 3)    v = 6y / (-2x + 12y + 3)
 *   x = 3u / (2u - 8v + 4)      y = 2v / (2u - 8v + 4)
 *
 * Source: CIE 015:2004 Colorimetry, sections 8 and 9.5.
 */

/** CIE 1931 chromaticity. */
export interface Chromaticity {
  readonly x: number;
  readonly y: number;
}

/** CIE 1960 chromaticity. */
export interface UniformChromaticity {
  readonly u: number;
  readonly v: number;
}

/** CIE 1931 to CIE 1960. */
export function xyToUv({ x, y }: Chromaticity): UniformChromaticity {
  const denominator = -2 * x + 12 * y + 3;
  return { u: (4 * x) / denominator, v: (6 * y) / denominator };
}

/** CIE 1960 to CIE 1931. */
export function uvToXy({ u, v }: UniformChromaticity): Chromaticity {
  const denominator = 2 * u - 8 * v + 4;
  return { x: (3 * u) / denominator, y: (2 * v) / denominator };
}
