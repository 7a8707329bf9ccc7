/**
 * Networks whose answer is a mixture: white point = exp(sum of p_i a_i + c), p a softmax, or a place along a curve that is one. Each
 * of its lights exp(a_i + c), or on the curve at a_i + c, is one that the network may answer with, and p how much it believes in it, so that their spread around the
 * answer tells how much the network is in two minds.
 */
import type { ColourMatrix, WhitePoint } from '../color/white/index.js';
import {
  type Architecture,
  answerCurveOf,
  type FramesMap,
  framesMapOf,
  inferShapes,
  type ModelNode,
  parameterLayout,
} from '../model/index.js';

export interface LightMixture {
  /** The node that holds p. */
  readonly nodeId: string;
  /** Directions (r, 1, b) of length 1, [light][3]. */
  readonly directions: Float64Array;
}

/** The mixture that a network ends in, or null where it ends otherwise. */
export function findMixture(
  architecture: Architecture,
  parameters: Float32Array,
): LightMixture | null {
  const nodes = new Map(architecture.nodes.map((node) => [node.id, node]));
  const frames = framesMapOf(architecture);
  const end =
    exponentialEnd(nodes, frames?.answer ?? architecture.output) ?? curveEnd(architecture, nodes);
  const softmax = end && nodes.get(end.dense.from);
  if (softmax?.op !== 'softmax' || softmax.axis !== 'channels') return null;
  return {
    nodeId: softmax.id,
    directions: directionsOf(architecture, end!, parameters, frames?.back),
  };
}

/** The layer that mixes, and the light that its numbers mean. */
interface End {
  readonly dense: Extract<ModelNode, { op: 'dense' }>;
  readonly lightOf: (numbers: readonly number[]) => WhitePoint;
}

type Nodes = ReadonlyMap<string, ModelNode>;

function exponentialEnd(nodes: Nodes, answer: string): End | null {
  const output = nodes.get(answer);
  if (output?.op !== 'activation' || output.kind !== 'exp') return null;
  const dense = nodes.get(output.from);
  if (dense?.op !== 'dense') return null;
  return { dense, lightOf: ([r, b]) => ({ r: Math.exp(r!), b: Math.exp(b!) }) };
}

/** Of answers on a curve or near it: the lights on the curve where the places are that are mixed. */
function curveEnd(architecture: Architecture, nodes: Nodes): End | null {
  const curve = answerCurveOf(architecture);
  const dense = curve && nodes.get(curve.placeId);
  if (dense?.op !== 'dense') return null;
  return { dense, lightOf: ([place]) => curve!.lightAt(place!) };
}

function directionsOf(
  architecture: Architecture,
  { dense, lightOf }: End,
  parameters: Float32Array,
  back: FramesMap['back'] = (light) => light,
): Float64Array {
  const count = inferShapes(architecture).get(dense.from)!.channels;
  const layout = parameterLayout(architecture);
  const weights = layout.find(dense.id, 'weight')!.offset;
  const bias = layout.find(dense.id, 'bias')?.offset;
  const directions = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const numbers = Array.from({ length: dense.units }, (_, c) => {
      const weight = parameters[weights + dense.units * i + c]!;
      return weight + (bias === undefined ? 0 : parameters[bias + c]!);
    });
    const { r, b } = back(lightOf(numbers));
    const length = Math.hypot(r, 1, b);
    directions.set([r / length, 1 / length, b / length], 3 * i);
  }
  return directions;
}

/** The same lights as another camera has them, by a matrix to its RGB. */
export function mixtureThrough(mixture: LightMixture, m: ColourMatrix): LightMixture {
  const directions = Float64Array.from(mixture.directions);
  for (let at = 0; at < directions.length; at += 3) {
    const [x, y, z] = directions.subarray(at, at + 3) as unknown as [number, number, number];
    const light = [0, 3, 6].map((row) => m[row]! * x + m[row + 1]! * y + m[row + 2]! * z);
    // Of a light that the camera does not see as a colour, too, the side on which green is more than 0.
    const length = Math.hypot(...light) * (light[1]! < 0 ? -1 : 1);
    directions.set(
      light.map((value) => value / length),
      at,
    );
  }
  return { ...mixture, directions };
}

/** Root mean square angle between the lights of the mixture `shares` and a white point (r, b), in degrees. */
export function mixtureSpreadDegrees(
  directions: Float64Array,
  shares: Float32Array,
  r: number,
  b: number,
): number {
  const length = Math.hypot(r, 1, b);
  let sum = 0;
  for (let i = 0, at = 0; i < shares.length; i++, at += 3) {
    const x = directions[at]! - r / length;
    const y = directions[at + 1]! - 1 / length;
    const z = directions[at + 2]! - b / length;
    // The chord of an angle is 2 sin(angle / 2), exact where acos is not.
    const angle = 2 * Math.asin(Math.min(1, Math.sqrt(x * x + y * y + z * z) / 2));
    sum += shares[i]! * angle * angle;
  }
  return (Math.sqrt(sum) * 180) / Math.PI;
}
