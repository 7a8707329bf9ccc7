/** The runs of a protocol: which pictures teach, and which are judged by what they taught. */
import { DatasetError, FoldError, splitKFold, type ThumbnailEntry } from '../dataset/index.js';
import { UsageError } from '../errors/index.js';
import type { Fold } from '../methods/index.js';
import type { BenchmarkSet } from './benchmark-sets.js';
import type { Dealing, Protocol } from './protocols/index.js';

/** A picture of a benchmark, by its set. */
export interface BenchmarkEntry extends ThumbnailEntry {
  readonly set: BenchmarkSet;
}

/** What one training judges, or all trainings of one cross-validation. Indices are into all pictures. */
export interface BenchmarkRun {
  /** Of what is judged. */
  readonly name: string;
  readonly folds: readonly Fold[];
  /** Whether pictures were dealt at random, since they state no folds. */
  readonly atRandom: boolean;
}

/**
 * Deals all pictures by a protocol; `seed` deals random folds. Throws UsageError for data sets that are too few or too many,
 * FoldError for too few pictures, DatasetError for a part that is not there.
 */
export function dealRuns(
  { name, dealing }: Pick<Protocol, 'name' | 'dealing'>,
  sets: readonly BenchmarkSet[],
  entries: readonly BenchmarkEntry[],
  seed: number,
): BenchmarkRun[] {
  const all = entries.map((_, i) => i);
  switch (dealing.kind) {
    case 'split':
      return [officialSplit(name, sets, entries)];
    case 'folds': {
      if (dealing.of === 'all') return [foldsOf('all', all, entries, dealing.folds, seed)];
      return groupsOf(all, (i) => entries[i]!.set.cameraName).map(([camera, own]) =>
        foldsOf(camera, own, entries, dealing.folds, seed),
      );
    }
    case 'leave-out':
      return leaveOut(name, dealing, entries);
    default:
      dealing satisfies never;
      throw new TypeError('unknown dealing');
  }
}

function officialSplit(
  name: string,
  sets: readonly BenchmarkSet[],
  entries: readonly BenchmarkEntry[],
): BenchmarkRun {
  const [set] = sets;
  if (sets.length !== 1) {
    throw new UsageError(`benchmark ${name}: expected one data set, got ${sets.length}`);
  }
  const of = (part: string) => entries.flatMap(({ part: own }, i) => (own === part ? [i] : []));
  const [train, validation] = [of('train'), of('test')];
  if (train.length === 0 || validation.length === 0) {
    const message = `the directory has no part ${train.length === 0 ? 'train' : 'test'}, and the official split needs both`;
    const cure = 'Take the data set as it is published: deepawb data fetch simplecube++.';
    throw new DatasetError(`benchmark ${name}`, [{ file: set!.dir, message, cure }]);
  }
  return { name: 'test', folds: [{ train, validation }], atRandom: false };
}

/** Folds of some pictures: as they state them, where all of them do, else at random. */
function foldsOf(
  name: string,
  own: readonly number[],
  entries: readonly BenchmarkEntry[],
  folds: number,
  seed: number,
): BenchmarkRun {
  const stated = groupsOf(own, (i) => entries[i]!.properties.fold ?? '');
  const areStated = stated.length > 1 && stated.every(([fold]) => fold !== '');
  if (areStated) {
    const dealt = stated.map(([, validation]) => {
      const held = new Set(validation);
      return { train: own.filter((i) => !held.has(i)), validation };
    });
    return { name, folds: dealt, atRandom: false };
  }
  if (own.length < 2 * folds) {
    throw new FoldError(
      `${name}: expected at least ${2 * folds} pictures, two a fold, got ${own.length}. Take more pictures, or state their folds (column fold of auxiliary/train_properties.csv).`,
    );
  }
  const dealt = splitKFold(own.length, { folds, seed });
  const toOwn = (indices: Int32Array) => Array.from(indices, (i) => own[i]!);
  return {
    name,
    folds: dealt.map((fold) => ({ train: toOwn(fold.train), validation: toOwn(fold.validation) })),
    atRandom: true,
  };
}

function leaveOut(
  name: string,
  { what }: Extract<Dealing, { kind: 'leave-out' }>,
  entries: readonly BenchmarkEntry[],
): BenchmarkRun[] {
  const all = entries.map((_, i) => i);
  const unit = ({ set }: BenchmarkEntry) => (what === 'camera' ? set.cameraName : set.dataSet);
  const groups = groupsOf(all, (i) => unit(entries[i]!));
  if (groups.length < 2) {
    throw new UsageError(
      `benchmark ${name}: expected pictures of at least two ${what}s (--data A --data B), got those of ${groups[0]?.[0]}`,
    );
  }
  return groups.map(([left, validation]) => ({
    name: left,
    folds: [{ train: all.filter((i) => unit(entries[i]!) !== left), validation }],
    atRandom: false,
  }));
}

/** Indices by a label, in the order in which labels first come. */
function groupsOf(
  indices: readonly number[],
  label: (index: number) => string,
): [string, number[]][] {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const key = label(index);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups];
}
