/** What a network answers, and the doubts that it has. */
import type { WhitePoint } from '../../color/index.js';
import { instantiateKernels } from '../../engine/index.js';
import { loadKernelModule } from '../../engine/node/index.js';
import { ForwardPass } from '../../infer/pass/index.js';
import { ERROR_NODES, type Weighted, withExpectedError } from '../../model/doubt/index.js';
import type { CameraReadings } from '../../model/index.js';

/**
 * Asks a network about pictures of its input's size: its answer, and the doubts that expected errors are told from. Throws
 * ArchitectureError for a network that answers in kelvin, is made for another camera or tells its error already.
 */
export function createAsker(
  network: Weighted,
): (
  pixels: Float32Array,
  known?: CameraReadings,
) => { readonly estimate: WhitePoint; readonly doubts: Float32Array } {
  const { architecture, parameters } = withExpectedError(network);
  const kernels = instantiateKernels(loadKernelModule(), new WebAssembly.Memory({ initial: 1 }));
  const pass = new ForwardPass(architecture, parameters, kernels, { keep: [ERROR_NODES.doubts] });
  pass.refreshViews();
  return (pixels, known = {}) => {
    pass.input.set(pixels);
    pass.setReadings(known);
    pass.run();
    const estimate = { r: pass.output[0]!, b: pass.output[1]! };
    return { estimate, doubts: pass.value(ERROR_NODES.doubts)!.slice() };
  };
}
