/** Networks at random, of every operation, with parameters at random: what conformance is checked on. */
import {
  type ActivationKind,
  type Architecture,
  type ArithmeticKind,
  inferShapes,
  type ModelNode,
  parameterLayout,
  type Shape,
} from '../../dist/model/index.js';
import type { Rng } from '../../dist/random/index.js';

const ACTIVATIONS: readonly ActivationKind[] = [
  'relu',
  'leakyRelu',
  'relu6',
  'hardSwish',
  'sigmoid',
  'scaledTanh',
  'silu',
  'affine',
];
const ARITHMETIC: readonly ArithmeticKind[] = ['add', 'subtract', 'multiply'];

type Draft<N extends ModelNode = ModelNode> = N extends ModelNode ? Omit<N, 'id'> : never;

/** A growing list of nodes, checked by shape inference as it grows. */
class Builder {
  readonly nodes: ModelNode[] = [];
  private readonly input: { heightPx: number; widthPx: number };
  private readonly rng: Rng;

  constructor(input: { heightPx: number; widthPx: number }, rng: Rng) {
    this.input = input;
    this.rng = rng;
  }

  add(draft: Draft): string {
    const id = `${draft.op}${this.nodes.length}`;
    this.nodes.push({ id, ...draft } as ModelNode);
    return id;
  }

  shape(id: string): Shape {
    // Shape inference wants an output of two numbers, so that one is put behind what there is.
    const nodes: ModelNode[] = [
      ...this.nodes,
      { id: 'probeMean', op: 'globalAveragePool', from: this.nodes[0]!.id },
      { id: 'probe', op: 'dense', from: 'probeMean', units: 2, bias: false },
    ];
    return inferShapes({ input: this.input, nodes, output: 'probe' }).get(id)!;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.rng.integer(values.length)]!;
  }

  chance(probability: number): boolean {
    return this.rng.uniform() < probability;
  }

  activation(from: string): string {
    const kind = this.pick(ACTIVATIONS);
    const numbers =
      kind === 'leakyRelu'
        ? { alpha: 0.1 }
        : kind === 'scaledTanh' || kind === 'affine'
          ? { alpha: 0.7, beta: 0.2 }
          : {};
    return this.add({ op: 'activation', from, kind, ...numbers });
  }

  norm(from: string): string {
    return this.add({ op: 'batchNorm', from, epsilon: 1e-3, momentum: 0.1 });
  }
}

/**
 * A network of the given input size; `rng` decides everything else. With `cells` its planes are of logarithms, of cells of 1 to 4
 * pixels a side: of their means, of their edges, or of both beside each other.
 */
export function randomArchitecture(
  input: { readonly heightPx: number; readonly widthPx: number },
  rng: Rng,
  { cells = false }: { readonly cells?: boolean } = {},
): Architecture {
  const build = new Builder({ ...input }, rng);
  let map = cells ? addCells(build, input) : addPlanes(build);
  const blocks = 1 + rng.integer(4);
  for (let i = 0; i < blocks; i++) map = addMap(build, map);
  let vector = addVector(build, map);
  const layers = rng.integer(3);
  for (let i = 0; i < layers; i++) vector = addHidden(build, vector);
  const last = build.add({ op: 'dense', from: vector, units: 2, bias: true });
  const output = build.add({ op: 'activation', from: last, kind: build.pick(['exp', 'sigmoid']) });
  return { input, nodes: build.nodes, output };
}

function addPlanes(build: Builder): string {
  return build.add(
    build.chance(0.5)
      ? { op: 'features', planes: 'rgb' }
      : {
          op: 'features',
          planes: build.chance(0.5) ? 'logChroma' : 'relativeLogChroma',
          epsilon: 0.01,
          centre: [-0.4, -0.3],
          scale: 1.5,
          centreLuminance: build.chance(0.5),
        },
  );
}

/** A matrix that mixes colours and turns some of them below black. */
const MATRIX = [1.5, -0.4, 0.1, -0.2, 1.3, -0.3, 0.1, -0.5, 1.4];

function addCells(
  build: Builder,
  { heightPx, widthPx }: { readonly heightPx: number; readonly widthPx: number },
): string {
  const sizes = [1, 2, 3, 4].filter((size) => size <= Math.min(heightPx, widthPx));
  const planes = {
    op: 'features',
    cell: build.pick(sizes),
    clip: build.chance(0.5),
    ...(build.chance(0.3) ? { colourMatrix: MATRIX } : {}),
  } as const;
  const add = (of: 'means' | 'edges') =>
    build.add({
      ...planes,
      planes: build.chance(0.3) ? 'logChroma' : 'relativeLogChroma',
      epsilon: 0.05,
      centre: [-0.4, -0.3],
      scale: 1.5,
      centreLuminance: build.chance(0.5),
      of,
    });
  const kind = build.pick(['means', 'edges', 'both', 'both'] as const);
  if (kind !== 'both') return add(kind);
  return build.add({ op: 'concat', from: [add('means'), add('edges')] });
}

