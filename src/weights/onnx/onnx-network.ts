/** The network of an ONNX graph, on linear planes: each operator as the node of ours that computes the same. */
import {
  type ActivationKind,
  type Architecture,
  inferShapes,
  type ModelNode,
  type PictureSize,
  parameterLayout,
} from '../../model/index.js';
import type { WeightTensor } from '../tensors.js';
import { WeightsError } from '../weights-error.js';

export interface OnnxTensorData {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<string, OnnxTensorData>>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensorData>;
  readonly input: { readonly name: string; readonly dims: readonly number[] };
  readonly output: string;
}

/** A network read from a graph, for a picture of a size that the file states or the caller chooses. */
export interface OnnxNetwork {
  /** Null where the file leaves it open. */
  readonly size: PictureSize | null;
  /** Throws WeightsError for an operator that we have not. */
  build(size: PictureSize): {
    readonly architecture: Architecture;
    /** Under the names of nodes, axes as PyTorch has them. */
    readonly tensors: readonly WeightTensor[];
  };
}

/** A graph as a network of ours, with its parameters. Throws WeightsError for what has no counterpart. */
export function onnxNetwork(graph: OnnxGraph): OnnxNetwork {
  const [, channels = 0, heightPx = 0, widthPx = 0] = graph.input.dims;
  if (graph.input.dims.length !== 4 || channels !== 3) {
    throw new WeightsError(
      `ONNX: expected an input [1, 3, height, width], got [${graph.input.dims.join(', ')}]` +
        (graph.input.dims.at(-1) === 4
          ? '; a file of deepawb export: import the model file instead'
          : ''),
    );
  }
  const size = heightPx > 0 && widthPx > 0 ? { heightPx, widthPx } : null;
  return { size, build: (chosen) => new GraphReader(graph, chosen).read() };
}

const ACTIVATIONS: Readonly<Record<string, ActivationKind>> = {
  Relu: 'relu',
  LeakyRelu: 'leakyRelu',
  Sigmoid: 'sigmoid',
  HardSwish: 'hardSwish',
  Tanh: 'scaledTanh',
  Exp: 'exp',
};

type Draft<N extends ModelNode> = N extends ModelNode ? Omit<N, 'id'> : never;
type NodeDraft = Draft<ModelNode>;

const ARITHMETIC = { Add: 'add', Sub: 'subtract', Mul: 'multiply', Div: 'divide' } as const;

class GraphReader {
  private readonly graph: OnnxGraph;
  private readonly size: PictureSize;
  private readonly nodes: ModelNode[] = [{ id: 'planes', op: 'features', planes: 'rgb' }];
  private readonly tensors: WeightTensor[] = [];
  /** Ids of our nodes by the names of ONNX values. */
  private readonly values: Map<string, string>;
  private readonly constants: Map<string, OnnxTensorData>;
  private readonly counts = new Map<string, number>();

  constructor(graph: OnnxGraph, size: PictureSize) {
    this.graph = graph;
    this.size = size;
    this.values = new Map([[graph.input.name, 'planes']]);
    this.constants = new Map(graph.initializers);
  }

  read(): ReturnType<OnnxNetwork['build']> {
    for (const node of this.graph.nodes) this.add(node);
    const output = this.values.get(this.graph.output);
    if (!output) throw new WeightsError('ONNX: expected an output that a node computes, got none');
    const architecture = { input: this.size, nodes: this.nodes, output };
    parameterLayout(architecture);
    return { architecture, tensors: this.tensors };
  }

  private add(node: OnnxNode): void {
    const { operator } = node;
    if (Object.hasOwn(ACTIVATIONS, operator)) {
      this.activation(node, ACTIVATIONS[operator]!);
      return;
    }
    const read = Object.hasOwn(this.operators, operator) ? this.operators[operator] : undefined;
    if (!read) {
      throw new WeightsError(
        `ONNX: node '${node.name}': expected an operator that deepawb has, got '${operator}'`,
      );
    }
    read(node);
  }

  /** What each operator becomes. */
  private readonly operators: Readonly<Record<string, (node: OnnxNode) => void>> = {
    Constant: ({ output, tensors, attributes }) => {
      const { value_float: float, value_int: whole } = attributes;
      const one = { shape: [], values: Float32Array.from(float ?? whole ?? []) };
      this.constants.set(output, tensors.value ?? one);
    },
    Identity: (node) => this.pass(node),
    Dropout: (node) => this.pass(node),
    Conv: (node) => this.convolution(node),
    BatchNormalization: (node) => this.normalisation(node),
    Clip: (node) => this.clip(node),
    MaxPool: (node) => this.pool(node, 'maxPool'),
    AveragePool: (node) => this.pool(node, 'averagePool'),
    GlobalAveragePool: (node) => this.mean(node),
    ReduceMean: (node) => this.mean(node),
    Flatten: (node) => this.flatten(node),
    Reshape: (node) => this.flatten(node),
    Squeeze: (node) => this.flatten(node),
    Gemm: (node) => this.dense(node),
    MatMul: (node) => this.dense(node),
    Add: (node) => this.arithmetic(node, 'Add'),
    Sub: (node) => this.arithmetic(node, 'Sub'),
    Mul: (node) => this.arithmetic(node, 'Mul'),
    Div: (node) => this.arithmetic(node, 'Div'),
    Concat: (node) => {
      const from = node.inputs.map((name) => this.value(name, node));
      this.define(node, { op: 'concat', from }, 'concat');
    },
  };

