/**
 * Tuned parameters on disk, so that only the first evaluation on a data set tunes. The name is the key: a hash over
 * the training pictures and everything that the tuning depends on. A file that cannot be read back is made again.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BAYES_SPACE,
  BAYES_START,
  REFERENCE_AWB_PARAMETERS,
  REFERENCE_GRID,
  type ReferenceAwbParameters,
  readTuningFile,
  writeTuningFile,
} from '../../classical/index.js';
import { defaultCacheDir, type LoadedThumbnails } from '../../dataset/index.js';
import { writeFileAtomically } from '../../files/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { TunedParameters, TuningJob } from './bayes-tuning.js';

/** Goes up whenever the same pictures and settings tune to other parameters. */
const TUNING_VERSION = 2;

/** How the parameters of a kind look in the file. */
const FORMS: {
  readonly [K in keyof TunedParameters]: {
    readonly write: (parameters: TunedParameters[K]) => unknown;
    readonly read: (file: unknown) => TunedParameters[K];
  };
} = {
  bayes: { write: (parameters) => writeTuningFile(parameters), read: readTuningFile },
  reference: { write: (parameters) => parameters, read: readReference },
};

function readReference(file: unknown): ReferenceAwbParameters {
  const { deltaLimit, minGreen } = file as ReferenceAwbParameters;
  if (deltaLimit > 0 && minGreen > 0) return { ...REFERENCE_AWB_PARAMETERS, deltaLimit, minGreen };
  throw new RangeError('tuned parameters: expected deltaLimit > 0 and minGreen > 0');
}

/** The file in which this tuning is kept. */
export function tuningCacheFile(
  job: TuningJob,
  { set: { heightPx, widthPx }, datasetHash }: LoadedThumbnails,
  { blackLevel, whiteLevel }: RawLevels,
): string {
  const search = job.kind === 'bayes' ? [BAYES_SPACE, BAYES_START] : REFERENCE_GRID;
  const pictures = { datasetHash, heightPx, widthPx, blackLevel, whiteLevel };
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ version: TUNING_VERSION, ...pictures, job, search }));
  return join(defaultCacheDir(), 'tuning', `${job.kind}-${hash.digest('hex')}.json`);
}

/** The parameters kept in a file; null where there is none or it does not hold what it should. */
export function readTuningCache<K extends keyof TunedParameters>(
  kind: K,
  file: string,
): TunedParameters[K] | null {
  try {
    return FORMS[kind].read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps parameters, the file appearing whole or not at all. Throws the file system's error where it cannot. */
export function writeTuningCache<K extends keyof TunedParameters>(
  kind: K,
  file: string,
  parameters: TunedParameters[K],
): void {
  writeFileAtomically(
    file,
    `${JSON.stringify(FORMS[kind].write(parameters))}
`,
    { durable: false },
  );
}
