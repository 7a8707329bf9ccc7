/** The training part of an evaluation: as much of it as the methods ask for, and nothing where none does. */
import { existsSync } from 'node:fs';
import type { ColourMatrix } from '../../color/index.js';
import type { DatasetLayout, LoadedThumbnails } from '../../dataset/index.js';
import type { RawLevels, ThumbnailSize } from '../../raw/index.js';
import { type Method, MethodError, type TrainingPart } from '../index.js';
import { hasPart, lightsOf, type PictureLoader } from './dataset-pictures.js';

export interface TrainingSource {
  readonly dir: string;
  readonly loader: PictureLoader;
  readonly size: ThumbnailSize;
  readonly levels: Partial<RawLevels>;
  readonly xyzToCamera?: ColourMatrix;
  readonly skipBad: boolean;
  readonly layout?: DatasetLayout;
}

/** What the methods learn from, and the hash of its content where its pictures were read. */
export interface Training {
  readonly part: TrainingPart | null;
  readonly hash: string | null;
}

/** Throws DatasetError, and MethodError naming the methods that need a train part where there is none. */
export async function loadTraining(
  methods: readonly Method[],
  source: TrainingSource,
): Promise<Training> {
  const { dir, loader, size, levels, xyzToCamera } = source;
  const camera = xyzToCamera ? { xyzToCamera } : {};
  const needing = methods.filter(({ learnsFrom }) => learnsFrom !== 'nothing');
  if (!hasPart(dir, 'train', source.layout)) {
    // A folder that is not there lacks more than a part: the index says so.
    if (needing.length > 0 && !existsSync(dir)) lightsOf(dir, 'train', source);
    if (needing.length > 0) throw noTraining(dir, needing);
    return { part: null, hash: null };
  }
  if (needing.some(({ learnsFrom }) => learnsFrom === 'pictures')) {
    const loaded = await loader.load(size, levels);
    return { part: { ...trainingPart(loaded), ...camera }, hash: loaded.datasetHash };
  }
  // The statistical ones fall back on the mean light, and do without where it cannot be had.
  if (needing.length === 0 && methods.every(({ family }) => family !== 'statistical')) {
    return { part: null, hash: null };
  }
  try {
    const whitePoints = lightsOf(dir, 'train', source);
    return { part: { whitePoints, pictures: null, ...camera }, hash: null };
  } catch (error) {
    if (needing.length > 0) throw error;
    return { part: null, hash: null };
  }
}

/** Loaded pictures as a training part, with the key of all that made them. */
function trainingPart({ set, datasetHash, levels }: LoadedThumbnails): TrainingPart {
  const { heightPx, widthPx, pixels, entries } = set;
  return {
    whitePoints: entries.map(({ whitePoint }) => whitePoint),
    pictures: { heightPx, widthPx, pixels },
    key: JSON.stringify({ datasetHash, heightPx, widthPx, levels: levels.key }),
  };
}

function noTraining(dir: string, methods: readonly Method[]): MethodError {
  const names = methods.map(({ name }) => name);
  const many = names.length > 1;
  const list = many ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
  return new MethodError(
    `${dir}: ${list} ${many ? 'learn' : 'learns'} from a train part, and the data set has none. ` +
      'Name one that has (--train-data), or methods that learn nothing.',
  );
}