  private pass(node: OnnxNode): void {
    this.values.set(node.output, this.from(node));
  }

  private mean(node: OnnxNode): void {
    this.define(node, { op: 'globalAveragePool', from: this.from(node) }, 'mean');
  }

  private define(node: OnnxNode, draft: NodeDraft, kind: string): string {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const id = `${kind}${count}`;
    this.nodes.push({ ...draft, id } as ModelNode);
    this.values.set(node.output, id);
    return id;
  }

  private value(name: string, { name: node, operator }: OnnxNode): string {
    const id = this.values.get(name);
    if (id !== undefined) return id;
    throw new WeightsError(
      `ONNX: ${operator} '${node}': expected a value that was computed before, got '${name}'`,
    );
  }

  private from(node: OnnxNode): string {
    return this.value(node.inputs[0] ?? '', node);
  }

  private constant(node: OnnxNode, index: number): OnnxTensorData | undefined {
    return this.constants.get(node.inputs[index] ?? '');
  }

  private weight(node: OnnxNode, index: number): OnnxTensorData {
    const found = this.constant(node, index);
    if (found) return found;
    throw new WeightsError(
      `ONNX: ${node.operator} '${node.name}': expected weights that are constants`,
    );
  }

  private take(name: string, { shape, values }: OnnxTensorData): void {
    this.tensors.push({ name, shape, values });
  }

  private one(node: OnnxNode, name: string, otherwise: number): number {
    const values = node.attributes[name] ?? [otherwise];
    if (values.length === 0 || values.some((value) => value !== values[0])) {
      throw new WeightsError(
        `ONNX: ${node.operator} '${node.name}': expected the same ${name} on all sides, got ${values.join(', ')}`,
      );
    }
    return values[0]!;
  }

  private convolution(node: OnnxNode): void {
    const weight = this.weight(node, 1);
    const [out = 0, inputs = 0, kernel = 0, across = 0] = weight.shape;
    const group = this.one(node, 'group', 1);
    if (
      kernel !== across ||
      this.one(node, 'dilations', 1) !== 1 ||
      (group !== 1 && !(group === out && inputs === 1))
    ) {
      throw new WeightsError(
        `ONNX: Conv '${node.name}': expected square kernels, no dilation, all channels or one each`,
      );
    }
    const bias = this.constant(node, 2);
    const settings = {
      from: this.from(node),
      kernel,
      stride: this.one(node, 'strides', 1),
      padding: this.one(node, 'pads', 0),
      bias: bias !== undefined,
    };
    const id =
      group === 1
        ? this.define(node, { op: 'conv', channels: out, ...settings }, 'conv')
        : this.define(node, { op: 'depthwise', ...settings }, 'depthwise');
    this.take(`${id}.weight`, weight);
    if (bias) this.take(`${id}.bias`, bias);
  }

  private normalisation(node: OnnxNode): void {
    const [epsilon = 1e-5] = node.attributes.epsilon ?? [];
    const id = this.define(
      node,
      { op: 'batchNorm', from: this.from(node), epsilon, momentum: 0.1 },
      'norm',
    );
    ['weight', 'bias', 'running_mean', 'running_var'].forEach((role, i) => {
      this.take(`${id}.${role}`, this.weight(node, i + 1));
    });
  }

  private activation(node: OnnxNode, kind: ActivationKind): void {
    const [alpha] = node.attributes.alpha ?? (kind === 'leakyRelu' ? [0.01] : []);
    this.define(
      node,
      { op: 'activation', from: this.from(node), kind, ...(alpha === undefined ? {} : { alpha }) },
      kind,
    );
  }

  private clip(node: OnnxNode): void {
    const [low] = this.constant(node, 1)?.values ?? node.attributes.min ?? [];
    const [high] = this.constant(node, 2)?.values ?? node.attributes.max ?? [];
    if (low !== 0 || high !== 6) {
      throw new WeightsError(`ONNX: Clip '${node.name}': expected 0 to 6, got ${low} to ${high}`);
    }
    this.define(node, { op: 'activation', from: this.from(node), kind: 'relu6' }, 'relu6');
  }

