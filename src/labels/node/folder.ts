/**
 * The folder of a data set of one's own pictures:
 *
 *   dataset.json                        camera and levels
 *   pictures.jsonl, labels.jsonl        what was imported, what was labelled; only appended to
 *   pictures/<id>.png                   linear pictures of a working size, the card still in them
 *   previews/<id>.png, <id>.full.png    for people: 8 bits as the sensor sees, and where it was full
 *   tuning.json                         shading and ct_curve of the tuning file that `data import` was given
 *   train/, test/, auxiliary/           derived of all that, in the layout SimpleCube++, for training: labelled pictures, the card masked
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CtCurvePoint, parseTuningFile } from '../../classical/index.js';
import { DatasetError, type DatasetProblem, DESCRIPTION_FILE } from '../../dataset/index.js';
import { jsonLine } from '../../text/index.js';
import {
  type LabelBook,
  readLabelBook,
  readShading,
  readShots,
  type ShadingTables,
  type ShotRecord,
  sensorMatch,
} from '../index.js';

export const SHOTS_FILE = 'pictures.jsonl';
export const LABELS_FILE = 'labels.jsonl';
export const TUNING_FILE = 'tuning.json';

/** Levels of working pictures: room below black for the noise. */
export const WORKING_LEVELS = { blackLevel: 4096, whiteLevel: 65_535 } as const;

export interface Tuning {
  /** As the file's name says it; null where it says none. */
  readonly sensor: string | null;
  readonly shading: ShadingTables | null;
  readonly ctCurve: readonly CtCurvePoint[] | null;
}

export interface OwnFolder {
  readonly dir: string;
  readonly shots: readonly ShotRecord[];
  readonly book: LabelBook;
  readonly tuning: Tuning | null;
  /** Lines that cannot be read, told of and left as they are. */
  readonly problems: readonly DatasetProblem[];
}

export const workingFile = (dir: string, image: string): string =>
  join(dir, 'pictures', `${image}.png`);
export const previewFile = (dir: string, image: string): string =>
  join(dir, 'previews', `${image}.png`);
export const fullMapFile = (dir: string, image: string): string =>
  join(dir, 'previews', `${image}.full.png`);
export const trainingFile = (dir: string, { part, image }: ShotRecord): string =>
  join(dir, part, 'PNG', `${image}.png`);

/** All that the folder says. Throws DatasetError where nothing was imported there, TuningFileError. */
export function readOwnFolder(dir: string): OwnFolder {
  const shotsFile = join(dir, SHOTS_FILE);
  const text = readIfThere(shotsFile);
  if (text === null) {
    const what = existsSync(dir) ? `no ${SHOTS_FILE} in it` : 'the directory does not exist';
    const cure = 'Make it of your raw pictures first: deepawb data import SHOTS DIR.';
    throw new DatasetError(`data set ${dir}`, [{ file: dir, message: what, cure }]);
  }
  const shots = readShots(text);
  const book = readBook(dir);
  const cure = 'Nothing else is lost; correct or remove that line.';
  const problems = [
    ...shots.damaged.map((fault) => ({ file: shotsFile, ...fault, cure })),
    ...book.damaged.map((fault) => ({ file: join(dir, LABELS_FILE), ...fault, cure })),
  ];
  return { dir, shots: shots.values, book, tuning: readTuning(dir), problems };
}

/** Whether `data import` made it. */
export const isOwnFolder = (dir: string): boolean => existsSync(join(dir, SHOTS_FILE));

/** The labels as they are on disk now. */
export function readBook(dir: string): LabelBook {
  return readLabelBook(readIfThere(join(dir, LABELS_FILE)) ?? '');
}

/** What keptTuning noted. */
export function keptSensor(text: string): string | null {
  const { sensor } = JSON.parse(text) as { readonly sensor?: unknown };
  return typeof sensor === 'string' ? sensor : null;
}

/** Shading and curve of the tuning file that was imported with. Throws TuningFileError. */
function readTuning(dir: string): Tuning | null {
  const text = readIfThere(join(dir, TUNING_FILE));
  return text === null ? null : parseTuning(text, keptSensor(text));
}

/** `text` as a tuning file has it. Throws TuningFileError. */
export function parseTuning(text: string, sensor: string | null): Tuning {
  const { ctCurve } = parseTuningFile(text, { allowDisabled: true }).parameters;
  return {
    sensor,
    shading: readShading(text),
    ctCurve: ctCurve !== null && ctCurve.length > 1 ? ctCurve : null,
  };
}

/** The curve of the tuning file, where the picture may be of its sensor. */
export function curveFor(
  tuning: Tuning | null,
  { camera }: Pick<ShotRecord, 'camera'>,
): readonly CtCurvePoint[] | null {
  return tuning === null || sensorMatch(tuning.sensor, camera) === 'other' ? null : tuning.ctCurve;
}

/** A tuning file of what is kept of one, and the sensor that it is of. Throws TuningFileError. */
export function keptTuning(text: string, sensor: string | null): string {
  const { shading, ctCurve } = parseTuning(text, sensor);
  const tables = (list: ShadingTables['red']) =>
    list.map(({ cctKelvin, factors }) => ({ ct: cctKelvin, table: factors }));
  const curve = (ctCurve ?? []).flatMap(({ cctKelvin, r, b }) => [cctKelvin, r, b]);
  const alsc = shading && {
    'rpi.alsc': {
      calibrations_Cr: tables(shading.red),
      calibrations_Cb: tables(shading.blue),
    },
  };
  const awb = { 'rpi.awb': curve.length > 0 ? { ct_curve: curve } : {} };
  const named = sensor === null ? {} : { sensor };
  return jsonLine({ version: 2, ...named, algorithms: alsc ? [awb, alsc] : [awb] });
}

/** Throws DatasetError for a folder that holds something else: nothing of anybody's is ever overwritten. */
export function checkOwnFolder(dir: string): void {
  if (!existsSync(dir) || existsSync(join(dir, SHOTS_FILE))) return;
  const foreign = ['train', 'test', DESCRIPTION_FILE].filter((name) => existsSync(join(dir, name)));
  if (foreign.length === 0) return;
  const message = `holds ${foreign.join(' and ')}, which are not of data import`;
  throw new DatasetError(`data set ${dir}`, [
    { file: dir, message, cure: 'Name a new folder for your own pictures.' },
  ]);
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
