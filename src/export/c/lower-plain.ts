/** Nodes without weights as C statements. */
import { LEAKY_SLOPE } from '../../constants/index.js';
import {
  type ActivationKind,
  ArchitectureError,
  cellsOf,
  type NodeOf,
  type PlainNode,
  type PlainStage,
  renderingNumbers,
} from '../../model/index.js';
import { doubleArray, floatArray, floatLiteral } from './literals.js';
import type { Lowered, LoweringContext } from './lowered-stage.js';
import type { PieceName } from './runtime.generated.js';

/** `apply_KIND(x, count, y)`, with alpha and beta at the end where the kind has them. */
const APPLY = {
  relu: 'apply_relu',
  leakyRelu: 'apply_leaky_relu',
  relu6: 'apply_relu6',
  hardSwish: 'apply_hard_swish',
  sigmoid: 'apply_sigmoid',
  scaledTanh: 'apply_scaled_tanh',
  silu: 'apply_silu',
  log: 'apply_log',
  exp: 'apply_exp',
  affine: 'apply_affine',
  clamp: 'apply_clamp',
  reciprocal: 'apply_reciprocal',
} as const satisfies Record<ActivationKind, PieceName>;

const TAKES_NUMBERS: ReadonlySet<ActivationKind> = new Set([
  'leakyRelu',
  'scaledTanh',
  'affine',
  'clamp',
  'reciprocal',
]);

/** What nodes without weights become; constants are settings here. */
type LoweredPlain = Pick<Lowered, 'functions' | 'calls'> &
  Partial<Pick<Lowered, 'constants' | 'constantBytes'>>;

/** A stage with the ids it reads, flattened maps and dropout seen through. */
type Plain<Node extends PlainNode> = Omit<PlainStage, 'node'> & { readonly node: Node };