  private pool(node: OnnxNode, op: 'maxPool' | 'averagePool'): void {
    if (
      this.one(node, 'pads', 0) !== 0 ||
      this.one(node, 'dilations', 1) !== 1 ||
      this.one(node, 'ceil_mode', 0) !== 0
    ) {
      throw new WeightsError(
        `ONNX: ${node.operator} '${node.name}': expected no padding, dilation or ceil_mode`,
      );
    }
    const size = this.one(node, 'kernel_shape', 1);
    this.define(
      node,
      { op, from: this.from(node), size, stride: this.one(node, 'strides', 1) },
      'pool',
    );
  }

  private flatten(node: OnnxNode): void {
    const from = this.from(node);
    if (this.isVector(from)) this.values.set(node.output, from);
    else this.define(node, { op: 'flatten', from }, 'flatten');
  }

  private isVector(id: string): boolean {
    const probe: ModelNode[] = this.shapeProbe(id);
    return inferShapes({ input: this.size, nodes: probe, output: 'probe' }).get(id)!.vector;
  }

  /** Shape inference wants an output of two numbers. */
  private shapeProbe(id: string): ModelNode[] {
    const before = this.nodes.slice(0, this.nodes.findIndex((node) => node.id === id) + 1);
    return [
      ...before,
      { id: 'probeMean', op: 'globalAveragePool', from: 'planes' },
      { id: 'probe', op: 'dense', from: 'probeMean', units: 2, bias: false },
    ];
  }

  /** Gemm y = x W' + b, or MatMul, whose weights lie [in][out]. */
  private dense(node: OnnxNode): void {
    const weight = this.weight(node, 1);
    const isTurned = node.operator === 'Gemm' && (node.attributes.transB?.[0] ?? 0) === 1;
    const plain = ['alpha', 'beta'].every((name) => (node.attributes[name]?.[0] ?? 1) === 1);
    if (weight.shape.length !== 2 || !plain || (node.attributes.transA?.[0] ?? 0) !== 0) {
      throw new WeightsError(`ONNX: ${node.operator} '${node.name}': expected x W + b`);
    }
    const turned = isTurned ? weight : transposed(weight);
    const bias = this.constant(node, 2);
    const [units = 0] = turned.shape;
    const id = this.define(
      node,
      { op: 'dense', from: this.from(node), units, bias: bias !== undefined },
      'dense',
    );
    this.take(`${id}.weight`, turned);
    if (bias) this.take(`${id}.bias`, bias);
  }

  private arithmetic(node: OnnxNode, operator: keyof typeof ARITHMETIC): void {
    const [left, right] = [this.constant(node, 0), this.constant(node, 1)];
    if (!left && !right) {
      const from = [this.from(node), this.value(node.inputs[1] ?? '', node)] as const;
      this.define(node, { op: 'arithmetic', kind: ARITHMETIC[operator], from }, 'arithmetic');
      return;
    }
    const constant = (left ?? right)!;
    const from = this.value(node.inputs[left ? 1 : 0] ?? '', node);
    const layer = this.nodes.find(({ id }) => id === from);
    if (
      operator === 'Add' &&
      layer?.op === 'dense' &&
      !layer.bias &&
      constant.values.length === layer.units
    ) {
      this.nodes[this.nodes.indexOf(layer)] = { ...layer, bias: true };
      this.take(`${layer.id}.bias`, { shape: [layer.units], values: constant.values });
      this.values.set(node.output, from);
      return;
    }
    const [alpha, beta] = this.affine(node, operator, {
      value: constant.values[0],
      isFirst: left !== undefined,
    });
    if (constant.values.length !== 1) {
      throw new WeightsError(
        `ONNX: ${operator} '${node.name}': expected one number, got ${constant.values.length}`,
      );
    }
    this.define(node, { op: 'activation', from, kind: 'affine', alpha, beta }, 'affine');
  }

  private affine(
    { name }: OnnxNode,
    operator: keyof typeof ARITHMETIC,
    { value = 0, isFirst }: { readonly value: number | undefined; readonly isFirst: boolean },
  ): [number, number] {
    if (operator === 'Add') return [1, value];
    if (operator === 'Mul') return [value, 0];
    if (operator === 'Sub') return isFirst ? [-1, value] : [1, -value];
    if (!isFirst && value !== 0) return [1 / value, 0];
    throw new WeightsError(`ONNX: Div '${name}': expected a number other than 0 to divide by`);
  }
}

function transposed({ shape, values }: OnnxTensorData): OnnxTensorData {
  const [rows = 0, columns = 0] = shape;
  const turned = Float32Array.from(
    values,
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
  );
  return { shape: [columns, rows], values: turned };
}
