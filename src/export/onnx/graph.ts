/** An ONNX graph that grows node by node; maps are [1, channels, height, width], vectors [1, channels]. */
import type { Shape } from '../../model/index.js';
import type { OnnxAttribute, OnnxNode, OnnxTensor, OnnxValue } from './messages.js';

export class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  readonly values: OnnxValue[] = [];
  private readonly names = new Map<string, string>();
  private next = 0;

  /** Adds a node; gives its output's name, `as` or a new one. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    as = `${operator.toLowerCase()}_${++this.next}`,
  ): string {
    this.nodes.push({ operator, inputs, output: as, attributes });
    return as;
  }

  /** A constant tensor; equal scalars and lists of whole numbers are shared. */
  constant(values: OnnxTensor['values'], dims: readonly number[] = [values.length]): string {
    const small = values.length <= 8;
    const key = small ? `${values.constructor.name}:${values.join()}:${dims.join()}` : '';
    const known = this.names.get(key);
    if (small && known !== undefined) return known;
    const name = `constant_${this.constants.length + 1}`;
    this.constants.push({ name, dims, values });
    if (small) this.names.set(key, name);
    return name;
  }

  /** An input of one number as a vector: 0 where it is not above that, or NaN. */
  aboveZero(name: string): string {
    const isAbove = this.add('Greater', [name, this.number(0)]);
    const known = this.add('Where', [isAbove, name, this.number(0)]);
    return this.add('Reshape', [known, this.constant([1, 1])]);
  }

  /** A float that takes any shape. */
  number(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** The same in double precision. */
  double(value: number): string {
    return this.constant(Float64Array.of(value), []);
  }

  /** Names the value that stands for a node of the model, so that tools show its shape. */
  declare(name: string, shape: Shape): void {
    this.values.push({ name, dims: dimsOf(shape) });
  }
}

export function dimsOf({ vector, channels, heightPx, widthPx }: Shape): number[] {
  return vector ? [1, channels] : [1, channels, heightPx, widthPx];
}
