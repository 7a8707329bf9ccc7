/**
 * What a block of the small family says of the whole picture, added to each of its cells [Cao2019]: the mean of its map over what is
 * visible, through a dense layer. So what a cell is worth depends on the rest of the picture (red in a picture that is all red says
 * less than red in a grey one), while cells are still looked at one by one. It costs as many products as one cell of a 1x1 convolution.
 * [Cao2019] GCNet: Non-local Networks Meet Squeeze-Excitation Networks and Beyond, ICCV Workshops.
 */
import type { ModelNode } from './architecture.js';

interface BlockMap {
  /** Id of the block's map, and how many channels it has. */
  readonly map: string;
  readonly channels: number;
  /** Id of the share of each of its cells that is visible. */
  readonly coverage: string;
}

/** Keeps the mean of a wholly masked picture finite, here and in the head. */
export const POOL_EPSILON = 1e-3;

/** Nodes of the block with that number; the last of them is the map with what was added. */
export function contextNodes(block: number, { map, channels, coverage }: BlockMap): ModelNode[] {
  const [pool, dense, id] = [`whole${block}`, `ofWhole${block}`, `context${block}`];
  return [
    { id: pool, op: 'weightedPool', from: map, weights: coverage, epsilon: POOL_EPSILON },
    { id: dense, op: 'dense', from: pool, units: channels, bias: true },
    { id, op: 'arithmetic', kind: 'add', from: [map, dense] },
  ];
}
