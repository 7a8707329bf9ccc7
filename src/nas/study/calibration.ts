/** Networks that are measured before the first suggestion, to learn what costs what on the study's device. */
import { createSobol } from '../../random/index.js';
import { type Configuration, createSpaceCodec } from '../../search/index.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { isNetworksFault } from './run-trial.js';
import type { StudyRun } from './study-run.js';

export const CALIBRATION_NETWORKS = 10;

/** Networks spread over the space. */
export function calibrationNetworks(description: StudyDescription): Configuration[] {
  const codec = createSpaceCodec(spaceOf(description));
  const sobol = createSobol(codec.dimensions.length, `calibration/${description.seed}`);
  return Array.from({ length: CALIBRATION_NETWORKS }, (_, i) =>
    codec.decode(codec.draw(sobol.point(i))),
  );
}

/** Throws what measuring throws, unless it is for a network that is too large and others can be measured. */
export async function calibrate(run: StudyRun): Promise<void> {
  const { state, description, executor, measure, record, signal } = run;
  const known = new Set(
    state.calibration.map(({ configuration }) => JSON.stringify(configuration)),
  );
  let fault: unknown;
  for (const configuration of calibrationNetworks(description)) {
    if (signal.aborted) return;
    if (known.has(JSON.stringify(configuration))) continue;
    try {
      const costs = await executor.whileQuiet(() => measure(configuration, signal));
      record({ event: 'calibrated', configuration, costs });
    } catch (error) {
      if (!isNetworksFault(error, description)) throw error;
      fault = error;
    }
  }
  if (state.calibration.length === 0) throw fault;
}
