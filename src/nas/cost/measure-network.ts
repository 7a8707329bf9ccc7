/** What the network of a configuration costs, measured with random weights. */
import { type MeasureOptions, type ModelMeasurement, measureModel } from '../../device/index.js';
import { encodeModel } from '../../model/index.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import type { MeasureCosts } from '../study/coordinator.js';
import { computedCost, randomModel } from './computed-cost.js';

/** Measures the bytes of a model somewhere. */
export type MeasureBytes = (
  model: Uint8Array,
  options: MeasureOptions,
) => Promise<ModelMeasurement>;

const RUNS = 15;
const WARM_UP = 20;
const MEGABYTE = 1e6;

/** Measures with `measure`, on this machine unless given. */
export function createCostMeasurement(
  description: StudyDescription,
  measure: MeasureBytes = measureModel,
): MeasureCosts {
  const space = spaceOf(description);
  return async (configuration, signal) => {
    const { network } = networkOf(space, configuration, { epochs: description.epochs, seed: 0 });
    const model = randomModel(network, 0);
    const { network: cost, memory } = await measure(encodeModel(model), {
      runs: RUNS,
      warmUp: WARM_UP,
      ...(signal ? { signal } : {}),
    });
    const { parameters, flops } = computedCost(model.architecture);
    return {
      cpuMs: cost.cpu.minimumMs,
      // Runs of one network differ by some hundred kilobytes.
      memoryMb: Math.round(memory.peakBytes / MEGABYTE),
      parameters,
      flops,
    };
  };
}
