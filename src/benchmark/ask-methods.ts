/** What methods say of the pictures that are held back: those that learn, fold by fold; networks of files, set by set. */
import { daylightMatrix } from '../camera/index.js';
import type { ColourMatrix, WhitePoint } from '../color/index.js';
import type { DataChoice } from '../dataset/index.js';
import type { LoadedModel } from '../infer/node/index.js';
import { estimatePictures, type Fold, type Method } from '../methods/index.js';
import {
  askEvaluation,
  createFitRunner,
  estimateDataset,
  remarksOn,
} from '../methods/node/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import type { BenchmarkEntry, BenchmarkRun } from './benchmark-runs.js';
import type { BenchmarkSet } from './benchmark-sets.js';
import type { BenchmarkPictures, LoadHooks } from './load-entries.js';

/** A method's answers by picture; undefined where no run holds the picture back. */
export interface BenchmarkAnswers {
  readonly name: string;
  readonly kind: 'network' | 'trained here' | 'classical';
  readonly parameters: number;
  readonly estimates: readonly (WhitePoint | undefined)[];
}

/** A method that is prepared once a fold on the pictures that teach. Throws MethodError as `prepare` and estimatePictures do. */
export async function askClassical(
  method: Method,
  pictures: BenchmarkPictures,
  runs: readonly BenchmarkRun[],
  { signal, onProgress }: LoadHooks,
): Promise<BenchmarkAnswers> {
  const estimates: (WhitePoint | undefined)[] = pictures.entries.map(() => undefined);
  const folds = runs.flatMap((run) => run.folds);
  let parameters = 0;
  for (const [done, fold] of folds.entries()) {
    onProgress?.(`Asking ${method.name}`, done, folds.length);
    const learned = subset(pictures, fold.train);
    const xyzToCamera = commonMatrix(learned.entries);
    const prepared = await method.prepare(
      {
        whitePoints: learned.entries.map(({ whitePoint }) => whitePoint),
        pictures: learned,
        ...(xyzToCamera ? { xyzToCamera } : {}),
      },
      // A fold's fit is for this fold alone.
      { fit: createFitRunner({ cacheDir: null }), ...(signal ? { signal } : {}) },
    );
    parameters = Math.max(parameters, prepared.parameters);
    const judged = await estimatePictures(prepared, subset(pictures, fold.validation), {
      ...(signal ? { signal } : {}),
      pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    });
    place(fold, judged.estimates, estimates);
  }
  return { name: method.name, kind: 'classical', parameters, estimates };
}

/** Estimates of a fold to the places of its pictures. */
export function place(
  { validation }: Fold,
  answers: readonly WhitePoint[],
  estimates: (WhitePoint | undefined)[],
): void {
  for (let i = 0; i < validation.length; i++) estimates[validation[i]!] = answers[i];
}

/** Of pictures of one camera that is known. */
function commonMatrix(entries: readonly BenchmarkEntry[]): ColourMatrix | undefined {
  const cameras = new Set(entries.map(({ set }) => set.camera));
  const [camera] = cameras;
  return cameras.size === 1 && camera ? daylightMatrix(camera) : undefined;
}

function subset(
  { heightPx, widthPx, pixels, entries }: BenchmarkPictures,
  indices: ArrayLike<number>,
): BenchmarkPictures {
  const floats = pixels.length / entries.length;
  const chosen = new Float32Array(new SharedArrayBuffer(indices.length * floats * 4));
  const kept = Array.from(indices, (index, i) => {
    chosen.set(pixels.subarray(index * floats, (index + 1) * floats), i * floats);
    return entries[index]!;
  });
  return { heightPx, widthPx, pixels: chosen, entries: kept };
}

/**
 * Networks of files on all pictures, each set as its camera's; they learn nothing here. Throws as estimateDataset and
 * askEvaluation do.
 */
export async function askModels(
  models: readonly LoadedModel[],
  sets: readonly BenchmarkSet[],
  {
    choice,
    size,
    entries,
    parts,
  }: {
    readonly choice: DataChoice;
    readonly size: ThumbnailSize;
    /** Of all sets and parts. */
    readonly entries: readonly BenchmarkEntry[];
    /** Which are judged. */
    readonly parts: 'all' | 'test';
  },
  { signal, onProgress, onNotice }: LoadHooks,
): Promise<BenchmarkAnswers[]> {
  const answers = models.map(() => [] as (WhitePoint | undefined)[]);
  let names: readonly { readonly name: string; readonly parameters: number }[] = [];
  const told = new Set<string>();
  const tell = (text: string) => {
    if (!told.has(text)) onNotice?.(text);
    told.add(text);
  };
  for (const set of sets) {
    for (const part of set.parts) {
      if (parts === 'test' && part !== 'test') {
        const unasked = entries.filter((entry) => entry.set === set && entry.part === part);
        for (const answer of answers) answer.push(...unasked.map(() => undefined));
        continue;
      }
      const job = askEvaluation(
        {
          ...choice,
          data: set.dir,
          part,
          models,
          baselines: [],
          size,
          ...(set.givenCamera === undefined ? {} : { camera: set.givenCamera }),
        },
        tell,
      );
      const result = await estimateDataset(job, {
        ...(signal ? { signal } : {}),
        onProgress: ({ done, total }) => onProgress?.(`Networks on ${set.name}`, done, total),
        onNotice: tell,
      });
      for (const remark of remarksOn(result)) tell(remark);
      names = result.methods;
      for (const [m, { estimates }] of result.methods.entries()) answers[m]!.push(...estimates);
    }
  }
  return names.map(({ name, parameters }, m) => {
    return { name, kind: 'network' as const, parameters, estimates: answers[m]! };
  });
}
