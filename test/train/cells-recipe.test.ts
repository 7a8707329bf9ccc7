/** Networks of cells and edges where pictures have pixels to spare for cells, where they have none, and where they are too few. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeModel, inferShapes } from '../../dist/model/index.js';
import {
  buildArchitecture,
  COARSE_TEMPERATURE_NETWORK,
  changedNetwork,
  chooseRecipe,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  FAST_TRAIN_SETTINGS,
  headOf,
  RecipeError,
  TEMPERATURE_NETWORK,
  TEMPERATURE_TRAIN_SETTINGS,
  ZONE_NETWORK,
  ZONE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';

const lights = Array.from({ length: 64 }, (_, i) => ({ r: 0.3 + i / 80, b: 1.1 - i / 80 }));
const where = { file: 'r.json', path: 'network' };
const sized = (side: number, heightPx = side) => ({ heightPx, widthPx: side });
const small = { family: 'small' } as const;

describe('a network of cells and edges', () => {
  it('keeps cells and edges at a size by hand, down to the smallest', () => {
    for (const size of [sized(4), sized(5, 4), sized(64)]) {
      const { recipe } = chooseRecipe({ ...small, size }, 1);
      expect(recipe).toEqual({ ...DEFAULT_NETWORK, ...size });
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
    const changed = () =>
      changedNetwork(DEFAULT_NETWORK, { ...JSON.parse(change), ...size }, where);
    const { cell } = JSON.parse(change);
    const message = `r.json: network.cell: expected at most ${most} pixels on a side for ${size.widthPx}x${size.heightPx} and blocks of these kernels, got ${cell}`;
    expect(changed).toThrow(RecipeError);
    expect(changed).toThrow(message);
    const fits = changedNetwork(
      DEFAULT_NETWORK,
      { ...JSON.parse(change), ...size, cell: most },
      where,
    );
    expect(() => inferShapes(buildArchitecture(fits, lights, 1))).not.toThrow();
  });

  it('leaves to where networks are built what fits pixels no more than cells', () => {
    const change = { blocks: [{ kernel: 30, stride: 1, channels: 4 }], ...sized(8) };
    const recipe = changedNetwork(DEFAULT_NETWORK, change, where);
    expect(() => inferShapes(buildArchitecture(recipe, lights, 1))).toThrow(/30/);
  });
});

describe('zones of statistics', () => {
  const ownSize = sized(16, 12);

  it('have a recipe of their own, without cells and edges', () => {
    const { recipe, settings } = chooseRecipe({ ...small, threads: 1 }, 1, ownSize);
    expect(recipe).toEqual({ ...ZONE_NETWORK, ...ownSize });
    expect(settings).toMatchObject({ ...ZONE_TRAIN_SETTINGS, threads: 1 });
    for (const key of ['cell', 'edges']) expect(ZONE_NETWORK).not.toHaveProperty(key);
  });

  it('have it at a size by hand', () => {
    const size = sized(8);
    expect(chooseRecipe({ ...small, size }, 1, ownSize).recipe).toEqual({
      ...ZONE_NETWORK,
      ...size,
    });
  });

  it('have the fast network without cells and edges', () => {
    const {
      cell: _,
      edges: __,
      ...fast
    } = DEFAULT_NETWORK as Extract<typeof DEFAULT_NETWORK, { family: 'small' }>;
    const { recipe, settings } = chooseRecipe({ ...small, fast: true, threads: 1 }, 1, ownSize);
    expect(recipe).toEqual({ ...fast, ...ownSize });
    expect(settings).toMatchObject({ ...FAST_TRAIN_SETTINGS, threads: 1 });
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

describe('a recipe file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cells-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const blocks = [{ kernel: 2, stride: 2, channels: 8 }];
  const chosen = (change: object, options: object = {}) => {
    const recipe = join(dir, 'r.json');
    writeFileSync(recipe, JSON.stringify(change));
    return chooseRecipe({ ...small, threads: 1, recipe, ...options }, 1);
  };

  it('that gives blocks begins with the network and the training that see no edges', () => {
    const { recipe, settings } = chosen({ network: { blocks, hidden: 8 }, training: { batch: 8 } });
    expect(recipe).toEqual({ ...ZONE_NETWORK, blocks, hidden: 8 });
    expect(settings).toMatchObject({ ...ZONE_TRAIN_SETTINGS, threads: 1, batch: 8 });
  });

  it('that gives blocks has the cells and edges that it says', () => {
    const { recipe } = chosen({ network: { blocks, cell: 4, edges: true } });
    expect(recipe).toEqual({ ...ZONE_NETWORK, blocks, cell: 4, edges: true });
  });

  it('that gives blocks has none with --fast either, whose training it has', () => {
    const { recipe, settings } = chosen({ network: { blocks } }, { fast: true });
    expect(recipe).toEqual({ ...ZONE_NETWORK, blocks });
    expect(settings).toMatchObject({ ...FAST_TRAIN_SETTINGS, threads: 1 });
  });

  it.each([{ heightPx: 20 }, { hidden: 8 }, { cell: 4 }])(
    'that gives %o alone changes the default',
    (network) => {
      const { recipe, settings } = chosen({ network });
      expect(recipe).toEqual({ ...DEFAULT_NETWORK, ...network });
      expect(settings).toMatchObject({ ...DEFAULT_TRAIN_SETTINGS, threads: 1 });
      expect(() => inferShapes(buildArchitecture(recipe, lights, 1))).not.toThrow();
    },
  );

  it('that takes cells and edges away leaves the rest of the default', () => {
    const { cell: _, edges: __, ...rest } = DEFAULT_NETWORK as Record<string, unknown>;
    expect(chosen({ network: { cell: 1, edges: false } }).recipe).toEqual(rest);
  });

  it('that makes the picture too small for cells is refused with the cure', () => {
    expect(() => chosen({ network: { heightPx: 2, widthPx: 2 } })).toThrow(
      /r\.json: network\.cell: expected at most 1 pixel on a side for 2x2 .*got 2; give a smaller cell or a larger --size/,
    );
  });

  it('changes the networks of a head in kelvin as ever', () => {
    const { recipe, settings } = chosen({ network: { blocks } }, { head: 'ct' });
    expect(recipe).toEqual({ ...TEMPERATURE_NETWORK, blocks });
    expect(settings).toMatchObject({ ...TEMPERATURE_TRAIN_SETTINGS, threads: 1 });
  });

  it.each(['cube64-small', 'universal'])(
    'of the study of %s has the network of its model',
    (name) => {
      const file = join(import.meta.dirname, `../../studies/${name}/recipe.json`);
      const { network, training } = JSON.parse(readFileSync(file, 'utf8'));
      const { cell: _, edges: __, ...before } = network;
      const { recipe, settings } = chosen({ network, training });
      expect(recipe).toEqual(before);
      expect(settings).toMatchObject({ ...training, threads: 1 });
      const model = decodeModel(
        readFileSync(join(import.meta.dirname, `../../models/${name}.awb`)),
      );
      expect(recipe).toEqual(model.metadata.settings.network);
    },
  );
});

describe('a model of the default before it saw edges', () => {
  const shipped = decodeModel(
    readFileSync(join(import.meta.dirname, '../../models/cube64-small.awb')),
  );
  const trainedAs = (network: object) => ({
    ...shipped,
    metadata: { ...shipped.metadata, settings: { network } },
  });

  it.each([{}, { size: sized(8) }, { readings: ['lux'] }] as const)(
    'is calibrated by the recipe that trained it: %o',
    (options) => {
      const { recipe } = chooseRecipe({ ...small, ...options }, 1, null);
      const { size, ...more } = { size: sized(32), ...options };
      const before = { ...ZONE_NETWORK, ...size, ...more };
      const calibrated = chooseRecipe(
        { ...small, ...options, threads: 1, ...headOf(undefined, trainedAs(before)) },
        1,
      );
      expect(calibrated.recipe).toEqual(before);
      expect(calibrated.settings).toMatchObject({ ...ZONE_TRAIN_SETTINGS, threads: 1 });
      expect(headOf(undefined, trainedAs(recipe))).toEqual({});
    },
  );
});