/** The calls of a stage without weights. Throws ArchitectureError for an operation that C has nothing for. */
export function lowerPlain(stage: PlainStage, context: LoweringContext): LoweredPlain {
  const { node } = stage;
  switch (node.op) {
    case 'features':
      return features({ ...stage, node }, context);
    case 'resize':
      return resize({ ...stage, node }, context);
    case 'activation':
      return activation({ ...stage, node }, context);
    case 'maxPool':
    case 'averagePool':
      return windowPool({ ...stage, node }, context);
    case 'globalAveragePool':
    case 'weightedPool':
      return mapMean({ ...stage, node }, context);
    case 'softmax':
      return softmax({ ...stage, node }, context);
    case 'slice':
      return slice({ ...stage, node }, context);
    case 'concat':
      return concat(stage, context);
    case 'arithmetic':
      return arithmetic({ ...stage, node }, context);
    case 'flatten':
      throw new ArchitectureError(`${stage.id}: expected flattened maps to be seen through`);
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown operation '${(node as PlainNode).op}'`);
  }
}

function features(
  { id, inputs, node }: Plain<NodeOf<'features'>>,
  context: LoweringContext,
): LoweredPlain {
  const { name, shape, values } = context;
  const span = `${values(inputs[0]!)}, ${pixelsOf(shape(id))}, ${values(id)}`;
  if (node.planes === 'rendered') {
    const numbers = renderingNumbers(node);
    return {
      functions: ['rendered_planes'],
      constants: [doubleArray(`${name}_numbers`, numbers)],
      constantBytes: numbers.byteLength,
      calls: [`rendered_planes(${name}_numbers, ${span});`],
    };
  }
  const matrix = node.colourMatrix;
  const constants = matrix ? [floatArray(`${name}_matrix`, Float32Array.from(matrix))] : [];
  const byMatrix = matrix ? `${name}_matrix` : 'NULL';
  const constantBytes = matrix ? 36 : 0;
  if (node.planes === 'rgb') {
    const calls = [`rgb_planes(${byMatrix}, ${span});`];
    return { functions: ['rgb_planes'], constants, constantBytes, calls };
  }
  const cells = lowerCells(node, inputs[0]!, byMatrix, context);
  const { epsilon, centre, scale, centreLuminance } = node;
  const numbers = [epsilon, ...centre, scale].map(floatLiteral).join(', ');
  const flags = `${centreLuminance ? 1 : 0}, ${node.planes === 'relativeLogChroma' ? 1 : 0}`;
  // Cells have been read by the matrix already, and lie where the planes are to be.
  const last = cells ? 'NULL' : byMatrix;
  const planes = cells ? `${values(id)}, ${pixelsOf(shape(id))}, ${values(id)}` : span;
  return {
    functions: [...(cells?.functions ?? []), 'log_chroma_planes'],
    constants: [
      ...constants,
      ...(cells?.constants ?? []),
      `static const struct log_chroma ${name} = {${numbers}, ${flags}, ${last}};`,
    ],
    constantBytes,
    calls: [...(cells?.calls ?? []), `log_chroma_planes(&${name}, ${planes});`],
  };
}

/** How cells of a node are written where its planes are to be; null where these are of pixels. */
function lowerCells(
  node: NodeOf<'features'>,
  thumbnail: string,
  byMatrix: string,
  { name, shape, values, scratch }: LoweringContext,
): Pick<Lowered, 'functions' | 'constants' | 'calls'> | null {
  const cells = cellsOf(node);
  if (!cells) return null;
  const { heightPx, widthPx } = shape(thumbnail);
  const { size, of } = cells;
  const lines = of === 'edges' ? `${scratch}, ` : '';
  const reduce = of === 'edges' ? 'cell_edges' : 'cell_means';
  return {
    functions: [reduce],
    constants: [
      `static const struct cells ${name}_cells = {${heightPx}, ${widthPx}, ${size}, ${byMatrix}};`,
    ],
    calls: [`${reduce}(&${name}_cells, ${values(thumbnail)}, ${lines}${values(node.id)});`],
  };
}

/** Floats of the two rows of pixels, each with one more, that edges are found between. */
export function edgeFloats(node: PlainNode, widthPx: number): number {
  return node.op === 'features' && cellsOf(node)?.of === 'edges' ? 2 * 4 * (widthPx + 1) : 0;
}

function resize(
  { id, inputs, node }: Plain<NodeOf<'resize'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const { heightPx, widthPx, channels } = shape(node.from);
  const sizes = `${heightPx}, ${widthPx}, ${channels}, ${node.heightPx}, ${node.widthPx}`;
  return {
    functions: ['resize_bilinear'],
    calls: [`resize_bilinear(${values(inputs[0]!)}, ${sizes}, ${values(id)});`],
  };
}

function activation(
  { id, inputs, node }: Plain<NodeOf<'activation'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const apply = APPLY[node.kind];
  const { alpha = node.kind === 'leakyRelu' ? LEAKY_SLOPE : 1, beta = 0 } = node;
  const numbers = TAKES_NUMBERS.has(node.kind)
    ? `, ${floatLiteral(alpha)}, ${floatLiteral(beta)}`
    : '';
  const count = pixelsOf(shape(id)) * shape(id).channels;
  return {
    functions: [apply],
    calls: [`${apply}(${values(inputs[0]!)}, ${count}, ${values(id)}${numbers});`],
  };
}

function windowPool(
  { id, inputs, node }: Plain<NodeOf<'maxPool' | 'averagePool'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const { heightPx, widthPx, channels } = shape(node.from);
  const output = shape(id);
  const max = node.op === 'maxPool';
  const geometry = [
    heightPx,
    widthPx,
    channels,
    node.size,
    node.stride,
    output.heightPx,
    output.widthPx,
  ].join(', ');
  return {
    functions: [max ? 'max_pool' : 'average_pool'],
    calls: [`${max ? 'max' : 'average'}_pool(${values(inputs[0]!)}, ${geometry}, ${values(id)});`],
  };
}

function mapMean(
  { id, inputs, node }: Plain<NodeOf<'globalAveragePool' | 'weightedPool'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const { heightPx, widthPx, channels } = shape(node.from);
  const weights = node.op === 'weightedPool' ? values(inputs[1]!) : 'NULL';
  const epsilon = floatLiteral(node.op === 'weightedPool' ? node.epsilon : 0);
  const geometry = `${heightPx}, ${widthPx}, ${channels}`;
  return {
    functions: ['map_mean'],
    calls: [`map_mean(${values(inputs[0]!)}, ${weights}, ${epsilon}, ${geometry}, ${values(id)});`],
  };
}

function softmax(
  { id, inputs, node }: Plain<NodeOf<'softmax'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const { channels } = shape(id);
  const pixels = pixelsOf(shape(id));
  const groups =
    node.axis === 'pixels'
      ? `${channels}, 1, ${pixels}, ${channels}`
      : `${pixels}, ${channels}, ${channels}, 1`;
  return {
    functions: ['softmax'],
    calls: [`softmax(${values(inputs[0]!)}, ${groups}, ${values(id)});`],
  };
}

function slice(
  { id, inputs, node }: Plain<NodeOf<'slice'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const { channels } = shape(id);
  const from = `${values(inputs[0]!)} + ${node.start}, ${shape(node.from).channels}`;
  const call = `copy_channels(${from}, ${pixelsOf(shape(id))}, ${channels}, ${values(id)}, ${channels});`;
  return { functions: ['copy_channels'], calls: [call] };
}

function concat({ id, inputs }: PlainStage, { shape, values }: LoweringContext): LoweredPlain {
  const { channels } = shape(id);
  const pixels = pixelsOf(shape(id));
  let start = 0;
  const calls = inputs.map((input) => {
    const count = shape(input).channels;
    const to = `${values(id)} + ${start}, ${channels}`;
    start += count;
    return `copy_channels(${values(input)}, ${count}, ${pixels}, ${count}, ${to});`;
  });
  return { functions: ['copy_channels'], calls };
}

function arithmetic(
  { id, inputs, node }: Plain<NodeOf<'arithmetic'>>,
  { shape, values }: LoweringContext,
): LoweredPlain {
  const [first = '', second = ''] = inputs;
  const { channels } = shape(id);
  const count = pixelsOf(shape(id)) * channels;
  const repeat = shape(node.from[1]).vector ? channels : count;
  const call = `${node.kind}(${values(first)}, ${count}, ${values(second)}, ${repeat}, ${values(id)});`;
  return { functions: [node.kind], calls: [call] };
}

function pixelsOf({ heightPx, widthPx }: { heightPx: number; widthPx: number }): number {
  return heightPx * widthPx;
}
