/**
 * Sums over all windows of a 3x3 convolution at stride 1 that its weights' gradient can be had from without its output
 * (engine/assembly/window-products.ts): S[k] = sum of x[k] and G[k, l] = sum of x[k] x[l], with k and l the numbers of a window
 * in the order of the weights.
 *
 *   A pair of the window's rows (i, i + d) meets pairs of rows (Y, Y + d) of the input, Y from i to i + height - 1. What all i
 *   have in common is summed once for each d, what is left for each (d, i). Along a row it is the same: products at every
 *   distance over the pixels that all columns of the window have in common, and those at the edges window by window.
 */
import type { TensorLayout } from '../../engine/index.js';
import { type PlanContext, perThread } from '../context.js';

const KERNEL = 3;

/** Addresses of sums over pairs of rows: of products at every distance, and of windows at the edges. */
interface Sums {
  readonly flat: number;
  readonly edges: number;
}

/** All pairs of rows that lie `d` apart, or, where d is null, of a row and ones, which are the sums of single numbers. */
interface Pairs {
  readonly d: number | null;
  readonly firstOffset: number;
  readonly offsets: number;
  readonly common: Sums;
  /** By i. */
  readonly own: readonly Sums[];
}

interface Plan {
  readonly context: PlanContext;
  readonly x: TensorLayout;
  readonly rows: number;
  readonly columns: number;
  /** Numbers of a row of the window. */
  readonly length: number;
  /** Vectors and pixels of the shortest piece of a row in which both end. */
  readonly phases: number;
  readonly pixels: number;
  readonly steps: number;
  readonly ones: number;
}

/** Of the windows of rows x columns pixels of `x`, which has three or four channels, unpadded. */
export class WindowProducts {
  private readonly plan: Plan;
  private readonly pairs: readonly Pairs[];

  constructor(
    context: PlanContext,
    x: TensorLayout,
    { rows, columns }: { readonly rows: number; readonly columns: number },
  ) {
    const length = KERNEL * x.channels;
    const [phases, pixels] = x.channels === 3 ? [3, 4] : [1, 1];
    const steps = Math.max(0, Math.floor((columns - KERNEL + 1) / pixels));
    const ones = context.arena.allocate(x.rowStride);
    new Float32Array(context.kernels.memory.buffer, ones, x.rowStride / 4).fill(1);
    this.plan = { context, x, rows, columns, length, phases, pixels, steps, ones };
    this.pairs = [
      planPairs(this.plan, null, 0, 1),
      // What lies to the left is known by symmetry.
      planPairs(this.plan, 0, 0, length),
      // One place more than there are, since kernels take nine at a time.
      planPairs(this.plan, 1, 1 - length, 2 * length),
      planPairs(this.plan, 2, 1 - length, 2 * length),
    ];
  }

  clear(): void {
    const { context, length } = this.plan;
    for (const { common, own, offsets } of this.pairs) {
      for (const { flat, edges } of [common, ...own]) {
        context.kernels.clear(flat, flatBytes(this.plan, offsets));
        context.kernels.clear(edges, length * length * 8);
      }
    }
  }

  /** Adds one sample; `window` is the address of its first window. */
  add(window: number): void {
    const { rows } = this.plan;
    for (const pairs of this.pairs) {
      const last = KERNEL - 1 - (pairs.d ?? 0);
      addRows(this.plan, pairs, pairs.common, window, last, Math.max(last, rows));
      pairs.own.forEach((sums, i) => {
        addRows(this.plan, pairs, sums, window, i, Math.min(last, i + rows));
        addRows(this.plan, pairs, sums, window, Math.max(last, rows), i + rows);
      });
    }
  }

  /** S and G, the latter line by line. */
  read(): { readonly sums: Float64Array; readonly products: Float64Array } {
    const { length } = this.plan;
    const count = KERNEL * length;
    const sums = new Float64Array(count);
    const products = new Float64Array(count * count);
    for (const pairs of this.pairs) {
      pairs.own.forEach((own, i) => {
        for (let k = 0; k < length; k++) {
          if (pairs.d === null) {
            sums[i * length + k] = this.valueOf(pairs, own, k, 0, 0);
            continue;
          }
          for (let l = pairs.d === 0 ? k : 0; l < length; l++) {
            const [row, column] = [i * length + k, (i + pairs.d) * length + l];
            const value = this.valueOf(pairs, own, k, l, l - k);
            products[row * count + column] = value;
            products[column * count + row] = value;
          }
        }
      });
    }
    return { sums, products };
  }

  /** The sum of products of number k of a window's row with number l of its partner's, `offset` floats on. */
  private valueOf(pairs: Pairs, own: Sums, k: number, l: number, offset: number): number {
    const { context, length, phases, x } = this.plan;
    const f64 = context.f64();
    let value = 0;
    for (const { flat, edges } of [pairs.common, own]) {
      value += f64[(edges >> 3) + k * length + l]!;
      for (let lane = k % x.channels; lane < 4 * phases; lane += x.channels) {
        const line = (lane >> 2) * pairs.offsets + offset - pairs.firstOffset;
        value += f64[(flat >> 3) + line * 4 + (lane & 3)]!;
      }
    }
    return value;
  }
}

const flatBytes = ({ phases }: Plan, offsets: number) => phases * offsets * 32;

function planPairs(plan: Plan, d: number | null, firstOffset: number, offsets: number): Pairs {
  const { context, length } = plan;
  const own = (bytes: number) => perThread(context, bytes)[context.sync.thread]!;
  const sums = () => ({ flat: own(flatBytes(plan, offsets)), edges: own(length * length * 8) });
  const count = KERNEL - (d ?? 0);
  return { d, firstOffset, offsets, common: sums(), own: Array.from({ length: count }, sums) };
}

/** Adds the pairs whose first row is one from `from` to `to`, the latter not included. */
function addRows(
  { context, x, columns, length, phases, pixels, steps, ones }: Plan,
  { d, firstOffset, offsets }: Pairs,
  { flat, edges }: Sums,
  window: number,
  from: number,
  to: number,
): void {
  if (to <= from) return;
  const { kernels } = context;
  const first = window + from * x.rowStride;
  const partner = d === null ? ones : first + d * x.rowStride;
  const partnerRow = d === null ? 0 : x.rowStride;
  // Pixels that the first, the middle and the last column of a window all see.
  const common = (KERNEL - 1) * x.pixelStride;
  const rows = to - from;
  kernels.rowProducts(
    first + common,
    x.rowStride,
    partner + common,
    partnerRow,
    rows,
    steps,
    phases,
    firstOffset,
    offsets,
    flat,
  );
  for (let j = 0; j < KERNEL; j++) {
    const left = KERNEL - 1 - j;
    const done = left + steps * pixels;
    for (const [begin, end] of [
      [0, Math.min(left, columns)],
      [done, columns],
    ] as const) {
      kernels.edgeProducts(
        first + begin * x.pixelStride + j * x.pixelStride,
        x.rowStride,
        partner + begin * x.pixelStride,
        partnerRow,
        rows,
        x.pixelStride,
        Math.max(0, end - begin),
        x.channels,
        d === null ? 1 : length,
        length,
        edges + j * x.channels * length * 8,
      );
    }
  }
}
