/**
 * Shape inference: what each node of an architecture puts out, and every way in which an architecture can be wrong.
 */
import { type Architecture, type ModelNode, nodeInputs, THUMBNAIL } from './architecture.js';
import { ArchitectureError, whole } from './architecture-error.js';
import { checkSettings } from './node-settings.js';

/** A map [heightPx, widthPx, channels]; a vector has heightPx = widthPx = 1 and `vector` set. */
export interface Shape {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly channels: number;
  readonly vector: boolean;
}

const MAX_SIDE = 8192;

/** Shapes by node id, the input included. Throws ArchitectureError. */
export function inferShapes(architecture: Architecture): Map<string, Shape> {
  const { heightPx, widthPx } = architecture.input;
  whole('input', 'heightPx', heightPx, 1, MAX_SIDE);
  whole('input', 'widthPx', widthPx, 1, MAX_SIDE);
  const shapes = new Map<string, Shape>([
    [THUMBNAIL, { heightPx, widthPx, channels: 4, vector: false }],
  ]);
  for (const node of architecture.nodes) {
    if (shapes.has(node.id)) throw new ArchitectureError(`${node.id}: expected ids to be unique`);
    checkSettings(node);
    const inputs = nodeInputs(node).map((id) => {
      const shape = shapes.get(id);
      if (!shape) throw new ArchitectureError(`${node.id}: expected an earlier node, got '${id}'`);
      return shape;
    });
    shapes.set(node.id, shapeOf(node, inputs));
  }
  const output = shapes.get(architecture.output);
  if (!output?.vector || output.channels !== 2) {
    throw new ArchitectureError(
      `output: expected a vector of 2 (r, b), got ${output ? describeShape(output) : 'no such node'} at '${architecture.output}'`,
    );
  }
  return shapes;
}

/** `288x432x3` for a map, `[130]` for a vector. */
export function describeShape({ heightPx, widthPx, channels, vector }: Shape): string {
  return vector ? `[${channels}]` : `${heightPx}x${widthPx}x${channels}`;
}

function shapeOf(node: ModelNode, inputs: readonly Shape[]): Shape {
  const input = inputs[0]!;
  switch (node.op) {
    case 'features':
      return { ...input, channels: node.planes === 'rgb' ? 3 : 4 };
    case 'conv':
      requireMap(node.id, input);
      whole(node.id, 'channels', node.channels, 1, 4096);
      return { ...convolved(node, input), channels: node.channels, vector: false };
    case 'depthwise':
      requireMap(node.id, input);
      return { ...convolved(node, input), channels: input.channels, vector: false };
    case 'batchNorm':
    case 'activation':
    case 'dropout':
      return input;
    case 'softmax':
      if (node.axis === 'pixels') requireMap(node.id, input);
      return input;
    case 'maxPool':
    case 'averagePool':
      requireMap(node.id, input);
      whole(node.id, 'size', node.size, 1, 15);
      whole(node.id, 'stride', node.stride, 1, 15);
      return {
        ...input,
        heightPx: pooledSide(input.heightPx, node.size, node.stride),
        widthPx: pooledSide(input.widthPx, node.size, node.stride),
      };
    case 'globalAveragePool':
      requireMap(node.id, input);
      return vectorOf(input.channels);
    case 'weightedPool': {
      requireMap(node.id, input);
      const weights = inputs[1]!;
      if (weights.channels !== 1 || !sameSize(weights, input)) {
        throw new ArchitectureError(
          `${node.id}: expected weights of ${input.heightPx}x${input.widthPx}x1, got ${describeShape(weights)}`,
        );
      }
      return vectorOf(input.channels);
    }
    case 'dense':
      requireVector(node.id, input);
      whole(node.id, 'units', node.units, 1, 65536);
      if (node.initialBias && node.initialBias.length !== node.units) {
        throw new ArchitectureError(
          `${node.id}: expected ${node.units} initial biases, got ${node.initialBias.length}`,
        );
      }
      if (node.initialWeights && node.initialWeights.length !== node.units * input.channels) {
        throw new ArchitectureError(
          `${node.id}: expected ${node.units * input.channels} initial weights, got ${node.initialWeights.length}`,
        );
      }
      return vectorOf(node.units);
    case 'flatten':
      requireMap(node.id, input);
      return vectorOf(input.heightPx * input.widthPx * input.channels);
    case 'concat': {
      if (!inputs.every((s) => sameSize(s, input) && s.vector === input.vector)) {
        throw new ArchitectureError(
          `${node.id}: expected inputs of one size, got ${inputs.map(describeShape).join(', ')}`,
        );
      }
      return { ...input, channels: inputs.reduce((sum, s) => sum + s.channels, 0) };
    }
    case 'slice':
      whole(node.id, 'start', node.start, 0, input.channels - 1);
      whole(node.id, 'end', node.end, node.start + 1, input.channels);
      return { ...input, channels: node.end - node.start };
    case 'arithmetic': {
      const other = inputs[1]!;
      const fits =
        other.channels === input.channels &&
        (other.vector || (sameSize(other, input) && !input.vector));
      if (!fits) {
        throw new ArchitectureError(
          `${node.id}: expected ${describeShape(input)} or [${input.channels}] as second input, got ${describeShape(other)}`,
        );
      }
      return input;
    }
    default:
      node satisfies never;
      throw new ArchitectureError(
        `${(node as ModelNode).id}: unknown operation '${(node as ModelNode).op}'`,
      );
  }
}

/** Side of a pooled map: at least 1, the window cut to the map where the map is smaller. */
function pooledSide(side: number, size: number, stride: number): number {
  return Math.max(1, Math.floor((side - size) / stride) + 1);
}

interface ConvolutionSettings {
  readonly id: string;
  readonly kernel: number;
  readonly stride: number;
  readonly padding?: number;
}

/** Zero padding on each side of a convolution's input. */
export function convolutionPadding({ kernel, padding }: ConvolutionSettings): number {
  return padding ?? Math.floor(kernel / 2);
}

function convolved(node: ConvolutionSettings, input: Shape): { heightPx: number; widthPx: number } {
  whole(node.id, 'kernel', node.kernel, 1, 15);
  whole(node.id, 'stride', node.stride, 1, 15);
  const padding = convolutionPadding(node);
  whole(node.id, 'padding', padding, 0, node.kernel);
  const side = (length: number) =>
    Math.floor((length + 2 * padding - node.kernel) / node.stride) + 1;
  const heightPx = side(input.heightPx);
  const widthPx = side(input.widthPx);
  if (heightPx < 1 || widthPx < 1) {
    throw new ArchitectureError(
      `${node.id}: expected an input of at least ${node.kernel - 2 * padding} px a side, got ${describeShape(input)}`,
    );
  }
  return { heightPx, widthPx };
}

function vectorOf(channels: number): Shape {
  return { heightPx: 1, widthPx: 1, channels, vector: true };
}

function sameSize(a: Shape, b: Shape): boolean {
  return a.heightPx === b.heightPx && a.widthPx === b.widthPx;
}

function requireMap(id: string, shape: Shape): void {
  if (shape.vector)
    throw new ArchitectureError(`${id}: expected a map, got a vector ${describeShape(shape)}`);
}

function requireVector(id: string, shape: Shape): void {
  if (!shape.vector)
    throw new ArchitectureError(`${id}: expected a vector, got a map ${describeShape(shape)}`);
}
