/** How a data set lies on disk. What a caller says goes before dataset.json; without either it is SimpleCube++'s. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { BayerDump } from '../raw/index.js';
import { DatasetError } from './dataset-error.js';

export const SIMPLECUBE_LAYOUT = 'simplecube++';
export const AWBNN_LAYOUT = 'awbnn';
export const DATASET_LAYOUTS = [SIMPLECUBE_LAYOUT, AWBNN_LAYOUT] as const;

/** Raspberry Pi's awb_nn: labels in the names of the files, curves in the tuning files of the sensors. */
export interface AwbnnLayout {
  readonly name: typeof AWBNN_LAYOUT;
  /** Holds `<sensor>.json` of every sensor. */
  readonly tuningDir: string;
  /** Pictures and labels in the normalisation that libcamera's own blocks of `rpi.nn.awb` assume. */
  readonly harmonise?: Harmonisation;
  /** Pictures of these sensors alone; all unless given. */
  readonly sensors?: readonly string[];
}

/** Where the same scenes of the other platform are. */
export interface Harmonisation {
  /** Its tuning files. */
  readonly tuningDir: string;
  /** Its pictures, whose labels are taken; without them labels are moved along. */
  readonly dir?: string;
}

export interface SimpleCubeLayout {
  readonly name: typeof SIMPLECUBE_LAYOUT;
  /** What its files without a header are; dataset.json's unless given. */
  readonly dump?: BayerDump;
}

export type DatasetLayout = SimpleCubeLayout | AwbnnLayout;

/** What dataset.json may say of the layout; folders are relative to its own. */
export interface StatedLayout {
  readonly layout?: string;
  readonly tuningDir?: string;
}

/** The layout of a data set. Throws DatasetError where dataset.json names awbnn without its tuning files. */
export function layoutOf(
  dir: string,
  given: DatasetLayout | undefined,
  stated: StatedLayout,
): DatasetLayout {
  if (given !== undefined) return given;
  if (stated.layout !== AWBNN_LAYOUT) return { name: SIMPLECUBE_LAYOUT };
  if (stated.tuningDir === undefined) {
    const message = 'layout awbnn: expected tuningDir, the folder of the tuning files, got none';
    throw new DatasetError(`data set ${dir}`, [
      { file: join(dir, 'dataset.json'), message, cure: 'Add it, relative to that file.' },
    ]);
  }
  const { tuningDir } = stated;
  return {
    name: AWBNN_LAYOUT,
    tuningDir: isAbsolute(tuningDir) ? tuningDir : join(dir, tuningDir),
  };
}

/** The folder of a part in a layout without a fixed depth: `dir/part`, or for training the folder itself. */
export function awbnnPartDir(dir: string, part: string): string | null {
  if (part === '.') return dir;
  const own = join(dir, part);
  if (existsSync(own)) return own;
  return part === 'train' ? dir : null;
}
