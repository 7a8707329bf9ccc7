/** All pictures of a benchmark at one size, set after set and part after part. */
import {
  chosenData,
  type DataChoice,
  type DatasetProblem,
  loadThumbnails,
  THUMBNAIL_CHANNELS,
  type ThumbnailSet,
} from '../dataset/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import type { BenchmarkEntry } from './benchmark-runs.js';
import type { BenchmarkSet } from './benchmark-sets.js';

export interface BenchmarkPictures extends Omit<ThumbnailSet, 'entries'> {
  readonly entries: readonly BenchmarkEntry[];
}

export interface LoadHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string, done: number, total: number) => void;
  readonly onNotice?: (text: string) => void;
  readonly onSkipped?: (problem: DatasetProblem) => void;
}

/** Loads and joins. Throws as loadThumbnails and chosenData do. */
export async function loadEntries(
  sets: readonly BenchmarkSet[],
  size: ThumbnailSize,
  choice: DataChoice,
  { signal, onProgress, onNotice, onSkipped }: LoadHooks,
): Promise<BenchmarkPictures> {
  const loaded: { readonly set: BenchmarkSet; readonly pictures: ThumbnailSet }[] = [];
  for (const set of sets) {
    for (const part of set.parts) {
      const { set: pictures, ...more } = await loadThumbnails(set.dir, {
        ...chosenData(set.dir, choice),
        ...size,
        part,
        ...(signal ? { signal } : {}),
        onProgress: (done, total, stage) =>
          onProgress?.(`${stage === 'reading' ? 'Reading' : 'Decoding'} ${set.name}`, done, total),
      });
      for (const notice of more.notices) onNotice?.(notice);
      for (const problem of more.skipped) onSkipped?.(problem);
      loaded.push({ set, pictures });
    }
  }
  const joined = joinThumbnails(loaded.map(({ pictures }) => pictures));
  const entries = loaded.flatMap(({ set, pictures }) =>
    pictures.entries.map((entry) => ({ ...entry, set })),
  );
  return { ...joined, entries };
}

/** Sets of one size as one, in shared memory. */
export function joinThumbnails(sets: readonly ThumbnailSet[]): ThumbnailSet {
  const { heightPx, widthPx } = sets[0]!;
  const count = sets.reduce((sum, { entries }) => sum + entries.length, 0);
  const floats = heightPx * widthPx * THUMBNAIL_CHANNELS;
  const pixels = new Float32Array(new SharedArrayBuffer(count * floats * 4));
  let at = 0;
  for (const set of sets) {
    pixels.set(set.pixels, at);
    at += set.pixels.length;
  }
  return { heightPx, widthPx, pixels, entries: sets.flatMap(({ entries }) => entries) };
}