function addMap(build: Builder, from: string): string {
  const { heightPx, widthPx, channels } = build.shape(from);
  const small = Math.min(heightPx, widthPx);
  const kernel = build.pick([1, 2, 3, 4, 5, 7].filter((k) => k <= small + 2 * Math.floor(k / 2)));
  const stride = build.pick([1, 1, 2, 3]);
  switch (
    build.pick(['conv', 'conv', 'block', 'depthwise', 'pool', 'split', 'arithmetic', 'misc'])
  ) {
    case 'conv': {
      const conv = build.add({
        op: 'conv',
        from,
        kernel,
        stride,
        channels: build.pick([1, 3, 8, 12, 17]),
        bias: build.chance(0.5),
      });
      return build.chance(0.5) ? build.activation(conv) : conv;
    }
    case 'block': {
      let at = build.add({
        op: 'conv',
        from,
        kernel,
        stride,
        channels: build.pick([4, 9, 16]),
        bias: build.chance(0.3),
      });
      at = build.norm(at);
      if (build.chance(0.8))
        at = build.add({ op: 'activation', from: at, kind: build.pick(['relu', 'leakyRelu']) });
      return build.chance(0.7) ? build.add({ op: 'maxPool', from: at, size: 2, stride: 2 }) : at;
    }
    case 'depthwise': {
      const at = build.add({ op: 'depthwise', from, kernel, stride, bias: build.chance(0.5) });
      return build.chance(0.5) ? build.activation(build.norm(at)) : at;
    }
    case 'pool': {
      const op = build.pick(['maxPool', 'averagePool'] as const);
      return build.add({ op, from, size: build.pick([1, 2, 3]), stride: build.pick([1, 2, 3]) });
    }
    case 'split': {
      const cut = 1 + Math.floor((channels - 1) / 2);
      const a = build.add({ op: 'slice', from, start: 0, end: cut });
      const b = build.chance(0.5)
        ? build.activation(from)
        : build.add({ op: 'slice', from, start: cut - 1, end: channels });
      return build.add({ op: 'concat', from: [a, b] });
    }
    case 'arithmetic': {
      const other = build.chance(0.5)
        ? build.add({ op: 'globalAveragePool', from })
        : build.add({ op: 'conv', from, kernel: 3, stride: 1, channels, bias: true });
      return build.add({ op: 'arithmetic', kind: build.pick(ARITHMETIC), from: [from, other] });
    }
    default: {
      const at = build.add({ op: 'dropout', from: build.norm(from), rate: 0.3 });
      return build.chance(0.5)
        ? at
        : build.add({ op: 'softmax', from: at, axis: build.pick(['pixels', 'channels']) });
    }
  }
}

function addVector(build: Builder, map: string): string {
  const { heightPx, widthPx, channels } = build.shape(map);
  if (heightPx * widthPx * channels <= 600 && build.chance(0.4))
    return build.add({ op: 'flatten', from: map });
  if (build.chance(0.4)) return build.add({ op: 'globalAveragePool', from: map });
  const logit = build.add({ op: 'conv', from: map, kernel: 1, stride: 1, channels: 1, bias: true });
  const weights = build.chance(0.5)
    ? build.add({ op: 'softmax', from: logit, axis: 'pixels' })
    : build.add({ op: 'activation', from: logit, kind: 'sigmoid' });
  const pooled = build.add({ op: 'weightedPool', from: map, weights, epsilon: 1e-3 });
  const mean = build.add({ op: 'globalAveragePool', from: map });
  return build.add({ op: 'concat', from: [pooled, mean] });
}

function addHidden(build: Builder, from: string): string {
  const dense = build.add({
    op: 'dense',
    from,
    units: build.pick([2, 7, 16, 33]),
    bias: build.chance(0.7),
  });
  switch (build.pick(['plain', 'activation', 'norm', 'dropout', 'softmax', 'log'])) {
    case 'activation':
      return build.activation(dense);
    case 'norm':
      return build.activation(build.norm(dense));
    case 'dropout':
      return build.add({ op: 'dropout', from: dense, rate: 0.5 });
    case 'softmax':
      return build.add({ op: 'softmax', from: dense, axis: 'channels' });
    case 'log': {
      const positive = build.add({ op: 'activation', from: dense, kind: 'sigmoid' });
      const log = build.add({ op: 'activation', from: positive, kind: 'log' });
      const raised = build.add({
        op: 'activation',
        from: positive,
        kind: 'affine',
        alpha: 1,
        beta: 0.5,
      });
      return build.add({ op: 'arithmetic', kind: 'divide', from: [log, raised] });
    }
    default:
      return dense;
  }
}

/** Parameters at random, running statistics included, that keep values about as large as they come. */
export function randomParameters(architecture: Architecture, rng: Rng): Float32Array {
  const { tensors, total } = parameterLayout(architecture);
  const parameters = new Float32Array(total);
  for (const { role, offset, length, fanIn } of tensors) {
    for (let i = offset; i < offset + length; i++) {
      if (role === 'weight') parameters[i] = rng.normal() / Math.sqrt(fanIn);
      else if (role === 'gamma' || role === 'runningVariance') parameters[i] = 0.5 + rng.uniform();
      else parameters[i] = 0.3 * rng.normal();
    }
  }
  return parameters;
}

/** Height x width x [R, G, B, coverage]: some cells masked, some partly. */
export function randomThumbnail(
  { heightPx, widthPx }: { readonly heightPx: number; readonly widthPx: number },
  rng: Rng,
): Float32Array {
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    const coverage = rng.uniform() < 0.1 ? 0 : rng.uniform() < 0.2 ? rng.uniform() : 1;
    if (coverage === 0) continue;
    for (let c = 0; c < 3; c++) pixels[i + c] = 0.02 + 0.9 * rng.uniform();
    pixels[i + 3] = coverage;
  }
  return pixels;
}
