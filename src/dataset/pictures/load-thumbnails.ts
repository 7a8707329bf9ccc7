/**
 * From a data set on disk to a ThumbnailSet in memory: index (labels are always read afresh), content hashes (only of
 * files that changed), thumbnails out of the cache or, once per content and settings, out of the pictures.
 */

import { createHash } from 'node:crypto';
import {
  checkThumbnailSize,
  type LevelSources,
  type RawLevels,
  type ThumbnailSize,
} from '../../raw/index.js';
import { type Assumptions, assumptionsOf } from '../assumptions.js';
import { renormalise } from '../awbnn/harmonise.js';
import {
  type DatasetLevels,
  datasetLevels,
  readDatasetDescription,
} from '../dataset-description.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import { type DatasetPart, type DatasetPicture, readDatasetIndex } from '../dataset-index.js';
import { AWBNN_LAYOUT, type DatasetLayout, layoutOf } from '../layout.js';
import { defaultCacheDir } from './cache-folder.js';
import { type ContentManifest, openContentManifest } from './content-manifest.js';
import { pictureLevels } from './level-sources.js';
import { type PicturePoolOptions, runPictureJob } from './picture-pool.js';
import { shiftBlack } from './shift-black.js';
import {
  type CachedThumbnails,
  readThumbnailCache,
  thumbnailCacheFile,
  writeThumbnailCache,
} from './thumbnail-cache.js';
import { checkLabels, checkLevels, doubtExtents, withoutCurved } from './thumbnail-checks.js';
import { THUMBNAIL_CHANNELS, type ThumbnailEntry, type ThumbnailSet } from './thumbnail-set.js';

/** Goes up whenever the same pictures and settings give other thumbnails: old cache files then stay unused. */
const THUMBNAIL_VERSION = 4;
/** Levels that are not given are those of dataset.json, else those that a picture's file states, or SimpleCube++'s. */
export interface LoadThumbnailsOptions extends ThumbnailSize, Partial<RawLevels>, Assumptions {
  readonly part: DatasetPart;
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  /** A folder whose pictures are read without any label, in place of the part's. */
  readonly unlabelled?: string;
  /** Default `$XDG_CACHE_HOME/deepawb` or `~/.cache/deepawb`; null: no cache. */
  readonly cacheDir?: string | null;
  /** Go on without what is broken, and list it in `skipped`. */
  readonly skipBad?: boolean;
  /** `reading` hashes files that are new or changed, `decoding` makes thumbnails. */
  readonly onProgress?: (done: number, total: number, stage: 'reading' | 'decoding') => void;
  /** Number of worker threads; default: one per core. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
}

export interface LoadedThumbnails {
  readonly set: ThumbnailSet;
  readonly skipped: readonly DatasetProblem[];
  readonly fromCache: boolean;
  /** Things worth a line to the user: a damaged cache was rebuilt, a cache cannot be written. */
  readonly notices: readonly string[];
  /** SHA-256 over ids, contents and labels of the pictures in `set`: names the data in a model card. */
  readonly datasetHash: string;
  /** SHA-256 of the file of each picture in `set`. */
  readonly contentHashes: readonly string[];
  /** At which the pictures were linearised. */
  readonly levels: DatasetLevels;
}

/**
 * Thumbnails of one part of a data set, sorted by id.
 * @throws DatasetError with all problems of all pictures at once, pixel data included (unless `skipBad`)
 */
