/** The answer where a frame has none: the mean light of a model's training. */
import type { WhitePoint } from '../color/index.js';
import type { Architecture } from '../model/index.js';

/** The mean training light, which networks on log-chroma planes hold as the planes' centre; null where there is none. */
export function meanLightOf({ nodes }: Architecture): WhitePoint | null {
  for (const node of nodes) {
    if (node.op !== 'features' || node.planes === 'rgb') continue;
    const light = { r: Math.exp(node.centre[0]), b: Math.exp(node.centre[1]) };
    if ([light.r, light.b, 1 / light.r, 1 / light.b].every(isPositive)) return light;
  }
  return null;
}

/** Greater than 0 and finite. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}
