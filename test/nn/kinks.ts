/** Where operations have no derivative, and how far from there the values of a network are. */
import { type Architecture, inferShapes, type ModelNode } from '../../dist/model/index.js';

/** Distance of the nearest value to a point where an operation has no derivative. */
export function kinkDistance(
  architecture: Architecture,
  values: ReadonlyMap<string, Float64Array>,
): number {
  const shapes = inferShapes(architecture);
  let nearest = Number.POSITIVE_INFINITY;
  for (const node of architecture.nodes) {
    if (node.op === 'activation') {
      for (const at of KINKS[node.kind] ?? []) {
        for (const v of values.get(node.from)!) nearest = Math.min(nearest, Math.abs(v - at));
      }
    } else if (node.op === 'maxPool') {
      const { heightPx, widthPx, channels } = shapes.get(node.from)!;
      const map = { heightPx, widthPx, channels, values: values.get(node.from)! };
      nearest = Math.min(nearest, smallestLead(node, map));
    }
  }
  return nearest;
}

const KINKS: Readonly<Record<string, readonly number[]>> = {
  relu: [0],
  leakyRelu: [0],
  relu6: [0, 6],
  hardSwish: [-3, 3],
};

interface ValueMap {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/** Smallest difference between the two largest values of any window; windows of dead ReLUs are left out. */
function smallestLead(
  { size, stride }: Extract<ModelNode, { op: 'maxPool' | 'averagePool' }>,
  { heightPx, widthPx, channels, values }: ValueMap,
): number {
  let smallest = Number.POSITIVE_INFINITY;
  const batch = values.length / (heightPx * widthPx * channels);
  for (let n = 0; n < batch * channels; n++) {
    const at = (row: number, column: number) =>
      values[
        ((Math.floor(n / channels) * heightPx + row) * widthPx + column) * channels + (n % channels)
      ];
    for (let row = 0; row === 0 || row + size <= heightPx; row += stride) {
      for (let column = 0; column === 0 || column + size <= widthPx; column += stride) {
        const window: number[] = [];
        for (let y = row; y < Math.min(row + size, heightPx); y++) {
          for (let x = column; x < Math.min(column + size, widthPx); x++) window.push(at(y, x));
        }
        window.sort((a, b) => b - a);
        if (window.length > 1 && window[0] !== 0)
          smallest = Math.min(smallest, window[0] - window[1]);
      }
    }
  }
  return smallest;
}
