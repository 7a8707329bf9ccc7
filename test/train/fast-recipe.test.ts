/** The recipe for little time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chooseRecipe,
  FAST_NETWORK,
  FAST_TRAIN_SETTINGS,
  RecipeError,
} from '../../dist/train/index.js';

const STUDY = join(import.meta.dirname, '../../studies/cube64-small/recipe.json');

describe('the fast recipe', () => {
  it('has the network that the search found, its cells made of 2x2 pixels and their edges', () => {
    const { network } = JSON.parse(readFileSync(STUDY, 'utf8'));
    const { heightPx, widthPx } = network;
    const seen = { heightPx: 2 * heightPx, widthPx: 2 * widthPx, cell: 2, edges: true };
    expect(FAST_NETWORK).toEqual({ ...network, ...seen });
  });

  it('is changed by options as the default is', () => {
    const { recipe, settings } = chooseRecipe(
      { family: 'small', fast: true, threads: 1, epochs: 3, size: { heightPx: 8, widthPx: 8 } },
      7,
    );
    expect(recipe).toEqual({ ...FAST_NETWORK, heightPx: 8, widthPx: 8 });
    expect(settings).toEqual({ ...FAST_TRAIN_SETTINGS, epochs: 3, seed: 7, threads: 1 });
  });

  it.each([
    { family: 'reference', fast: true },
    { family: 'small', head: 'ct', fast: true },
  ] as const)('is none of %o', (choice) => {
    expect(() => chooseRecipe(choice, 1)).toThrow(RecipeError);
  });
});