export async function loadThumbnails(
  dir: string,
  options: LoadThumbnailsOptions,
): Promise<LoadedThumbnails> {
  const { part, heightPx, widthPx, skipBad = false, cacheDir = defaultCacheDir() } = options;
  checkThumbnailSize({ heightPx, widthPx });
  const levels = datasetLevels(dir, options);
  const { lowestBlack: blackLevel, whiteLevel } = levels;
  const settings = { heightPx, widthPx, blackLevel, whiteLevel };
  const sources = pictureLevels(levels, levels.lowestBlack);
  const notices: string[] = [];
  const manifest = openContentManifest(cacheDir, dir);
  const isChecked = (stamp: { file: string; sizeBytes: number; modifiedNs: string }) =>
    manifest.find(stamp) !== undefined;
  const layout = layoutOf(dir, options.layout, readDatasetDescription(dir) ?? {});
  const assumptions = assumptionsOf(dir, options);
  const { unlabelled } = options;
  const found = readDatasetIndex(dir, {
    ...{ part, skipBad, isChecked, layout },
    ...(unlabelled === undefined ? {} : { unlabelled }),
  });
  const index = assumptions.assumeLinear ? found : withoutCurved(found, whiteLevel, skipBad);
  const hashes = await hashPictures(index.pictures, manifest, options, notices);
  const key = cacheKey(settings, sources, hashes, index.pictures);
  const cacheFile = cacheDir === null ? null : thumbnailCacheFile(cacheDir, key);
  const cached = cacheFile === null ? 'missing' : readThumbnailCache(cacheFile);
  if (cached === 'damaged') notices.push(`damaged cache file rebuilt: ${cacheFile}`);
  const fromCache = typeof cached !== 'string';
  const made = fromCache
    ? cached
    : await decodePictures(index.pictures, settings, sources, options);
  if (!fromCache && cacheFile !== null) {
    attempt(notices, 'thumbnail cache', () => writeThumbnailCache(cacheFile, made));
  }
  const faults = made.faults.map(({ index: i, message, cure }) => ({
    file: index.pictures[i].file,
    message,
    cure,
  }));
  const what = unlabelled === undefined ? `data set ${dir} (${part})` : unlabelled;
  const bad = new Set(made.faults.map((fault) => fault.index));
  if (faults.length > 0 && (!skipBad || bad.size === index.pictures.length)) {
    throw new DatasetError(what, faults);
  }
  notices.push(...checkLevels(dir, part, made, index.pictures));
  const good = index.pictures.filter((_, i) => !bad.has(i));
  notices.push(...doubtExtents(what, made.extents, good, levels));
  const entries = good.map(toEntry);
  shiftBlacks(made.pixels, entries, levels);
  if (layout.name === AWBNN_LAYOUT) toAwbnnPixels(made.pixels, good);
  const set = { heightPx, widthPx, pixels: made.pixels, entries };
  notices.push(...index.notes);
  if (!assumptions.trustLabels && unlabelled === undefined)
    notices.push(...checkLabels(dir, set, what));
  const contentHashes = hashes.filter((_, i) => !bad.has(i));
  return {
    set,
    skipped: [...index.skipped, ...faults],
    fromCache,
    notices,
    datasetHash: datasetHash(entries, contentHashes),
    contentHashes,
    levels,
  };
}

/**
 * SHA-256 over ids, labels and contents.
 * @param contentHashes of the pictures, in the entries' order
 */
export function datasetHash(
  entries: readonly ThumbnailEntry[],
  contentHashes: readonly string[],
): string {
  const hash = createHash('sha256');
  for (const [i, { part, id, whitePoint, lux, colorTemperature }] of entries.entries()) {
    const more = colorTemperature === undefined ? '' : ` ${colorTemperature} ${lux}`;
    hash.update(`${part}/${id} ${whitePoint.r} ${whitePoint.b}${more} ${contentHashes[i]}\n`);
  }
  return hash.digest('hex');
}

/** Brings every picture, made with the lowest black level of all, to its own. */
function shiftBlacks(
  pixels: Float32Array,
  entries: readonly ThumbnailEntry[],
  { blackOf, lowestBlack, whiteLevel }: DatasetLevels,
): void {
  const floats = pixels.length / entries.length;
  for (const [i, { id }] of entries.entries()) {
    const own = pixels.subarray(i * floats, (i + 1) * floats);
    shiftBlack(own, { from: lowestBlack, to: blackOf(id), whiteLevel });
  }
}

