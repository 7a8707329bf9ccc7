/** A TensorFlow Lite graph that grows operator by operator; maps are [1, height, width, channels], vectors [1, channels]. */
import type { Shape } from '../../model/index.js';
import { type Builtin, type OperatorOptions, PLAIN_OPTIONS } from './operators.js';

export type Dims = readonly number[];

/** Of what is computed. */
export type TensorKind = 'float' | 'int' | 'bool';

export interface TfliteTensor {
  readonly name: string;
  readonly dims: Dims;
  /** A constant's numbers; null for what is computed. */
  readonly values: Float32Array | Int32Array | null;
  /** Of what is computed. */
  readonly type?: TensorKind;
}

export interface TfliteOperator {
  readonly builtin: Builtin;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly options: OperatorOptions | undefined;
}

/** A tensor by its place in the list, and its shape. */
export interface Value {
  readonly index: number;
  readonly dims: Dims;
}

/** Longest constant that is looked for among those there are. */
const SHARED_LENGTH = 8;

export class Graph {
  readonly tensors: TfliteTensor[] = [];
  readonly operators: TfliteOperator[] = [];
  private readonly shared = new Map<string, Value>();

  input(name: string, dims: Dims): Value {
    return this.tensor({ name, dims, values: null });
  }

  /** Adds an operator; gives its output. */
  add(
    builtin: Builtin,
    inputs: readonly Value[],
    dims: Dims,
    options: OperatorOptions | undefined = PLAIN_OPTIONS[builtin],
    type: TensorKind = 'float',
  ): Value {
    const name = `${builtin.toLowerCase()}_${this.operators.length}`;
    const output = this.tensor({ name, dims, values: null, type });
    const places = inputs.map(({ index }) => index);
    this.operators.push({ builtin, inputs: places, output: output.index, options });
    return output;
  }

  /** Names a value after the node of the model that it stands for. */
  rename({ index }: Value, name: string): void {
    this.tensors[index] = { ...this.tensors[index]!, name };
  }

  floats(values: ArrayLike<number>, dims: Dims = [values.length]): Value {
    return this.constant(Float32Array.from(values), dims);
  }

  integers(values: readonly number[], dims: Dims = [values.length]): Value {
    return this.constant(Int32Array.from(values), dims);
  }

  /** A float that takes any shape. */
  number(value: number): Value {
    return this.floats([value], []);
  }

  /** A constant; equal short ones are one. */
  private constant(values: Float32Array | Int32Array, dims: Dims): Value {
    const isShort = values.length <= SHARED_LENGTH;
    const key = isShort ? `${values.constructor.name}:${values.join()}:${dims.join()}` : '';
    const known = this.shared.get(key);
    if (isShort && known) return known;
    const value = this.tensor({ name: `constant_${this.tensors.length}`, dims, values });
    if (isShort) this.shared.set(key, value);
    return value;
  }

  private tensor(tensor: TfliteTensor): Value {
    return { index: this.tensors.push(tensor) - 1, dims: tensor.dims };
  }
}

export function dimsOf({ vector, channels, heightPx, widthPx }: Shape): Dims {
  return vector ? [1, channels] : [1, heightPx, widthPx, channels];
}
