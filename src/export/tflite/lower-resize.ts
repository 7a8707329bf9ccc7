/** Maps resized bilinearly, as two matrix products: the operator itself has our half-pixel places in its third version only. */
import type { NodeOf } from '../../model/index.js';
import type { Graph, Value } from './graph.js';
import { reshape } from './lowering.js';
import { denseOptions } from './operators.js';

/** [1, height, width, channels] to the node's size. */
export function resize(graph: Graph, x: Value, node: NodeOf<'resize'>): Value {
  const { heightPx, widthPx } = node;
  return alongRows(graph, alongRows(graph, x, heightPx), widthPx);
}

/**
 * Resizes the rows of [1, rows, columns, channels] and gives [1, columns, to, channels]: turned, so that twice is a whole resize
 * of a picture that lies as it lay.
 */
function alongRows(graph: Graph, x: Value, to: number): Value {
  const [, rows = 1, columns = 1, count = 1] = x.dims;
  const turn = (value: Value, order: readonly number[]) => {
    const dims = order.map((axis) => value.dims[axis]!);
    return graph.add('TRANSPOSE', [value, graph.integers(order)], dims);
  };
  const last = reshape(graph, turn(x, [0, 2, 3, 1]), [columns * count, rows]);
  const weights = graph.floats(bilinear(rows, to), [to, rows]);
  const inputs = [last, weights, graph.floats(new Float32Array(to))];
  const resized = graph.add('FULLY_CONNECTED', inputs, [columns * count, to], denseOptions('none'));
  return turn(reshape(graph, resized, [1, columns, count, to]), [0, 1, 3, 2]);
}

/** [to][from]: shares of the two nearest, places at half pixels, ends held. */
function bilinear(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const before = Math.floor(place);
    const share = place - before;
    weights[i * from + before]! += 1 - share;
    weights[i * from + Math.min(before + 1, from - 1)]! += share;
  }
  return weights;
}