/** Dark zones are no masks; and what is to be renormalised is. */
function toAwbnnPixels(pixels: Float32Array, pictures: readonly DatasetPicture[]): void {
  // The mean over what is not 0, times its share, is the mean over all.
  for (let o = 0; o < pixels.length; o += THUMBNAIL_CHANNELS) {
    const share = pixels[o + 3];
    for (let c = 0; c < 3; c++) pixels[o + c] *= share;
    pixels[o + 3] = 1;
  }
  const floats = pixels.length / pictures.length;
  for (const [i, { renormalisation }] of pictures.entries()) {
    if (renormalisation === undefined) continue;
    renormalise(pixels.subarray(i * floats, (i + 1) * floats), renormalisation);
  }
}

/** Levels as they are used where files state none, those that no file may change, and what files without a header are. */
function cacheKey(
  settings: ThumbnailSize & RawLevels,
  { options }: LevelSources,
  hashes: readonly string[],
  pictures: readonly DatasetPicture[],
): string {
  const hash = createHash('sha256');
  const dump = pictures.find((picture) => picture.dump)?.dump;
  const stated = { stated: options, ...(dump ? { dump } : {}) };
  hash.update(JSON.stringify({ version: THUMBNAIL_VERSION, ...settings, ...stated }));
  for (const content of hashes) hash.update(content);
  return hash.digest('hex');
}

/** Content hashes in order; reads only what the manifest does not know. */
async function hashPictures(
  pictures: readonly DatasetPicture[],
  manifest: ContentManifest,
  options: LoadThumbnailsOptions,
  notices: string[],
): Promise<string[]> {
  const unknown = pictures.filter((picture) => manifest.find(picture) === undefined);
  const results = await runPictureJob({ kind: 'hash' }, unknown, poolOptions(options, 'reading'));
  for (const [i, { sha256, fault }] of results.entries()) {
    if (sha256 === undefined) {
      const { message, cure } = fault ?? { message: 'cannot be read', cure: 'Check the file.' };
      throw new DatasetError('data set', [{ file: unknown[i].file, message, cure }]);
    }
    manifest.set(unknown[i], sha256);
  }
  attempt(notices, 'content manifest', () => manifest.save());
  return pictures.map((picture) => manifest.find(picture) as string);
}

/** Decodes all pictures; those with a fault leave no gap in the pixels. */
async function decodePictures(
  pictures: readonly DatasetPicture[],
  { heightPx, widthPx }: ThumbnailSize,
  levels: LevelSources,
  options: LoadThumbnailsOptions,
): Promise<CachedThumbnails> {
  const floats = heightPx * widthPx * THUMBNAIL_CHANNELS;
  const shared = new SharedArrayBuffer(pictures.length * floats * 4);
  const results = await runPictureJob(
    { kind: 'thumbnail', heightPx, widthPx, levels, pixels: shared },
    pictures,
    poolOptions(options, 'decoding'),
  );
  const pixels = new Float32Array(shared);
  const faults: CachedThumbnails['faults'][number][] = [];
  const doubts: CachedThumbnails['doubts'][number][] = [];
  const extents: CachedThumbnails['extents'][number][] = [];
  let good = 0;
  for (const { index, fault, doubt, extent } of results) {
    if (fault !== undefined) faults.push({ index, ...fault });
    else pixels.copyWithin(good++ * floats, index * floats, (index + 1) * floats);
    if (extent !== undefined) extents.push(extent);
    if (doubt !== undefined) doubts.push({ index, message: doubt });
  }
  return { pixels: pixels.subarray(0, good * floats), faults, doubts, extents };
}

function poolOptions(
  { workers, signal, onProgress }: LoadThumbnailsOptions,
  stage: 'reading' | 'decoding',
): PicturePoolOptions {
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : { onProgress: (done: number, total: number) => onProgress(done, total, stage) }),
  };
}

function toEntry(picture: DatasetPicture): ThumbnailEntry {
  const {
    file: _,
    sizeBytes: _size,
    modifiedNs: _time,
    renormalisation: _to,
    dump: _dump,
    ...entry
  } = picture;
  return entry;
}

/** A cache that cannot be written (disk full, read only) costs time, not the run. */
function attempt(notices: string[], what: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    notices.push(`${what} not written: ${(error as Error).message}`);
  }
}
