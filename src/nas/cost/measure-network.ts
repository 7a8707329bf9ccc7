/** What the network of a configuration costs, measured with random weights. */
import {
  MeasureError,
  type MeasureOptions,
  type ModelMeasurement,
  measureModel,
  measureModelOverSsh,
} from '../../device/index.js';
import { encodeModel } from '../../model/index.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import { computedCost, randomModel } from './computed-cost.js';
import type { MeasureCosts } from './measure-costs.js';

/** Measures the bytes of a model somewhere. */
export type MeasureBytes = (
  model: Uint8Array,
  options: MeasureOptions,
) => Promise<ModelMeasurement>;

/** Networks of hundreds of milliseconds are far above any budget: a few runs tell as much. */
const LARGE_FLOPS = 1e9;
const RUNS = { small: { runs: 15, warmUp: 20 }, large: { runs: 3, warmUp: 1 } } as const;
const MEGABYTE = 1e6;

/** How models are measured on the study's device. */
function onDevice({ device }: StudyDescription): MeasureBytes {
  if (device.kind === 'local') return measureModel;
  const { kind: _kind, ...target } = device;
  return (model, options) => measureModelOverSsh(model, target, options);
}

/** Measures with `measure`, on the study's device unless given. */
export function createCostMeasurement(
  description: StudyDescription,
  measure: MeasureBytes = onDevice(description),
): MeasureCosts {
  const space = spaceOf(description);
  const { runner } = description.device;
  return async (configuration, signal) => {
    const { network } = networkOf(space, configuration, { epochs: description.epochs, seed: 0 });
    const model = randomModel(network, 0);
    const { parameters, flops } = computedCost(model.architecture);
    const { network: cost, memory } = await measure(encodeModel(model), {
      ...(runner ? { runner } : {}),
      ...RUNS[flops > LARGE_FLOPS ? 'large' : 'small'],
      ...(signal ? { signal } : {}),
    });
    const { minimumMs } = cost.cpu;
    if (!(minimumMs >= 0 && minimumMs < 1e9 && memory.peakBytes > 0 && memory.peakBytes < 1e15)) {
      throw new MeasureError('read', 'expected times and bytes, got figures that are none');
    }
    return {
      cpuMs: minimumMs,
      memoryMb: runner
        ? addedMegabytes(memory.modelBytes)
        : Math.round(memory.peakBytes / MEGABYTE),
      parameters,
      flops,
    };
  };
}

/** Memory is counted in pages: nothing adds less than one. */
const PAGE_BYTES = 4096;

function addedMegabytes(bytes: number): number {
  return Number((Math.max(PAGE_BYTES, bytes) / MEGABYTE).toFixed(3));
}
