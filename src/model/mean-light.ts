/** The answer where a frame has none: the mean light of a model's training. */
import type { Architecture } from './architecture.js';
import { framesMapOf } from './frames-camera.js';
import { isChromaPlanes, isOfMeans } from './plane-cells.js';

/**
 * The mean training light as a white point (R/G and B/G), which networks on log-chroma planes hold as the planes' centre; null
 * where there is none, or none (through the matrix of another camera, where frames are of one) whose parts and gains are positive numbers of float32.
 */
export function meanLightOf(
  architecture: Architecture,
): { readonly r: number; readonly b: number } | null {
  const planes = architecture.nodes.filter(isChromaPlanes);
  // The light of edges' colours is that of surfaces' on the whole alone: those of means come first.
  const [means, edges] = [planes.filter(isOfMeans), planes.filter((node) => !isOfMeans(node))];
  for (const node of [...means, ...edges]) {
    const light = { r: Math.exp(node.centre[0]), b: Math.exp(node.centre[1]) };
    const { r, b } = framesMapOf(architecture)?.back(light) ?? light;
    const numbers = [r, b, 1 / r, 1 / b].map(Math.fround);
    if (numbers.every((value) => value > 0 && Number.isFinite(value))) return { r, b };
  }
  return null;
}
