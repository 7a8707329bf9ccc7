/** Pictures and lights of a data set as methods want them, each size and each pair of levels loaded once. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Assumptions,
  AWBNN_LAYOUT,
  awbnnPartDir,
  type DatasetLayout,
  type DatasetPart,
  type DatasetProblem,
  type LoadedThumbnails,
  layoutOf,
  loadThumbnails,
  readDatasetDescription,
  readDatasetIndex,
} from '../../dataset/index.js';
import type { RawLevels, ThumbnailSize } from '../../raw/index.js';

/** How far the loading of a part is. */
export interface LoadingProgress {
  readonly stage: 'reading' | 'decoding';
  readonly part: DatasetPart;
  readonly done: number;
  readonly total: number;
}

export interface PictureLoaderOptions {
  readonly dir: string;
  readonly part: DatasetPart;
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  readonly skipBad?: boolean;
  readonly assumptions?: Assumptions;
  /** Default: the data layer's; null: no cache. */
  readonly cacheDir?: string | null;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LoadingProgress) => void;
}

/** Loads one part of a data set at any sizes and levels. */
export class PictureLoader {
  private readonly loaded = new Map<string, Promise<LoadedThumbnails>>();
  private readonly options: PictureLoaderOptions;

  constructor(options: PictureLoaderOptions) {
    this.options = options;
  }

  /** Throws DatasetError with all that is wrong with the part, and the signal's reason. */
  load(size: ThumbnailSize, levels: Partial<RawLevels>): Promise<LoadedThumbnails> {
    const { heightPx, widthPx } = size;
    const key = JSON.stringify([heightPx, widthPx, levels.blackLevel, levels.whiteLevel]);
    const before = this.loaded.get(key);
    if (before) return before;
    const { dir, part, layout, skipBad, assumptions, cacheDir, signal, onProgress } = this.options;
    const loading = loadThumbnails(dir, {
      part,
      heightPx,
      widthPx,
      ...levels,
      ...assumptions,
      ...(layout ? { layout } : {}),
      skipBad: skipBad === true,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(signal ? { signal } : {}),
      onProgress: (done, total, stage) => onProgress?.({ stage, part, done, total }),
    });
    this.loaded.set(key, loading);
    return loading;
  }

  /** What was worth a line, and what was left out, in all that was loaded so far. */
  async remarks(): Promise<{
    readonly notices: readonly string[];
    readonly skipped: readonly DatasetProblem[];
  }> {
    const all = await Promise.all(this.loaded.values());
    const notices = [...new Set(all.flatMap((loaded) => loaded.notices))];
    return { notices, skipped: all[0]?.skipped ?? [] };
  }
}

/** Whether a data set has a part. */
export function hasPart(dir: string, part: DatasetPart, layout?: DatasetLayout): boolean {
  return partDir(dir, part, layout) !== null;
}

/** Whether a part is the one that teaches, under whatever name. */
export function isTrainingPart(dir: string, part: DatasetPart, layout?: DatasetLayout): boolean {
  const folder = partDir(dir, part, layout);
  return folder !== null && folder === partDir(dir, 'train', layout);
}

function partDir(dir: string, part: DatasetPart, given?: DatasetLayout): string | null {
  const layout = layoutOf(dir, given, readDatasetDescription(dir) ?? {});
  if (layout.name === AWBNN_LAYOUT) return awbnnPartDir(dir, part);
  const folder = join(dir, part);
  return existsSync(folder) ? folder : null;
}

/** The lights of a part, whose pictures are not decoded. Throws DatasetError. */
export function lightsOf(
  dir: string,
  part: DatasetPart,
  { skipBad, layout }: { readonly skipBad: boolean; readonly layout?: DatasetLayout },
) {
  const options = { part, skipBad, ...(layout ? { layout } : {}) };
  return readDatasetIndex(dir, options).pictures.map(({ whitePoint }) => whitePoint);
}
