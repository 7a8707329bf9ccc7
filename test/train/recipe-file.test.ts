/** Recipes as files give them: every setting is held against its type and range, and what a file inherits is none of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  buildArchitecture,
  changedNetwork,
  changedTraining,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  REFERENCE_NETWORK,
  readRecipeFile,
  ZONE_NETWORK,
} from '../../dist/train/index.js';
import { NETWORK_FORMS, SETTINGS_FORM } from '../../dist/train/recipe-form.js';
import { patternsOf } from '../hostile/leaves.js';

const dir = mkdtempSync(join(tmpdir(), 'recipe-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const where = { file: 'r.json', path: 'training' };

describe('a recipe file', () => {
  it.each([
    'null',
    '[]',
    '5',
    '{"network": null}',
    '{"training": []}',
    '{"other": {}}',
    '{"__proto__": {}}',
    '{',
  ])('that holds %s is refused by name', (text) => {
    const file = join(dir, 'r.json');
    writeFileSync(file, text);
    expect(() => readRecipeFile(file)).toThrow(/r\.json: expected (a recipe in JSON|\{"network")/);
  });
});

describe('a recipe that is none', () => {
  it('is a folder, or not there', () => {
    expect(() => readRecipeFile(dir)).toThrow(/expected a recipe, a file of JSON, got a folder/);
    expect(() => readRecipeFile(join(dir, 'none.json'))).toThrow(/none.json: .*no such file/);
  });
});

describe('a list', () => {
  it('is asked for in the words of its entries, where one of them stands alone', () => {
    const where = { file: 'r.json', path: 'network' };
    expect(() => changedNetwork(DEFAULT_NETWORK, { readings: 'lux' }, where)).toThrow(
      /r.json: network.readings: expected a list .*, each one of lux, exposure, iso, time, got 'lux'/,
    );
  });
});

describe('a setting', () => {
  it.each([
    ['{"optimiser": null}', 'training.optimiser'],
    ['{"schedule": {"rate": null}}', 'training.schedule.rate'],
    ['{"augmentation": {"lowLight": []}}', 'training.augmentation.lowLight'],
    ['{"__proto__": {"x": 1}}', 'training.__proto__'],
    ['{"constructor": {}}', 'training.constructor'],
    ['{"schedule": {"toString": "x"}}', 'training.schedule.toString'],
  ])('of another kind is refused: %s', (text, path) => {
    expect(() => changedTraining(DEFAULT_TRAIN_SETTINGS, JSON.parse(text), where)).toThrow(
      `r.json: ${path}: expected`,
    );
  });

  it.each([
    ['{"batch": 0}', 'training.batch: expected a whole number from 1 to 65536, got 0'],
    ['{"epochs": 1e9}', 'training.epochs: expected a whole number from 1 to 100000'],
    ['{"schedule": {"warmUp": -1}}', 'training.schedule.warmUp: expected a number from 0 to 1'],
    [
      '{"loss": "none"}',
      'training.loss: expected one of chord, angle, mse, mseGains, mseLog, mseAngles, mired',
    ],
    ['{"augmentation": {"blur": {"largestKernel": 1e9}}}', 'training.augmentation.blur'],
  ])('out of its range is refused: %s', (text, message) => {
    expect(() => changedTraining(DEFAULT_TRAIN_SETTINGS, JSON.parse(text), where)).toThrow(message);
  });

  it.each([
    [DEFAULT_NETWORK, '{"blocks": [null]}', 'blocks[0]'],
    [DEFAULT_NETWORK, '{"family": "reference"}', 'family'],
    [DEFAULT_NETWORK, '{"hidden": -0.5}', 'hidden'],
    [DEFAULT_NETWORK, '{"cell": 17}', 'network.cell: expected a whole number from 1 to 16, got 17'],
    [DEFAULT_NETWORK, '{"edges": "yes"}', "network.edges: expected true or false, got 'yes'"],
    [REFERENCE_NETWORK, '{"edges": true}', 'network.edges: expected one of family,'],
    [
      DEFAULT_NETWORK,
      '{"blocks": [{"kernel": 1, "stride": 1, "channels": 4, "context": "yes"}]}',
      "network.blocks[0].context: expected true or false, got 'yes'",
    ],
    [DEFAULT_NETWORK, '{"context": true}', 'network.context: expected one of family,'],
    [
      REFERENCE_NETWORK,
      '{"blocks": [{"kernel": 3, "stride": 1, "channels": 16, "context": true}]}',
      'network.blocks[0].context: expected one of the keys kernel, stride, channels, got',
    ],
    [
      DEFAULT_NETWORK,
      '{"blocks": [{"kernel": 1, "stride": 1, "channels": 4, "contxt": true}]}',
      'network.blocks[0].contxt: expected one of the keys kernel, stride, channels, depthwise, context',
    ],
    [REFERENCE_NETWORK, '{"depth": 2000000000}', 'depth'],
    [REFERENCE_NETWORK, '{"blocks": [{"kernel": 1e9, "stride": 1, "channels": 4}]}', 'kernel'],
  ])('of a network as well: %#', (base, text, name) => {
    expect(() =>
      changedNetwork(base, JSON.parse(text), { file: 'r.json', path: 'network' }),
    ).toThrow(name);
  });

  it('of cells and edges is kept where it changes something, and left out where it does not', () => {
    const seeing = { cell: 2, edges: true };
    const network = (change: object) => changedNetwork(ZONE_NETWORK, { ...change }, where);
    expect(network(seeing)).toEqual({ ...ZONE_NETWORK, ...seeing });
    expect(network({ cell: 1, edges: false })).toEqual(ZONE_NETWORK);
  });

  it('of a block that speaks of the whole picture is kept as it is said', () => {
    const block = { kernel: 2, stride: 2, channels: 8 };
    const blocks = [
      { ...block, context: true },
      { ...block, context: false },
    ];
    expect(changedNetwork(ZONE_NETWORK, { blocks }, where)).toEqual({ ...ZONE_NETWORK, blocks });
    const built = (first: object) =>
      buildArchitecture(
        changedNetwork(ZONE_NETWORK, { blocks: [first], anchors: 0 }, where),
        [{ r: 0.5, b: 0.6 }],
        1,
      );
    expect(built({ ...block, context: false })).toEqual(built(block));
    expect(built({ ...block, context: true })).not.toEqual(built(block));
  });

  it('of the defaults is in its range, and every one has a form', () => {
    expect(changedTraining(DEFAULT_TRAIN_SETTINGS, {}, where)).toEqual(DEFAULT_TRAIN_SETTINGS);
    for (const base of [DEFAULT_NETWORK, ZONE_NETWORK, REFERENCE_NETWORK]) {
      expect(changedNetwork(base, {}, where)).toEqual(base);
    }
    const forms = [SETTINGS_FORM, NETWORK_FORMS.small, NETWORK_FORMS.reference];
    for (const form of forms) expect(patternsOf(form).length).toBeGreaterThan(7);
  });
});
