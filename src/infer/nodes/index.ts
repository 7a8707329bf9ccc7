/** What a node of a network holds for a thumbnail: for programs that go on from there, as adapting a head does. */
import type { CompiledModule } from '../../engine/index.js';
import { instantiateKernels } from '../../engine/index.js';
import { type Model, THUMBNAIL } from '../../model/index.js';
import { ForwardPass } from '../forward-pass.js';

/** Gives a node's values for a thumbnail; the array is the caller's. */
export type NodeReader = (pixels: Float32Array) => Float32Array;

/**
 * Reads a node of the network, `height x width x [R, G, B, coverage]` at its input's size in, channels of the node out.
 * Values below 0 are clipped as estimators clip them, and nothing is known beside the picture. Throws ArchitectureError for a network that cannot be run,
 * RangeError for a node that it does not have or that folding takes into another, and where memory ends.
 */
export function createNodeReader(
  { architecture, parameters }: Pick<Model, 'architecture' | 'parameters'>,
  nodeId: string,
  kernelModule: CompiledModule,
): NodeReader {
  const kernels = instantiateKernels(kernelModule, new WebAssembly.Memory({ initial: 1 }));
  const keep = nodeId === THUMBNAIL ? [] : [nodeId];
  const pass = new ForwardPass(architecture, parameters, kernels, { keep });
  return (pixels) => {
    pass.input.set(pixels.map((value) => Math.max(0, value)));
    pass.setReadings({});
    pass.run();
    const values = pass.value(nodeId);
    if (!values) throw new RangeError(`createNodeReader: the network has no node ${nodeId}`);
    return values.slice();
  };
}
