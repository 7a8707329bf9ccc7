/**
 * The index of a data set in the layout of Raspberry Pi's awb_nn [github.com/raspberrypi/awb_nn]: a folder of 16-bit RGB PNG
 * files, 32x32 zones (Pi 5) or 16x12 (Pi 4 and older), in the canonical space of their sensor, black 0, white 65535, labels in
 * their names. A pixel of 0, 0, 0 is a dark zone and no mask.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { locusAt } from '../../libcamera/index.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import type { DatasetIndex, DatasetIndexOptions, DatasetPicture } from '../dataset-index.js';
import { AWBNN_LAYOUT, type AwbnnLayout, awbnnPartDir } from '../layout.js';
import { stampPicture } from '../pictures/stamp-picture.js';
import { type AwbnnName, parseAwbnnName, sessionOf } from './awbnn-name.js';
import {
  harmonisedSpace,
  moveTemperature,
  otherPlatformDir,
  type Renormalisation,
  renormalisation,
  twinsOf,
} from './harmonise.js';
import { type SensorSpace, SensorSpaces } from './sensor-spaces.js';

const NAME_CURE = 'Rename the file, or take it out of the folder.';

interface NamedFile {
  readonly id: string;
  readonly file: string;
  readonly name: AwbnnName;
}

/** As readDatasetIndex. Throws DatasetError, also for sensors without a tuning file. */
export function readAwbnnIndex(
  dir: string,
  layout: AwbnnLayout,
  { part, skipBad = false, isChecked = () => false }: DatasetIndexOptions,
): DatasetIndex {
  const what = `data set ${dir} (${part})`;
  const folder = pictureFolder(dir, part, what);
  const { named, problems } = listNames(folder, layout);
  const own = new SensorSpaces(layout.tuningDir);
  const labels = labelsOf(named, own, layout, { dir, folder });
  const used = folder === dir ? '.' : part;
  const pictures: DatasetPicture[] = [];
  for (const one of named) {
    const label = labels.of(one.name);
    if (label === null) continue;
    const found = stampPicture(one.file, isChecked);
    if ('cure' in found) problems.push(found);
    else if (own.isOtherPlatform(one.name.sensor, one.file)) continue;
    else pictures.push({ ...found, ...entryOf(one, label), part: used });
  }
  problems.push(...own.problems);
  if (problems.length > 0 && !skipBad) throw new DatasetError(what, problems);
  if (pictures.length === 0) throw new DatasetError(what, [...problems, noPicture(folder, layout)]);
  return { dir, part: used, pictures, skipped: problems, notes: labels.notes };
}

function pictureFolder(dir: string, part: string, what: string): string {
  if (!existsSync(dir)) {
    const message = 'the directory does not exist';
    throw new DatasetError(what, [{ file: dir, message, cure: 'Check the path.' }]);
  }
  const folder = awbnnPartDir(dir, part);
  if (folder !== null) return folder;
  const message = `the directory has no part ${part}`;
  const cure = `--part . reads the folder itself, in the layout ${AWBNN_LAYOUT}.`;
  throw new DatasetError(what, [{ file: dir, message, cure }]);
}

function noPicture(file: string, { sensors }: AwbnnLayout): DatasetProblem {
  if (sensors !== undefined) {
    const message = `no usable picture of ${sensors.join(' or ')}`;
    return { file, message, cure: 'Name a sensor as the pictures have it in their second field.' };
  }
  const cure = `Name the folder that holds the PNG files themselves, in the layout ${AWBNN_LAYOUT}.`;
  return { file, message: 'no usable picture', cure };
}

function listNames(
  folder: string,
  { sensors }: AwbnnLayout,
): { named: NamedFile[]; problems: DatasetProblem[] } {
  const named: NamedFile[] = [];
  const problems: DatasetProblem[] = [];
  for (const entry of readdirSync(folder).sort()) {
    if (entry.startsWith('.') || !entry.toLowerCase().endsWith('.png')) continue;
    const file = join(folder, entry);
    const id = entry.slice(0, -'.png'.length);
    const name = parseAwbnnName(id);
    if (typeof name === 'string') problems.push({ file, message: name, cure: NAME_CURE });
    else if (sensors?.includes(name.sensor) ?? true) named.push({ id, file, name });
  }
  return { named, problems };
}

/** What is known of one picture's light. */
interface Label {
  readonly colorTemperature: number;
  readonly cameraTemperature: number;
  readonly sensor: SensorSpace;
  readonly renormalisation?: Renormalisation;
}

interface Labels {
  /** Null where the sensor's tuning file cannot be used. */
  of(name: AwbnnName): Label | null;
  readonly notes: readonly string[];
}

function labelsOf(
  named: readonly NamedFile[],
  own: SensorSpaces,
  { harmonise }: AwbnnLayout,
  { dir, folder }: { readonly dir: string; readonly folder: string },
): Labels {
  const plain = (name: AwbnnName): Label | null => {
    const sensor = own.of(name.sensor);
    const { colorTemperature, cameraTemperature } = name;
    return sensor === null ? null : { colorTemperature, cameraTemperature, sensor };
  };
  if (harmonise === undefined) return { of: plain, notes: [] };
  const other = new SensorSpaces(harmonise.tuningDir);
  const otherDir = harmonise.dir ?? otherPlatformDir(folder) ?? otherPlatformDir(dir);
  const names = named.map(({ name }) => name);
  const twins = otherDir !== null && existsSync(otherDir) ? twinsOf(names, otherDir) : new Map();
  let moved = 0;
  const of = (name: AwbnnName): Label | null => {
    const label = plain(name);
    if (label === null) return null;
    const target = harmonisedSpace(label.sensor, other.of(name.sensor));
    if (target === label.sensor) return label;
    const from = label.sensor.space;
    const twin: AwbnnName | undefined = twins.get(name);
    if (twin === undefined) moved++;
    const move = (ct: number): number => moveTemperature(ct, from, target);
    return {
      colorTemperature: twin?.colorTemperature ?? move(name.colorTemperature),
      cameraTemperature: twin?.cameraTemperature ?? move(name.cameraTemperature),
      sensor: target,
      renormalisation: renormalisation(from, target.space),
    };
  };
  for (const name of names) of(name);
  const notes =
    moved === 0
      ? []
      : [
          `${dir}: ${moved} of ${named.length} pictures have no picture of the same scene in ${otherDir ?? 'a folder of the other platform'}: ` +
            'their labels are moved to the nearest point of the other curve',
        ];
  return { of, notes };
}

function entryOf({ id, name }: NamedFile, label: Label) {
  const { locus, space } = label.sensor;
  const camera = locusAt(locus, label.cameraTemperature);
  return {
    id,
    whitePoint: locusAt(locus, label.colorTemperature),
    colorTemperature: label.colorTemperature,
    lux: name.lux,
    locus,
    space,
    properties: {
      user: name.user,
      sensor: name.sensor,
      session: sessionOf(name),
      scene: name.scene,
      camera_ct: String(label.cameraTemperature),
      camera_r: String(camera.r),
      camera_b: String(camera.b),
    },
    ...(label.renormalisation ? { renormalisation: label.renormalisation } : {}),
  };
}
