/** Networks of cells and edges where pictures have pixels to spare for cells, where they have none, and where they are too few. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inferShapes } from '../../dist/model/index.js';
import {
  buildArchitecture,
  COARSE_TEMPERATURE_NETWORK,
  changedNetwork,
  chooseRecipe,
  DEFAULT_NETWORK,
  FAST_NETWORK,
  RecipeError,
  TEMPERATURE_NETWORK,
} from '../../dist/train/index.js';

const lights = Array.from({ length: 64 }, (_, i) => ({ r: 0.3 + i / 80, b: 1.1 - i / 80 }));
const where = { file: 'r.json', path: 'network' };
const sized = (side: number, heightPx = side) => ({ heightPx, widthPx: side });
const small = { family: 'small' } as const;

describe('a network of cells and edges', () => {
  it('keeps cells and edges at a size by hand, down to the smallest', () => {
    for (const size of [sized(4), sized(5, 4), sized(64)]) {
      const { recipe } = chooseRecipe({ ...small, fast: true, size }, 1);
      expect(recipe).toEqual({ ...FAST_NETWORK, ...size });
      const shapes = inferShapes(buildArchitecture(recipe, lights, 1));
      expect(shapes.get('edges')).toMatchObject({
        heightPx: Math.floor(size.heightPx / 2),
        widthPx: Math.floor(size.widthPx / 2),
      });
    }
  });

  it.each([
    ['{"cell": 16}', sized(32, 16), 8],
    ['{"cell": 3}', sized(5), 2],
    ['{"cell": 16}', sized(4), 2],
    ['{"cell": 9, "blocks": [{"kernel": 3, "stride": 1, "channels": 4}]}', sized(8), 8],
  ])('refuses %s at %o by name', (change, size, most) => {
    const changed = () => changedNetwork(FAST_NETWORK, { ...JSON.parse(change), ...size }, where);
    const { cell } = JSON.parse(change);
    const message = `r.json: network.cell: expected at most ${most} pixels on a side for ${size.widthPx}x${size.heightPx} and blocks of these kernels, got ${cell}`;
    expect(changed).toThrow(RecipeError);
    expect(changed).toThrow(message);
    const fits = changedNetwork(
      FAST_NETWORK,
      { ...JSON.parse(change), ...size, cell: most },
      where,
    );
    expect(() => inferShapes(buildArchitecture(fits, lights, 1))).not.toThrow();
  });

  it('leaves to where networks are built what fits pixels no more than cells', () => {
    const change = { blocks: [{ kernel: 30, stride: 1, channels: 4 }], ...sized(8) };
    const recipe = changedNetwork(FAST_NETWORK, change, where);
    expect(() => inferShapes(buildArchitecture(recipe, lights, 1))).toThrow(/30/);
  });
});

describe('zones of statistics', () => {
  const ownSize = sized(16, 12);

  it('have the networks without cells and edges', () => {
    expect(chooseRecipe(small, 1, ownSize).recipe).toEqual({ ...DEFAULT_NETWORK, ...ownSize });
    const {
      cell: _,
      edges: __,
      ...fast
    } = FAST_NETWORK as Extract<typeof FAST_NETWORK, { family: 'small' }>;
    const { recipe } = chooseRecipe({ ...small, fast: true }, 1, ownSize);
    expect(recipe).toEqual({ ...fast, ...ownSize });
  });

  it('have none with a head in kelvin', () => {
    const ofRows = (rows: number) =>
      chooseRecipe({ ...small, head: 'ct' }, 1, sized(32, rows)).recipe;
    expect(ofRows(32)).toEqual({ ...TEMPERATURE_NETWORK, ...sized(32) });
    expect(ofRows(12)).toEqual({ ...COARSE_TEMPERATURE_NETWORK, ...sized(32, 12) });
    for (const network of [TEMPERATURE_NETWORK, COARSE_TEMPERATURE_NETWORK]) {
      expect(network).not.toHaveProperty('cell');
      expect(network).not.toHaveProperty('edges');
    }
  });
});

describe('recipes from before there were edges', () => {
  it('say that their networks have none', () => {
    const file = join(import.meta.dirname, '../../studies/universal/recipe.json');
    const { network } = JSON.parse(readFileSync(file, 'utf8'));
    const recipe = changedNetwork(FAST_NETWORK, network, where);
    const { cell: _, edges: __, ...before } = network;
    expect(recipe).toEqual(before);
  });
});
