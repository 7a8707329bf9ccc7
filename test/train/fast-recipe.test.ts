/** The recipe of pictures, and that for little time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withRecipeOptions } from '../../dist/cli/train/training-recipe.js';
import { countFlops, countParameters } from '../../dist/model/index.js';
import {
  buildArchitecture,
  chooseRecipe,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  FAST_TRAIN_SETTINGS,
  RecipeError,
  ZONE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';

const STUDY = join(import.meta.dirname, '../../studies/cube64-small/recipe.json');
const small = { family: 'small', threads: 1 } as const;
const lights = Array.from({ length: 64 }, (_, i) => ({ r: 0.3 + i / 80, b: 1.1 - i / 80 }));

describe('the default recipe', () => {
  it('has the network that the search found, its cells made of 2x2 pixels and their edges', () => {
    const { network } = JSON.parse(readFileSync(STUDY, 'utf8'));
    const { heightPx, widthPx } = network;
    const seen = { heightPx: 2 * heightPx, widthPx: 2 * widthPx, cell: 2, edges: true };
    expect(DEFAULT_NETWORK).toEqual({ ...network, ...seen });
    expect(chooseRecipe(small, 1).recipe).toEqual(DEFAULT_NETWORK);
  });

  it('has as many numbers and takes as many operations as the docs say', () => {
    const architecture = buildArchitecture(DEFAULT_NETWORK, lights, 1);
    expect(countParameters(architecture)).toBe(14_111);
    expect((countFlops(architecture) / 1e6).toFixed(2)).toBe('1.20');
  });

  it('is told by the help of train', () => {
    const help = withRecipeOptions(new Command()).helpInformation().replace(/\s+/g, ' ');
    const { epochs, batch, schedule } = DEFAULT_TRAIN_SETTINGS;
    const zones = ZONE_TRAIN_SETTINGS;
    for (const [option, said] of [
      ['--epochs', `default: ${epochs}, with --fast ${FAST_TRAIN_SETTINGS.epochs},`],
      ['--batch', `default: ${batch})`],
      ['--rate', `default: ${schedule.rate}; zones, reference: ${zones.schedule.rate})`],
      ['--final-rate', 'default: 0.000001; zones, reference: 0.00001)'],
      [
        '--fast',
        `in ${FAST_TRAIN_SETTINGS.epochs} epochs, at a rate of ${FAST_TRAIN_SETTINGS.schedule.rate}:`,
      ],
    ] as const) {
      const from = help.indexOf(`${option} `);
      expect(help.slice(from, from + 130)).toContain(said);
    }
    expect([schedule.finalRate, zones.schedule.finalRate]).toEqual([1e-6, 1e-5]);
  });
});

describe('the fast recipe', () => {
  it('is the default for fewer epochs at a lower rate', () => {
    const { recipe, settings } = chooseRecipe({ ...small, fast: true }, 1);
    const whole = chooseRecipe(small, 1);
    expect(recipe).toEqual(whole.recipe);
    const schedule = { ...whole.settings.schedule, rate: 0.005 };
    expect(settings).toEqual({ ...whole.settings, epochs: 160, schedule });
    expect(settings.epochs).toBeLessThan(whole.settings.epochs);
  });

  it('is changed by options as the default is', () => {
    const { recipe, settings } = chooseRecipe(
      { ...small, fast: true, epochs: 3, size: { heightPx: 8, widthPx: 8 } },
      7,
    );
    expect(recipe).toEqual({ ...DEFAULT_NETWORK, heightPx: 8, widthPx: 8 });
    expect(settings).toMatchObject({ ...FAST_TRAIN_SETTINGS, epochs: 3, seed: 7, threads: 1 });
  });

  it.each([
    { family: 'reference', fast: true },
    { family: 'small', head: 'ct', fast: true },
  ] as const)('is none of %o', (choice) => {
    expect(() => chooseRecipe(choice, 1)).toThrow(RecipeError);
  });
});
