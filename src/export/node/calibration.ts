/** What arithmetic in integers needs to know of pictures, and what it makes of them. */
import type { WhitePoint } from '../../color/index.js';
import { loadKernelModule } from '../../engine/node/index.js';
import type { Model } from '../../model/index.js';
import { type Arithmetic, integerPass, measureRanges, type Ranges } from '../index.js';

/** Ranges of the maps of a network over thumbnails of its size. Throws RangeError where there is none. */
export function calibrate(model: Model, thumbnails: Iterable<Float32Array>): Ranges {
  return measureRanges(model, loadKernelModule(), thumbnails);
}

/** White points of thumbnails by a network as exported C computes it. Throws ArchitectureError for one that cannot be run. */
export function answersInIntegers(
  model: Model,
  computed: { readonly arithmetic: Arithmetic; readonly ranges: Ranges },
  thumbnails: readonly Float32Array[],
): WhitePoint[] {
  const pass = integerPass(model, loadKernelModule(), computed);
  return thumbnails.map((thumbnail) => {
    pass.input.set(thumbnail);
    pass.run();
    return { r: pass.output[0]!, b: pass.output[1]! };
  });
}
