/** Made-up results of two methods on forty images, for tests of tables, charts and pages. */
import { angularErrors, evaluateEstimates } from '../../dist/metrics/index.js';
import { createRng } from '../../dist/random/index.js';
import type { ReportedMethod } from '../../dist/report/index.js';

const rng = createRng(11);

export const ENTRIES = Array.from({ length: 40 }, (_, i) => ({
  id: `scene_${i}`,
  whitePoint: { r: 0.4 + 0.3 * rng.uniform(), b: 0.3 + 0.5 * rng.uniform() },
  properties: { place: i % 3 === 0 ? 'indoor' : 'outdoor', daytime: 'day' },
}));

function noisyEstimates(spread: number) {
  return ENTRIES.map(({ whitePoint: { r, b } }) => ({
    r: r * Math.exp(spread * rng.normal()),
    b: b * Math.exp(spread * rng.normal()),
  }));
}

export const ESTIMATES = noisyEstimates(0.02);

/** A method of the given name, judged on its estimates. */
export function reported(name: string, parameters: number, estimates = ESTIMATES): ReportedMethod {
  return {
    evaluation: evaluateEstimates({ name, parameters }, estimates, ENTRIES, { resamples: 200 }),
    recoveryDegrees: angularErrors(estimates, ENTRIES).recovery,
  };
}

export const GREY_WORLD = reported('grey world', 0, noisyEstimates(0.1));
