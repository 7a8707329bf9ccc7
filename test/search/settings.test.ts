/** What the search was tried with (docs/settings.md), and where its edges lie. */
import { describe, expect, it } from 'vitest';
import { MAXIMISE_SETTINGS } from '../../dist/search/acquisition/maximise.js';
import { SCENARIO_SETTINGS } from '../../dist/search/acquisition/scenarios.js';
import { isNoisy, SURROGATE_SETTINGS } from '../../dist/search/acquisition/surrogate.js';
import { DEFAULT_FITS, FIT_SETTINGS, NOISY_FITS } from '../../dist/search/gaussian-process/fit.js';
import { SAMPLER_SETTINGS } from '../../dist/search/samplers/bayesian-sampler.js';
import { documentedSettings } from '../support/documented-settings.js';

const SHIPPED = {
  FIT_SETTINGS,
  SAMPLER_SETTINGS,
  SCENARIO_SETTINGS,
  SURROGATE_SETTINGS,
  MAXIMISE_SETTINGS,
};

describe('the settings of the search', () => {
  it.each(Object.entries(SHIPPED))('%s are those of docs/settings.md', (name, settings) => {
    expect(settings).toEqual(documentedSettings(name));
  });

  it('have priors of shorter length scales and less noise than Hvarfner 2024', () => {
    const noise = { location: -7, spread: 2 };
    expect(DEFAULT_FITS).toEqual([
      { kernel: 'squaredExponential', lengthScale: { location: -1, spread: 0.7 }, noise },
      { kernel: 'matern52', lengthScale: { location: -0.5, spread: 0.7 }, noise },
    ]);
    expect(NOISY_FITS).toEqual(
      DEFAULT_FITS.map((fit) => ({ ...fit, noise: { location: -2, spread: 1 } })),
    );
  });

  it('call outcomes noisy beyond a hundredth of their variance, known noise included', () => {
    const model = (noise: number, known: number[]) =>
      isNoisy({ hyperparameters: { noise }, known: Float64Array.from(known) } as never);
    expect(model(0.005, [0, 0.005])).toBe(false);
    expect(model(0.005, [0, 0.006])).toBe(true);
    expect(model(0.011, [0])).toBe(true);
  });
});
