/**
 * The Bayesian methods of an evaluation by name: three for libcamera's AWB (stock, stock with its range extended,
 * tuned) and the reference system's variant. All learn from the train part alone, whatever part is evaluated.
 */
import { basename } from 'node:path';
import {
  type BayesianAwbParameters,
  type CtCurvePoint,
  createReferenceAwb,
  createThumbnailBayes,
  DEFAULT_ZONE_GRID,
  fitReferenceCurve,
  stockBaselines,
  type Thumbnail,
} from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import type { LoadedThumbnails } from '../../dataset/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { CommandContext } from '../command-context.js';
import { readTuningCache, tuningCacheFile, writeTuningCache } from './bayes-cache.js';
import type { BayesName } from './bayes-names.js';
import { unfitForTuning } from './bayes-training.js';
import {
  type TunedParameters,
  type TuningJob,
  tuneInThread,
  tuningPictures,
} from './bayes-tuning.js';
import { loadTuningFile } from './tuning-input.js';

/** A Bayesian method ready to be asked. */
export interface BayesMethod {
  readonly name: string;
  /** Numbers in its tuning. */
  readonly parameters: number;
  readonly estimate: (thumbnail: Thumbnail) => WhitePoint;
  /** Of libcamera's AWB; absent for the reference system's variant, whose search is another. */
  readonly awb?: BayesianAwbParameters;
}

/** What the methods are made from. */
export interface BayesSources {
  readonly dir: string;
  /** The train part at the size at which pictures are evaluated; not looked at where a tuning file says it all. */
  readonly training: LoadedThumbnails;
  readonly levels: RawLevels;
  readonly physical: readonly CtCurvePoint[];
  /** A tuning file in place of a tuning of one's own. */
  readonly tuningFile?: string | undefined;
  /** Whether tuned parameters are kept and looked up on disk. */
  readonly cache: boolean;
}

const TUNING_FOLDS = 4;
/** Of the reference system's variant: cap and green limit, and the curve's mean, scale, length and noise. */
const REFERENCE_PARAMETERS = 6;

/** The named methods, tuned where they have to be. Throws InputError for a train part that carries no curve. */
export async function prepareBayesMethods(
  names: readonly BayesName[],
  sources: BayesSources,
  context: CommandContext,
): Promise<BayesMethod[]> {
  const methods: BayesMethod[] = [];
  for (const name of names) {
    try {
      methods.push(await prepare(name, sources, context));
    } catch (error) {
      throw unfitForTuning(error, sources.dir, sources.training);
    }
  }
  return methods;
}

async function prepare(
  name: BayesName,
  sources: BayesSources,
  context: CommandContext,
): Promise<BayesMethod> {
  const { training, physical, tuningFile } = sources;
  const lights = training.set.entries.map(({ whitePoint }) => whitePoint);
  switch (name) {
    case 'bayes-stock':
      return libcameraMethod(name, stockBaselines(lights, physical).stock);
    case 'bayes-extended':
      return libcameraMethod(name, stockBaselines(lights, physical).extended);
    case 'bayes-tuned': {
      if (tuningFile !== undefined) {
        const title = `bayes ${basename(tuningFile).replace(/\.json$/, '')}`;
        const warn = (warning: string): void => context.terminal.warn(warning);
        return libcameraMethod(title, loadTuningFile(tuningFile, warn));
      }
      const job = { kind: 'bayes', physical, ...DEFAULT_ZONE_GRID, folds: TUNING_FOLDS } as const;
      return libcameraMethod(name, await tuned(job, sources, context));
    }
    case 'bayes-reference': {
      const parameters = await tuned({ kind: 'reference' } as const, sources, context);
      const estimate = createReferenceAwb(fitReferenceCurve(lights), parameters);
      return { name, parameters: REFERENCE_PARAMETERS, estimate };
    }
    default:
      return name satisfies never;
  }
}

function libcameraMethod(name: string, awb: BayesianAwbParameters): BayesMethod {
  return { name, parameters: countNumbers(awb), estimate: createThumbnailBayes(awb), awb };
}

/** Curve, priors, and the limits, cap and grey offsets that are tuned beside them. */
function countNumbers({ ctCurve, priors }: BayesianAwbParameters): number {
  const priorNumbers = priors.reduce(
    (sum, { logLikelihood }) => sum + 2 * logLikelihood.x.length,
    0,
  );
  return 3 * (ctCurve?.length ?? 0) + priorNumbers + 5;
}

/** Parameters out of the cache or, with progress, from a tuning. */
async function tuned<K extends keyof TunedParameters>(
  job: Extract<TuningJob, { kind: K }>,
  { training, levels, cache }: BayesSources,
  context: CommandContext,
): Promise<TunedParameters[K]> {
  const { terminal, signal } = context;
  const kind: K = job.kind;
  const file = cache ? tuningCacheFile(job, training, levels) : null;
  const kept = file === null ? null : readTuningCache(kind, file);
  if (kept !== null) return kept;
  const label = kind === 'bayes' ? 'Tuning Bayes' : 'Tuning reference';
  const progress = terminal.progress({ label, unit: 'items' });
  try {
    const { parameters } = await tuneInThread<K>(job, tuningPictures(training.set), {
      signal,
      onTrial: (_trial, done, total) => progress.update(done, { total }),
    });
    terminal.close();
    if (file !== null) keep(() => writeTuningCache(kind, file, parameters), context);
    return parameters;
  } finally {
    terminal.close();
  }
}

/** A cache that cannot be written (disk full, read only) costs time, not the run. */
function keep(write: () => void, { terminal }: CommandContext): void {
  try {
    write();
  } catch (error) {
    terminal.warn(`tuned parameters not kept: ${(error as Error).message}`);
  }
}
