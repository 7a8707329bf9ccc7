/**
 * Fits of registered methods in a thread, kept on disk, so that only the first evaluation on a data set fits. A file's
 * name is a hash of all that the fit depends on: the training part's key, its camera, the method's version and
 * settings. A file that cannot be read back is made again.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCacheDir } from '../../dataset/index.js';
import { writeFileAtomically } from '../../files/index.js';
import {
  type FitProgress,
  type FitRunner,
  type FittedMethod,
  fitHere,
  METHODS,
  type StopSignal,
  type TrainingPart,
} from '../index.js';
import { fitInThread } from './fit-in-thread.js';

export interface FitRunnerOptions {
  /** Default: the data layer's; null: nothing is kept or looked up. */
  readonly cacheDir?: string | null;
  /** Worth a line to the user: what was fitted could not be kept. */
  readonly onNotice?: (text: string) => void;
}

/** What runs fits: in a thread for registered methods, here for others, which a thread would not know. */
export function createFitRunner({
  cacheDir = defaultCacheDir(),
  onNotice,
}: FitRunnerOptions = {}): FitRunner {
  return async (method, training, options) => {
    const file = cacheDir === null ? null : cacheFile(cacheDir, method, training);
    const kept = file === null ? null : readFit(method, file);
    if (kept !== null) return kept;
    const parameters = await fitAnywhere(method, training, options);
    if (file !== null) {
      try {
        writeFileAtomically(file, `${JSON.stringify(parameters)}\n`);
      } catch (error) {
        // A cache that cannot be written (disk full, read only) costs time, not the run.
        onNotice?.(`tuned parameters not kept: ${(error as Error).message}`);
      }
    }
    return parameters;
  };
}

async function fitAnywhere<P>(
  method: FittedMethod<P>,
  training: TrainingPart,
  options: { readonly signal?: StopSignal; readonly onProgress?: FitProgress },
): Promise<P> {
  if (METHODS.get(method.name) !== method) return fitHere(method, training, options);
  const { signal, onProgress } = options;
  const result = await fitInThread(
    { kind: 'method', name: method.name, training },
    {
      ...(signal instanceof AbortSignal ? { signal } : {}),
      onStep: ({ done, total }) => onProgress?.(done, total),
    },
  );
  if (method.isFit(result)) return result;
  throw new TypeError(`${method.name}: the fit gave no parameters of this method`);
}

/** The file of this fit; null where the training part has no key. */
function cacheFile<P>(
  cacheDir: string,
  { name, version, settings }: FittedMethod<P>,
  { key, xyzToCamera }: TrainingPart,
): string | null {
  if (key === undefined) return null;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ name, version, settings, key, xyzToCamera }));
  return join(cacheDir, 'tuning', `${name}-${hash.digest('hex')}.json`);
}

/** Kept parameters; null where there are none or the file does not hold what it should. */
function readFit<P>(method: FittedMethod<P>, file: string): P | null {
  try {
    const parameters: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return method.isFit(parameters) ? parameters : null;
  } catch {
    return null;
  }
}
