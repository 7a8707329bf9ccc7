/** Random networks of the reference family, at sizes that the plain twin can bear. */
import {
  countFlops,
  type ReferenceFamily,
  referenceArchitectureV1,
} from '../../dist/model/index.js';
import type { Rng } from '../../dist/random/index.js';

/** Floating-point operations of one picture, at most. */
const BUDGET = 1.5e6;

const between = (rng: Rng, low: number, high: number) => low + rng.integer(high - low + 1);

/**
 * By the rules of `reference-v1`, which can build every draw. 3 blocks of 16..`mostChannels` kernels of side 3..7 with stride 1..5 (never beyond the side), from block to block never
 * fewer; 40..250 hidden neurons, decay 0..1.5, depth 2..5. Pictures are as large as the budget allows, 60 x 90 at most.
 */
export function drawReferenceFamily(rng: Rng, mostChannels: number): ReferenceFamily {
  const channels = [0, 0, 0].map(() => between(rng, 16, mostChannels)).sort((a, b) => a - b);
  const blocks = channels.map((count) => {
    const kernel = between(rng, 3, 7);
    return { kernel, stride: between(rng, 1, Math.min(5, kernel)), channels: count };
  });
  const settings = {
    blocks,
    hiddenNeurons: between(rng, 40, 250),
    decay: 1.5 * rng.uniform(),
    depth: between(rng, 2, 5),
  };
  let heightPx = between(rng, 40, 60);
  let widthPx = Math.round(heightPx * (1.2 + 0.3 * rng.uniform()));
  const tooMuch = () =>
    countFlops(referenceArchitectureV1({ ...settings, heightPx, widthPx })) > BUDGET;
  while (heightPx > 4 && tooMuch()) {
    heightPx--;
    widthPx = Math.max(4, widthPx - 1);
  }
  return { ...settings, heightPx, widthPx };
}
