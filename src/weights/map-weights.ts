/** Named tensors onto a network: by their names where these are the network's own, otherwise in their order, kind by kind. */
import {
  type Architecture,
  inferShapes,
  type ParameterTensor,
  parameterLayout,
} from '../model/index.js';
import { type Module, modulesOf } from './modules.js';
import type { WeightTensor } from './tensors.js';
import { torchRole, torchView } from './torch-layout.js';
import { WeightsError } from './weights-error.js';

/** A tensor of the file and where it went. */
export interface MappedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly nodeId: string;
  readonly role: string;
}

export interface MappedWeights {
  readonly parameters: Float32Array;
  readonly mapped: readonly MappedTensor[];
}

/**
 * Parameters of a network from tensors in PyTorch's order of axes. Throws WeightsError for a tensor that is missing, left over
 * or of another shape, by name.
 */
export function mapWeights(
  architecture: Architecture,
  tensors: readonly WeightTensor[],
): MappedWeights {
  const shapes = inferShapes(architecture);
  const layout = parameterLayout(architecture, shapes);
  const parameters = new Float32Array(layout.total);
  const sourceOf = sources(architecture, layout.tensors, tensors);
  const mapped: MappedTensor[] = [];
  const used = new Set<WeightTensor>();
  for (const tensor of layout.tensors) {
    const { nodeId, role, offset, length } = tensor;
    const source = sourceOf(tensor);
    // `conv1 weight`, as parameter layouts name tensors, is in our own order of axes.
    const isOwn = source.name === `${nodeId} ${role}`;
    const { shape, place } = isOwn
      ? { shape: tensor.shape, place: (i: number) => i }
      : torchView(tensor, architecture, shapes);
    if (source.shape.join() !== shape.join()) {
      throw new WeightsError(
        `${source.name}: expected ${shape.join('x')} for the ${role} of ${nodeId}, got ${source.shape.join('x') || 'one number'}`,
      );
    }
    for (let i = 0; i < length; i++) parameters[offset + place(i)] = source.values[i]!;
    used.add(source);
    mapped.push({ name: source.name, shape, nodeId, role });
  }
  const left = tensors.filter((tensor) => !used.has(tensor)).map(({ name }) => name);
  if (left.length === 0) return { parameters, mapped };
  throw new WeightsError(
    `expected tensors of the network only, got ${left.length} more: ${left.slice(0, 5).join(', ')}; name their network with --architecture`,
  );
}

type SourceOf = (tensor: ParameterTensor) => WeightTensor;

function sources(
  architecture: Architecture,
  wanted: readonly ParameterTensor[],
  tensors: readonly WeightTensor[],
): SourceOf {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const named = ({ nodeId, role }: ParameterTensor) =>
    byName.get(`${nodeId}.${torchRole(role)}`) ?? byName.get(`${nodeId} ${role}`);
  if (wanted.every((tensor) => named(tensor))) return (tensor) => named(tensor)!;
  const modules = modulesOf(tensors);
  const places = new Map<string, Module>();
  for (const kind of ['convolution', 'normalisation', 'dense'] as const) {
    const ofKind = modules.filter((module) => module.kind === kind);
    const nodes = architecture.nodes.filter((node) => kindOf(node.op) === kind);
    if (ofKind.length !== nodes.length) {
      throw new WeightsError(
        `expected ${nodes.length} tensors of the kind ${kind} for the network, got ${ofKind.length}`,
      );
    }
    nodes.forEach((node, i) => {
      places.set(node.id, ofKind[i]!);
    });
  }
  return ({ nodeId, role }) => {
    const module = places.get(nodeId)!;
    const tensor = module.tensors.get(torchRole(role));
    if (tensor) return tensor;
    throw new WeightsError(
      `${module.name}: expected a ${torchRole(role)} for ${nodeId}, got none; is the network another one?`,
    );
  };
}

function kindOf(op: Architecture['nodes'][number]['op']): Module['kind'] | null {
  if (op === 'conv' || op === 'depthwise') return 'convolution';
  if (op === 'batchNorm') return 'normalisation';
  return op === 'dense' ? 'dense' : null;
}
