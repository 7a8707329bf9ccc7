/**
 * A network for frames of another camera, as the same data: its planes read cells through a 3x3, and its answer goes through
 * the inverse. Exports know nothing of cameras then, and a device pays nine multiplications a cell.
 */
import type { Architecture, ModelNode, NodeOf } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { ModelCamera } from './metadata.js';
import type { Model } from './model-file.js';
import { answerOf } from './shapes.js';

/** Nine numbers, row by row. */
type Matrix = readonly number[];

/** Columns of a matrix as the kernels read them, three of [R, G, B, 0]; null where there is none. */
export function matrixColumns({ colourMatrix: m }: PlanesOfCells): Float32Array | null {
  if (!m) return null;
  return Float32Array.from({ length: 12 }, (_, i) => {
    const row = i % 4;
    return row === 3 ? 0 : m[3 * row + (i >> 2)]!;
  });
}

type PlanesOfCells = Exclude<NodeOf<'features'>, { planes: 'rendered' }>;

/** A light as the network has it. */
interface Light {
  readonly r: number;
  readonly b: number;
}

/** Of a network that reads frames of another camera than its own. */
export interface FramesMap {
  /** The node whose answer is still the network's. */
  readonly answer: string;
  /** A light of the network's as one of the frames; its parts may be any number. */
  readonly back: (light: Light) => Light;
}

/** Null for a network that reads frames as they are. */
export function framesMapOf({ nodes, output }: Architecture): FramesMap | null {
  if (output !== tailId('answer')) return null;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const first = byId.get(tailId('r'));
  if (first?.op !== 'slice') return null;
  const channel = (name: string, { r, b }: Light) => {
    const [ofR, ofB] = [byId.get(tailId(`${name} of r`)), byId.get(tailId(`${name} of b`))];
    if (ofR?.op !== 'activation' || ofB?.op !== 'activation') return Number.NaN;
    return ofR.alpha! * r + ofR.beta! + ofB.alpha! * b;
  };
  return {
    answer: first.from,
    back(light) {
      const [red, green, blue] = ['red', 'green', 'blue'].map((name) => channel(name, light));
      return { r: red! / green!, b: blue! / green! };
    },
  };
}

/** A name that no network of ours has. */
const tailId = (part: string) => `frames:${part.replaceAll(' ', '-')}`;

/**
 * The model for frames of `camera`, whose RGB `toModel` turns to its own, `toFrames` back: white points are the frames'.
 * Throws ArchitectureError for a network that answers in kelvin, renders its planes, or is for other frames already.
 */
export function forFrames(
  { architecture, parameters, metadata }: Model,
  { toModel, toFrames, camera }: { toModel: Matrix; toFrames: Matrix; camera: ModelCamera },
): Model {
  const refuse = (why: string) => new ArchitectureError(`a colour matrix: ${why}`);
  if (answerOf(architecture) !== 'whitePoint') {
    throw refuse("the network answers in kelvin and reads a camera's canonical space already");
  }
  if (framesMapOf(architecture)) throw refuse('the network was made for another camera already');
  const nodes = architecture.nodes.map((node): ModelNode => {
    if (node.op !== 'features') return node;
    if (node.planes === 'rendered') throw refuse('the network reads rendered pictures');
    return { ...node, colourMatrix: [...toModel] };
  });
  const tail = lightTail(architecture.output, toFrames);
  return {
    architecture: { ...architecture, nodes: [...nodes, ...tail], output: tail.at(-1)!.id },
    parameters,
    metadata: { ...metadata, cameras: [camera] },
  };
}

/** Nodes that turn a white point (r, b) by a matrix: its R, G and B as sums of a r + b and c b, and R/G and B/G. */
function lightTail(from: string, m: Matrix): ModelNode[] {
  const slice = (part: string, start: number): ModelNode => ({
    ...{ id: tailId(part), op: 'slice', from, start, end: start + 1 },
  });
  const times = (part: string, of: string, alpha: number, beta: number): ModelNode => ({
    ...{ id: tailId(part), op: 'activation', kind: 'affine', from: tailId(of), alpha, beta },
  });
  const both = (part: string, kind: 'add' | 'divide', one: string, other: string): ModelNode => ({
    ...{ id: tailId(part), op: 'arithmetic', kind, from: [tailId(one), tailId(other)] },
  });
  const channel = (name: string, row: number) => [
    times(`${name} of r`, 'r', m[row]!, m[row + 1]!),
    times(`${name} of b`, 'b', m[row + 2]!, 0),
    both(name, 'add', `${name} of r`, `${name} of b`),
  ];
  return [
    slice('r', 0),
    slice('b', 1),
    ...channel('red', 0),
    ...channel('green', 3),
    ...channel('blue', 6),
    both('r/g', 'divide', 'red', 'green'),
    both('b/g', 'divide', 'blue', 'green'),
    { id: tailId('answer'), op: 'concat', from: [tailId('r/g'), tailId('b/g')] },
  ];
}
