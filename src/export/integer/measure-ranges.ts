/** The ranges that a network's maps have on pictures, which bytes are then spread over. */
import { type CompiledModule, instantiateKernels } from '../../engine/index.js';
import { ForwardPass } from '../../infer/pass/index.js';
import type { Model } from '../../model/index.js';
import type { MapRange, Ranges } from './byte-steps.js';
import { integerNetwork } from './integer-network.js';

/**
 * Least and largest values of the maps that convolutions read, by the ids of the stages that make them, over thumbnails of
 * the network's size, [height][width][R, G, B, coverage]. Throws RangeError where there is none.
 */
export function measureRanges(
  model: Model,
  module: CompiledModule,
  thumbnails: Iterable<Float32Array>,
): Ranges {
  const { stages, resolve } = integerNetwork(model);
  const ids = new Set<string>();
  for (const stage of stages) {
    const maker = stages.find(({ id }) => id === resolve(stage.inputs[0]!));
    if (stage.op === 'conv' && maker) ids.add(maker.id);
  }
  const kernels = instantiateKernels(module, new WebAssembly.Memory({ initial: 1 }));
  const pass = new ForwardPass(model.architecture, model.parameters, kernels, { keep: [...ids] });
  pass.refreshViews();
  const ranges = new Map<string, MapRange>();
  let pictures = 0;
  for (const thumbnail of thumbnails) {
    pictures++;
    pass.input.set(thumbnail);
    pass.run();
    for (const id of ids)
      ranges.set(id, joined(ranges.get(id), rangeOf(pass, kernels.memory.buffer, id)));
  }
  if (pictures === 0)
    throw new RangeError('measureRanges: expected at least one picture, got none');
  return ranges;
}

function joined(a: MapRange | undefined, b: MapRange): MapRange {
  return a ? { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) } : b;
}

function rangeOf(pass: ForwardPass, memory: ArrayBufferLike, id: string): MapRange {
  const { base, rowStride, pixelStride, rows, columns, channels } = pass.layout(id);
  let low = 0;
  let high = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const pixel = new Float32Array(
        memory,
        base + row * rowStride + column * pixelStride,
        channels,
      );
      for (const value of pixel) {
        if (value < low) low = value;
        else if (value > high) high = value;
      }
    }
  }
  return { low, high };
}
