/** A benchmark from beginning to end: data sets found, pictures dealt, methods asked, figures beside published ones. */
import type { DataChoice } from '../dataset/index.js';
import { askedMethods, type MethodChoice } from '../methods/node/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import type { RecipeChoice } from '../train/index.js';
import { askClassical, askModels, type BenchmarkAnswers } from './ask-methods.js';
import { type BenchmarkEntry, type BenchmarkRun, dealRuns } from './benchmark-runs.js';
import { type BenchmarkSet, findBenchmarkSets } from './benchmark-sets.js';
import { findDifferences } from './differences.js';
import { type LoadHooks, loadEntries } from './load-entries.js';
import {
  DEFAULT_BENCHMARK_METHODS,
  type Protocol,
  type PublishedFigures,
  protocolNamed,
  sourceOf,
} from './protocols/index.js';
import { type BenchmarkMethod, heldBack, summariseMethod } from './summarise.js';
import { askTrained, foldTraining } from './train-folds.js';

/** What may be asked of a benchmark. */
export interface BenchmarkJob extends DataChoice, MethodChoice, RecipeChoice {
  readonly protocol: string;
  /** Folders of data sets, or of several. */
  readonly data: readonly string[];
  /** Names, one for each data set found; dataset.json's unless given. */
  readonly camera?: readonly string[];
  /** Whether our own recipe is trained on the folds. */
  readonly train?: boolean;
  /** Thumbnails that the classical methods see; 64x64 unless given. */
  readonly thumbnails?: ThumbnailSize;
  readonly seed: number;
}

/** A published row, and the run that it is of where it is of one. */
export interface PublishedRow extends PublishedFigures {
  readonly run?: string;
  readonly source: string;
}

export interface BenchmarkResult {
  readonly protocol: Pick<Protocol, 'name' | 'title' | 'averaging'>;
  readonly thumbnails: ThumbnailSize;
  readonly seed: number;
  readonly sets: readonly {
    readonly dir: string;
    readonly name: string;
    readonly camera: string | null;
    readonly pictures: number;
  }[];
  readonly runs: readonly {
    readonly name: string;
    readonly taught: number;
    readonly judged: number;
  }[];
  /** Best mean first. */
  readonly methods: readonly BenchmarkMethod[];
  readonly published: readonly PublishedRow[];
  /** Where this is not what was published, a sentence each. */
  readonly differences: readonly string[];
  /** Every picture that was judged, with every answer. */
  readonly pictures: readonly BenchmarkPicture[];
}

export interface BenchmarkPicture {
  readonly run: string;
  readonly set: string;
  readonly id: string;
  readonly truth: BenchmarkEntry['whitePoint'];
  readonly estimates: readonly { readonly name: string; readonly r: number; readonly b: number }[];
}

const DEFAULT_THUMBNAILS: ThumbnailSize = { heightPx: 64, widthPx: 64 };

/**
 * Runs a protocol. Throws RangeError for a protocol that is none, UsageError and BadInput for data and methods, and the
 * signal's reason.
 */
export async function runBenchmark(job: BenchmarkJob, hooks: LoadHooks): Promise<BenchmarkResult> {
  const protocol = protocolNamed(job.protocol);
  const { seed, thumbnails = DEFAULT_THUMBNAILS } = job;
  const asked = await askedMethods(job, (text) => hooks.onNotice?.(text), {
    model: 'unless baselines',
    baselines: DEFAULT_BENCHMARK_METHODS,
  });
  const sets = findBenchmarkSets(job.data, job.camera);
  const training = job.train ? foldTraining(job, seed) : null;
  const pictures = await loadEntries(sets, thumbnails, job, hooks);
  const runs = dealRuns(protocol, sets, pictures.entries, seed);
  const parts = protocol.dealing.kind === 'split' ? 'test' : 'all';
  const answers: BenchmarkAnswers[] = [];
  if (asked.models.length > 0) {
    const how = { choice: job, size: thumbnails, entries: pictures.entries, parts } as const;
    answers.push(...(await askModels(asked.models, sets, how, hooks)));
  }
  for (const method of asked.baselines) {
    answers.push(await askClassical(method, pictures, runs, hooks));
  }
  if (training) answers.push(await askTrained(training, sets, runs, job, hooks));
  const how = { averaging: protocol.averaging, seed };
  const methods = answers
    .map((answer) => summariseMethod(answer, pictures.entries, runs, how))
    .sort((a, b) => a.recovery.mean - b.recovery.mean);
  return {
    protocol: { name: protocol.name, title: protocol.title, averaging: protocol.averaging },
    thumbnails,
    seed,
    sets: sets.map((set) => describeSet(set, pictures.entries)),
    runs: runs.map(describeRun),
    methods,
    published: publishedRows(protocol, runs),
    differences: findDifferences(protocol, { runs, thumbnails, answers }),
    pictures: judgedPictures(runs, pictures.entries, answers),
  };
}

function describeSet(set: BenchmarkSet, entries: readonly BenchmarkEntry[]) {
  const pictures = entries.filter((entry) => entry.set === set).length;
  return { dir: set.dir, name: set.name, camera: set.camera?.name ?? null, pictures };
}

function describeRun(run: BenchmarkRun) {
  const taught = run.folds.map((fold) => fold.train.length);
  return { name: run.name, taught: Math.min(...taught), judged: heldBack([run]).length };
}

function publishedRows(protocol: Protocol, runs: readonly BenchmarkRun[]): PublishedRow[] {
  const cite = (row: PublishedFigures) => ({ ...row, source: sourceOf(row) });
  const { publishedByRun = {} } = protocol;
  return [
    ...protocol.published.map(cite),
    ...runs.flatMap(({ name: run }) =>
      (Object.hasOwn(publishedByRun, run) ? publishedByRun[run]! : []).map((row) => {
        return { ...cite(row), run };
      }),
    ),
  ];
}

function judgedPictures(
  runs: readonly BenchmarkRun[],
  entries: readonly BenchmarkEntry[],
  answers: readonly BenchmarkAnswers[],
): BenchmarkPicture[] {
  return runs.flatMap((run) =>
    heldBack([run]).map((i) => {
      const { id, set, whitePoint } = entries[i]!;
      const estimates = answers.map(({ name, estimates: all }) => ({ name, ...all[i]! }));
      return { run: run.name, set: set.name, id, truth: whitePoint, estimates };
    }),
  );
}
