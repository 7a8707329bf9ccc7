/** Planes of cells for tests of exports: networks whose white point shows what each plane holds, and frames that try them. */
import type { Model, NodeOf } from '../../dist/model/index.js';
import type { Rng } from '../../dist/random/index.js';
import { modelOf } from '../infer/sample-models.js';

type Settings = Partial<Extract<NodeOf<'features'>, { planes: 'logChroma' | 'relativeLogChroma' }>>;
interface Size {
  readonly heightPx: number;
  readonly widthPx: number;
}

/** A thumbnail's size, and the pixels that a cell has on a side: multiples of it, and not. */
export const CELL_SIZES: readonly (readonly [Size, number])[] = [
  [{ heightPx: 8, widthPx: 12 }, 2],
  [{ heightPx: 7, widthPx: 12 }, 2],
  [{ heightPx: 10, widthPx: 13 }, 3],
  [{ heightPx: 9, widthPx: 6 }, 3],
  [{ heightPx: 5, widthPx: 7 }, 5],
  [{ heightPx: 5, widthPx: 6 }, 1],
];

/** A white point of the means of the planes and their squares, in e's powers. */
export function planesOfCells(input: Size, settings: Settings): Model {
  const node = {
    ...{ id: 'planes', op: 'features', planes: 'relativeLogChroma', epsilon: 0.05 },
    ...{ centre: [-0.2, -0.1], scale: 1.5, centreLuminance: true },
    ...settings,
  } as NodeOf<'features'>;
  return modelOf({
    input,
    nodes: [
      node,
      // Without a part that is linear a sign would be lost.
      { id: 'raised', op: 'activation', from: 'planes', kind: 'affine', alpha: 1, beta: 0.3 },
      { id: 'squares', op: 'arithmetic', kind: 'multiply', from: ['planes', 'raised'] },
      { id: 'means', op: 'globalAveragePool', from: 'squares' },
      { id: 'chroma', op: 'slice', from: 'means', start: 0, end: 2 },
      { id: 'others', op: 'slice', from: 'means', start: 2, end: 4 },
      { id: 'sum', op: 'arithmetic', kind: 'add', from: ['chroma', 'others'] },
      { id: 'whitePoint', op: 'activation', from: 'sum', kind: 'exp' },
    ],
    output: 'whitePoint',
  });
}

/** Frames wholly visible, partly covered on both sides of a half, and with masked pixels of colours far beyond any. */
export function framesOfCells({ heightPx, widthPx }: Size, rng: Rng): Float32Array[] {
  const coverages = [[1], [1, 1, 0], [1, 0.5, 0.499, 0.25, 0], [0.3, 0.6, 0.7], [0, 0, 1]];
  return coverages.map((some) => {
    const frame = new Float32Array(heightPx * widthPx * 4);
    for (let i = 0; i < frame.length; i += 4) {
      const coverage = i === 0 ? 1 : some[rng.integer(some.length)]!;
      const colour = () => 0.9 * rng.uniform() - 0.02;
      frame.set(coverage === 0 ? [1e38, 1, 1e38, 0] : [colour(), colour(), colour(), coverage], i);
    }
    // The first two pixels are light enough for every estimator.
    frame.set([0.3, 0.5, 0.4, 1, 0.5, 0.4, 0.3, 1], 0);
    return frame;
  });
}
