/** Methods that lie in a folder as files: models, and tuning files of libcamera. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseTuningFile } from '../classical/index.js';

/** Larger ones are no tuning files. */
const MOST_TUNING_BYTES = 4 * 1024 * 1024;

/** Paths by name: every `.awb`, and each `.json` that tunes a Bayesian AWB. */
export function broughtFiles(dir: string): string[] {
  const files = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(dir, name))
    .sort();
  return files.filter((file) => /\.awb$/i.test(file) || (/\.json$/i.test(file) && isTuning(file)));
}

function isTuning(file: string): boolean {
  if (statSync(file).size > MOST_TUNING_BYTES) return false;
  try {
    parseTuningFile(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
