/** The data sets of a benchmark: folders as they are named, or folders of data sets, a camera each. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Camera, chosenCamera } from '../camera/index.js';
import {
  AWBNN_LAYOUT,
  DATASET_PARTS,
  DatasetError,
  datasetCamera,
  type FolderPart,
  layoutOf,
  readDatasetDescription,
} from '../dataset/index.js';
import { UsageError } from '../errors/index.js';

/** A data set of one camera, and what it belongs to. */
export interface BenchmarkSet {
  readonly dir: string;
  /** Of its folder; with the folder above where two are called the same. */
  readonly name: string;
  /** The data set as it was named, of which this may be one camera's part. */
  readonly dataSet: string;
  readonly camera: Camera | null;
  /** The camera's name where it was given, and not read off the data set. */
  readonly givenCamera?: string;
  /** What tells cameras apart: the camera's name, else that of the set. */
  readonly cameraName: string;
  readonly parts: readonly FolderPart[];
}

/**
 * The data sets in `dirs`, in their order; those of a folder by name. `cameras` are names, one for each data set found.
 * Throws DatasetError for a folder without any, UsageError for another number of cameras, InputError for one that is not known.
 */
export function findBenchmarkSets(
  dirs: readonly string[],
  cameras: readonly string[] = [],
): BenchmarkSet[] {
  const found = dirs.flatMap((dir) =>
    setsIn(dir).map((set) => ({ dir: set, dataSet: statedName(dir) ?? basename(resolve(dir)) })),
  );
  if (cameras.length > 0 && cameras.length !== found.length) {
    const names = found.map(({ dir }) => dir).join(', ');
    throw new UsageError(
      `--camera: expected one name for each of ${found.length} data sets (${names}), or none, got ${cameras.length}`,
    );
  }
  const bases = found.map(({ dir }) => basename(resolve(dir)));
  return found.map(({ dir, dataSet }, i) => {
    const isShared = bases.indexOf(bases[i]!) !== bases.lastIndexOf(bases[i]!);
    const name = isShared ? `${basename(resolve(dir, '..'))}/${bases[i]}` : bases[i]!;
    const camera =
      cameras[i] === undefined ? datasetCamera(dir) : chosenCamera({ camera: cameras[i] });
    return {
      dir,
      name,
      dataSet,
      camera: camera ?? null,
      ...(cameras[i] === undefined ? {} : { givenCamera: cameras[i] }),
      cameraName: camera?.name ?? readDatasetDescription(dir)?.camera ?? name,
      parts: partsOf(dir),
    };
  });
}

/** What dataset.json calls a set; a folder of sets has none. */
function statedName(dir: string): string | undefined {
  return existsSync(dir) ? readDatasetDescription(dir)?.name : undefined;
}

function partsOf(dir: string): FolderPart[] {
  return DATASET_PARTS.filter((part) => existsSync(join(dir, part, 'gt.csv')));
}

/** The folder itself where it has parts, else those of its folders that have. */
function setsIn(dir: string): string[] {
  if (!existsSync(dir)) throw problem(dir, 'the directory does not exist', 'Check the path.');
  if (partsOf(dir).length > 0) return [checked(dir)];
  const inside = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && partsOf(join(dir, entry.name)).length > 0)
    .map(({ name }) => checked(join(dir, name)))
    .sort();
  if (inside.length > 0) return inside;
  throw problem(
    dir,
    'neither a data set (train/gt.csv or test/gt.csv) nor a folder of such',
    'Import the data set as its authors publish it with deepawb data import, and name what that makes.',
  );
}

function checked(dir: string): string {
  const { name } = layoutOf(dir, undefined, readDatasetDescription(dir) ?? {});
  if (name !== AWBNN_LAYOUT) return dir;
  throw problem(dir, `the layout ${AWBNN_LAYOUT} holds statistics`, 'Name pictures.');
}

function problem(file: string, message: string, cure: string): DatasetError {
  return new DatasetError('benchmark', [{ file, message, cure }]);
}
