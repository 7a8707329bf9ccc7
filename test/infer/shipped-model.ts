/** The model that ships with the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { loadThumbnails } from '../../dist/dataset/index.js';
import { decodeModel, type Model } from '../../dist/model/index.js';
import { sharedData } from '../support/shared-data.js';

const MODELS = join(import.meta.dirname, '../../models');

export function shippedModelFile(): string {
  return join(MODELS, JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')).default);
}

export function shippedModel(): Model {
  return decodeModel(readFileSync(shippedModelFile()));
}

/** The model, and every picture of the test part of cube64 at its size. */
export async function shippedModelAndTestSet(): Promise<{
  model: Model;
  thumbnails: Float32Array[];
}> {
  const model = shippedModel();
  const { blackLevel, whiteLevel } = model.metadata;
  const { set } = await loadThumbnails(sharedData('cube64'), {
    part: 'test',
    ...model.architecture.input,
    blackLevel,
    whiteLevel,
  });
  const size = set.heightPx * set.widthPx * 4;
  const thumbnails = set.entries.map((_, i) => set.pixels.slice(i * size, (i + 1) * size));
  expect(thumbnails.length).toBeGreaterThan(200);
  return { model, thumbnails };
}
