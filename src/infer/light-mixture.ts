/**
 * Networks whose answer is a mixture: white point = exp(sum of p_i a_i + c), p a softmax. Each of its lights
 * exp(a_i + c) is one that the network may answer with, and p how much it believes in it, so that their spread around the
 * answer tells how much the network is in two minds.
 */
import { type Architecture, inferShapes, type ModelNode, parameterLayout } from '../model/index.js';

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
  const output = nodes.get(architecture.output);
  if (output?.op !== 'activation' || output.kind !== 'exp') return null;
  const dense = nodes.get(output.from);
  if (dense?.op !== 'dense') return null;
  const softmax = nodes.get(dense.from);
  if (softmax?.op !== 'softmax' || softmax.axis !== 'channels') return null;
  return {
    nodeId: softmax.id,
    directions: directionsOf(architecture, dense, parameters),
  };
}

function directionsOf(
  architecture: Architecture,
  dense: Extract<ModelNode, { op: 'dense' }>,
  parameters: Float32Array,
): Float64Array {
  const count = inferShapes(architecture).get(dense.from)!.channels;
  const layout = parameterLayout(architecture);
  const weights = layout.find(dense.id, 'weight')!.offset;
  const bias = layout.find(dense.id, 'bias')?.offset;
  const directions = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const r = Math.exp(parameters[weights + 2 * i]! + (bias === undefined ? 0 : parameters[bias]!));
    const b = Math.exp(
      parameters[weights + 2 * i + 1]! + (bias === undefined ? 0 : parameters[bias + 1]!),
    );
    const length = Math.hypot(r, 1, b);
    directions.set([r / length, 1 / length, b / length], 3 * i);
  }
  return directions;
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
