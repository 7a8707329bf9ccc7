/** The package's own model, measured as briefly as can be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MeasureOverSshOptions,
  measureModelOverSsh,
  type SshTarget,
} from '../../dist/device/index.js';

const MODELS = join(import.meta.dirname, '../../models');

export const MODEL_FILE = join(
  MODELS,
  JSON.parse(readFileSync(join(MODELS, 'manifest.json'), 'utf8')).default,
);
export const MODEL = readFileSync(MODEL_FILE);

export const QUICK = { runs: 2, warmUp: 1, frame: { widthPx: 32, heightPx: 24 } } as const;

/** Takes minutes. */
export const LONG = { runs: 100_000, frame: { widthPx: 2048, heightPx: 2048 } } as const;

/** How a measurement fails, as text; within 20 s unless told otherwise. */
export async function failureOf(
  target: SshTarget,
  options: MeasureOverSshOptions = {},
): Promise<string> {
  try {
    await measureModelOverSsh(MODEL, target, { ...QUICK, timeoutMs: 20_000, ...options });
    return 'no error';
  } catch (error) {
    return String(error);
  }
}
