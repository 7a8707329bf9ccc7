/** The model that ships with the package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODELS = join(import.meta.dirname, '../../models');

export function shippedModelFile(): string {
  return join(MODELS, JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')).default);
}
