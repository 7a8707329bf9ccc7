/**
 * Grids of flat patches: from a patch and two neighbours the grid grows patch by patch. Each step is predicted from the
 * last one, so that perspective bends the grid without a model of it. What is missing is stepped over once.
 */

import { CHART_SETTINGS } from './chart-settings.js';
import type { FlatPatch } from './flat-patches.js';

/** A patch at column i and row j of its grid. */
export interface LatticeNode {
  readonly i: number;
  readonly j: number;
  readonly patch: FlatPatch;
}

interface GrowingNode extends LatticeNode {
  readonly index: number;
  /** Step to the next column and to the next row. */
  u: readonly [number, number];
  v: readonly [number, number];
}

const FEWEST_NODES = CHART_SETTINGS.lattice.fewestNodes;
const NEIGHBOURS = CHART_SETTINGS.lattice.neighbours;
const SIZE_RATIO = CHART_SETTINGS.lattice.sizeRatio;
const TOLERANCE = CHART_SETTINGS.lattice.tolerance;
const MOST_NODES = CHART_SETTINGS.lattice.mostNodes;

/** Patches by place, in square cells. */
class PatchIndex {
  private readonly cells = new Map<number, number[]>();
  private readonly patches: readonly FlatPatch[];
  private readonly cell: number;

  constructor(patches: readonly FlatPatch[], cell: number) {
    this.patches = patches;
    this.cell = cell;
    patches.forEach(({ x, y }, k) => {
      const key = this.keyOf(Math.floor(x / cell), Math.floor(y / cell));
      const members = this.cells.get(key);
      if (members) members.push(k);
      else this.cells.set(key, [k]);
    });
  }

  /** Indices of patches whose centres lie within `radius`. */
  within(x: number, y: number, radius: number): number[] {
    const { cell } = this;
    const out: number[] = [];
    for (let cy = Math.floor((y - radius) / cell); cy <= Math.floor((y + radius) / cell); cy++) {
      for (let cx = Math.floor((x - radius) / cell); cx <= Math.floor((x + radius) / cell); cx++) {
        for (const k of this.cells.get(this.keyOf(cx, cy)) ?? []) {
          const { x: px, y: py } = this.patches[k];
          if ((px - x) ** 2 + (py - y) ** 2 <= radius * radius) out.push(k);
        }
      }
    }
    return out;
  }

  private keyOf(cx: number, cy: number): number {
    return (cy + 4096) * 16_384 + cx + 4096;
  }
}

/** Calls `onLattice` for grids of ten patches or more, the same set of patches once; stops early where `isLate` says so. */
export function growLattices(
  patches: readonly FlatPatch[],
  onLattice: (nodes: readonly LatticeNode[]) => void,
  isLate: () => boolean,
): void {
  if (patches.length < FEWEST_NODES) return;
  const sizes = patches.map(({ size }) => size).sort((a, b) => a - b);
  const index = new PatchIndex(patches, Math.max(4, 2 * sizes[sizes.length >> 1]));
  /** How many grids each patch is part of. */
  const used = new Uint8Array(patches.length);
  const order = [...patches.keys()].sort((a, b) => patches[b].size - patches[a].size);
  for (const seed of order) {
    if (used[seed] >= 2) continue;
    if (isLate()) return;
    let grown = 0;
    for (const [u, v] of firstSteps(patches, index, seed)) {
      const nodes = grow(patches, index, seed, u, v);
      if (nodes.length < FEWEST_NODES) continue;
      for (const node of nodes) used[node.index]++;
      onLattice(nodes);
      if (++grown === 2) break;
    }
  }
}

/** Pairs of steps from a patch to its neighbours, the shorter first; turned so that (u, v) is right-handed. */
function firstSteps(
  patches: readonly FlatPatch[],
  index: PatchIndex,
  seed: number,
): [readonly [number, number], readonly [number, number]][] {
  const { x, y, size } = patches[seed];
  const steps = index
    .within(x, y, 3.2 * size)
    .filter((k) => k !== seed && isLike(patches[k].size, size))
    .map((k) => [patches[k].x - x, patches[k].y - y] as const)
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b))
    .filter(([dx, dy]) => Math.hypot(dx, dy) > 0.8 * size)
    .slice(0, NEIGHBOURS);
  const pairs: [readonly [number, number], readonly [number, number]][] = [];
  for (const u of steps) {
    for (const v of steps) {
      const cross = u[0] * v[1] - u[1] * v[0];
      const [du, dv] = [Math.hypot(...u), Math.hypot(...v)];
      // Of an axis and its opposite one is enough: the grid grows both ways.
      const isOnce = u[0] > Math.abs(u[1]) || (u[1] >= 0 && Math.abs(u[0]) <= u[1]);
      if (isOnce && cross > 0.7 * du * dv && du < 1.9 * dv && dv < 1.9 * du) pairs.push([u, v]);
    }
  }
  return pairs;
}

const isLike = (a: number, b: number): boolean => a < SIZE_RATIO * b && b < SIZE_RATIO * a;

function grow(
  patches: readonly FlatPatch[],
  index: PatchIndex,
  seed: number,
  u: readonly [number, number],
  v: readonly [number, number],
): GrowingNode[] {
  const first: GrowingNode = { i: 0, j: 0, patch: patches[seed], index: seed, u, v };
  const nodes = [first];
  const places = new Set(['0,0']);
  const taken = new Set([seed]);
  for (let at = 0; at < nodes.length && nodes.length < MOST_NODES; at++) {
    const from = nodes[at];
    for (const [di, dj] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      for (const far of [1, 2]) {
        const [i, j] = [from.i + far * di, from.j + far * dj];
        if (places.has(`${i},${j}`)) break;
        const next = step(patches, index, from, di, dj, far, taken);
        if (!next) continue;
        places.add(`${i},${j}`);
        taken.add(next.index);
        nodes.push(next);
        break;
      }
    }
  }
  return nodes;
}

/** The patch `far` steps from a node along (di, dj), with the step corrected by where it was found. */
function step(
  patches: readonly FlatPatch[],
  index: PatchIndex,
  from: GrowingNode,
  di: number,
  dj: number,
  far: number,
  taken: ReadonlySet<number>,
): GrowingNode | null {
  const along = di !== 0 ? from.u : from.v;
  const sign = far * (di + dj);
  const { patch } = from;
  const [x, y] = [patch.x + sign * along[0], patch.y + sign * along[1]];
  const shorter = Math.min(Math.hypot(...from.u), Math.hypot(...from.v));
  let [best, least] = [-1, TOLERANCE * (far === 1 ? 1 : 1.4) * shorter];
  for (const k of index.within(x, y, least)) {
    if (taken.has(k) || !isLike(patches[k].size, patch.size)) continue;
    const distance = Math.hypot(patches[k].x - x, patches[k].y - y);
    if (distance > least) continue;
    [best, least] = [k, distance];
  }
  if (best < 0) return null;
  const found = patches[best];
  const moved = [(found.x - patch.x) / sign, (found.y - patch.y) / sign] as const;
  const [i, j] = [from.i + far * di, from.j + far * dj];
  const steps = di !== 0 ? { u: moved, v: from.v } : { u: from.u, v: moved };
  return { i, j, patch: found, index: best, ...steps };
}
