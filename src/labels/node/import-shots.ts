/** Folders of raw pictures to a data set that labels can be made for: only what is new, one after the other, nothing lost by a kill. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { recoveryErrorDegrees } from '../../color/index.js';
import {
  type DatasetDescription,
  DatasetError,
  type DatasetProblem,
  DESCRIPTION_FILE,
  readDatasetDescription,
} from '../../dataset/index.js';
import {
  appendLines,
  LockHeld,
  lockFile,
  makeFolder,
  writeFileAtomically,
} from '../../files/index.js';
import type { BayerDump, RawLevels } from '../../raw/index.js';
import { jsonLine } from '../../text/index.js';
import { mapInThreads, threadsWorth } from '../../threads/index.js';
import { readShots, type ShotRecord, sensorIn, sensorMatch, shotId } from '../index.js';
import {
  checkOwnFolder,
  fullMapFile,
  keptSensor,
  keptTuning,
  parseTuning,
  previewFile,
  SHOTS_FILE,
  TUNING_FILE,
  WORKING_LEVELS,
  workingFile,
} from './folder.js';
import { importRemarks } from './import-remarks.js';
import { deriveDataset } from './keep-labels.js';
import { listShots, nameOfFolder } from './list-shots.js';
import type { ShotAnswer, ShotJob, ShotTask } from './shot-job.js';

export interface ImportOptions {
  /** A folder of raw pictures, or one of them. */
  readonly shots: string;
  readonly dir: string;
  readonly part: ShotRecord['part'];
  /** For files that do not state theirs. */
  readonly levels: Partial<RawLevels>;
  readonly longestPx: number;
  /** What files without a header (.raw, .bin) are. */
  readonly dump?: BayerDump;
  /** Text of a libcamera tuning file, and the file's name, which may say its sensor. */
  readonly tuning?: string;
  readonly tuningName?: string;
  readonly workers?: number;
  readonly signal: AbortSignal;
  /** Told of every picture as it is done. */
  readonly onShot: (shot: ShotRecord) => void;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Imported {
  readonly shots: readonly ShotRecord[];
  /** Pictures that were there before. */
  readonly known: number;
  readonly duplicates: readonly { readonly file: string; readonly of: string }[];
  readonly problems: readonly DatasetProblem[];
  /** New pictures that a tuning file was applied to though they, or it, name no sensor. */
  readonly unnamedSensors: readonly string[];
  /** Sentences on what was left out, is there twice, or was taken on trust. */
  readonly remarks: readonly string[];
  readonly developed: number;
  readonly ignored: number;
}

/** Rejects with DatasetError, TuningFileError, OutputError, the signal's reason. */
export async function importShots(options: ImportOptions): Promise<Imported> {
  const { dir, shots: root } = options;
  const found = listShots(root, dir, options.dump);
  checkOwnFolder(dir);
  const tuning = checkTuning(options);
  makeFolder(dir);
  const release = lockImport(dir);
  try {
    if (tuning !== null) writeTuning(dir, tuning);
    const before = readRecords(dir);
    const tasks = newTasks(found.shots, before, options.part);
    const run = await runTasks(tasks, before, options, tuning);
    if (before.length + run.shots.length === 0) {
      throw new DatasetError(`shots ${root}`, [...run.problems, ...found.others, noShot(root)]);
    }
    writeDescription(dir, [...before, ...run.shots]);
    await deriveDataset(dir);
    const { developed, ignored } = found;
    const known = found.shots.length - tasks.length;
    const problems = [...found.others, ...run.problems];
    const unnamedSensors = unnamedIn(run.shots, tuning);
    const counts = { known, developed, ignored, unnamedSensors };
    const remarks = importRemarks({ ...run, problems, unnamedSensors, sensor: tuning?.sensor });
    return { shots: run.shots, duplicates: run.duplicates, problems, remarks, ...counts };
  } finally {
    release();
  }
}

const noShot = (file: string): DatasetProblem => ({
  file,
  message: 'no raw picture that can be read',
  cure: 'Name a folder with DNGs, linear TIFFs or linear 16-bit PNGs.',
});

function lockImport(dir: string): () => void {
  try {
    return lockFile(join(dir, 'import.lock'));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new DatasetError(`data set ${dir}`, [
      { file: dir, message: error.message, cure: 'Wait for the other import to end.' },
    ]);
  }
}

/** What will be applied, as tuning.json keeps it. */
interface KeptTuning {
  readonly text: string;
  readonly sensor: string | null;
  readonly hasShading: boolean;
}

/** Of the tuning file that was given now or before; null without one. Throws TuningFileError. */
function checkTuning({ dir, tuning: given, tuningName = '' }: ImportOptions): KeptTuning | null {
  const file = join(dir, TUNING_FILE);
  const stored = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const text = given ?? stored;
  if (text === undefined) return null;
  const before = stored === undefined ? null : keptSensor(stored);
  const now = given === undefined ? null : sensorIn(tuningName);
  if (given !== undefined && stored !== undefined) {
    const isSame = keptTuning(given, null) === keptTuning(stored, null);
    if (!isSame || (before !== null && now !== null && before !== now)) throw otherTuning(dir);
  }
  const sensor = before ?? now;
  const hasShading = parseTuning(text, sensor).shading !== null;
  return { text: keptTuning(text, sensor), sensor, hasShading };
}

function otherTuning(dir: string): DatasetError {
  const message = `was imported with another tuning file, of which ${TUNING_FILE} keeps shading and curve`;
  const cure = 'Give the same one, or make a data set of its own for each camera.';
  return new DatasetError(`data set ${dir}`, [{ file: dir, message, cure }]);
}

function writeTuning(dir: string, { text }: KeptTuning): void {
  const file = join(dir, TUNING_FILE);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileAtomically(file, text);
}

/** Pictures that a tuning file goes with on the user's word alone. */
function unnamedIn(shots: readonly ShotRecord[], tuning: KeptTuning | null): string[] {
  if (tuning === null) return [];
  const isUnnamed = ({ camera, shading }: ShotRecord) =>
    shading !== 'gainmap' && sensorMatch(tuning.sensor, camera) === 'unnamed';
  return shots.filter(isUnnamed).map(({ image }) => image);
}

function readRecords(dir: string): readonly ShotRecord[] {
  const file = join(dir, SHOTS_FILE);
  return existsSync(file) ? readShots(readFileSync(file, 'utf8')).values : [];
}

/** What has not been imported yet, told by place, size and time of change. */
function newTasks(
  found: readonly { readonly file: string; readonly path: string }[],
  before: readonly ShotRecord[],
  part: ShotRecord['part'],
): ShotTask[] {
  const known = new Map(before.map((record) => [record.file, record]));
  const taken = new Set(before.map(({ image }) => image.toLowerCase()));
  return found.flatMap(({ file, path }) => {
    const record = known.get(file);
    if (record !== undefined) {
      const { size, mtimeNs } = statSync(file, { bigint: true });
      const isSame = Number(size) === record.sizeBytes && String(mtimeNs) === record.modifiedNs;
      if (isSame) return [];
    }
    const image = shotId(path, taken);
    taken.add(image.toLowerCase());
    return [{ image, file, part }];
  });
}

/** Bytes of raw files that are imported about as soon as a thread is there. */
const WORTH_A_THREAD = 2 << 20;

interface ImportRun {
  readonly shots: ShotRecord[];
  readonly duplicates: { file: string; of: string }[];
  readonly problems: DatasetProblem[];
}

async function runTasks(
  tasks: readonly ShotTask[],
  before: readonly ShotRecord[],
  options: ImportOptions,
  tuning: KeptTuning | null,
): Promise<ImportRun> {
  const { dir, levels, longestPx, workers, signal, onShot, onProgress } = options;
  const known = new Map(before.map(({ sha256, image }) => [sha256, image]));
  const { sensor, hasShading } = tuning ?? { sensor: null, hasShading: false };
  const job: ShotJob = {
    dir: resolve(dir),
    levels,
    longestPx,
    hasShadingTables: hasShading,
    hasTuning: tuning !== null,
    tuningSensor: sensor,
    known,
    ...(options.dump ? { dump: options.dump } : {}),
  };
  const run: ImportRun = { shots: [], duplicates: [], problems: [] };
  const take = (answer: ShotAnswer, { file, image }: ShotTask): void => {
    if (answer.kind === 'fault')
      run.problems.push({ file, message: answer.message, cure: answer.cure });
    else if (answer.kind === 'duplicate') run.duplicates.push({ file, of: answer.of });
    else {
      const same = known.get(answer.record.sha256);
      if (same !== undefined) {
        run.duplicates.push({ file, of: same });
        for (const path of [workingFile, previewFile, fullMapFile])
          rmSync(path(dir, image), { force: true });
        return;
      }
      appendLines(join(dir, SHOTS_FILE), jsonLine(answer.record));
      known.set(answer.record.sha256, image);
      run.shots.push(answer.record);
      onShot(answer.record);
    }
  };
  const files = tasks.map(({ file }) => file);
  await mapInThreads<ShotTask, null, ShotAnswer>(
    new URL('./shot-worker.js', import.meta.url),
    tasks,
    {
      // At least one: a picture takes seconds, in which progress and Ctrl-C are to come through.
      workers: workers ?? Math.max(1, threadsWorth(files, WORTH_A_THREAD)),
      workerData: job,
      signal,
      onReport: take,
      onProgress,
    },
  );
  return run;
}

/** Writes dataset.json where there is none; where there is one, only what it does not say is added. */
function writeDescription(dir: string, shots: readonly ShotRecord[]): void {
  const stated = readDatasetDescription(dir) ?? {};
  const cameras = [...new Set(shots.flatMap(({ camera }) => (camera === null ? [] : [camera])))];
  const matrix = commonMatrix(shots);
  const description: DatasetDescription = {
    name: nameOfFolder(dir),
    ...(cameras.length > 0 ? { camera: cameras.join(', ') } : {}),
    ...(matrix === null ? {} : { colourMatrix: matrix }),
    ...stated,
    ...WORKING_LEVELS,
  };
  const text = `${JSON.stringify(description, null, 2)}\n`;
  const file = join(dir, DESCRIPTION_FILE);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileAtomically(file, text);
}

/** Temperatures of lights that count as D65. */
const DAYLIGHT = { lo: 6000, hi: 7000 } as const;
/** XYZ of D65, Y = 1. */
const D65 = [0.9505, 1, 1.089] as const;
const OWN_ANSWER_DEGREES = 0.3;

/**
 * The matrix of daylight that all pictures state alike. Null where they differ, and where it was made of each picture's own answer, as
 * Raspberry Pi's writers do: such a matrix says nothing of the camera.
 */
function commonMatrix(
  shots: readonly ShotRecord[],
): NonNullable<DatasetDescription['colourMatrix']> | null {
  const matrices = shots.map(({ matrices }) =>
    matrices.find(({ cctKelvin }) => cctKelvin >= DAYLIGHT.lo && cctKelvin <= DAYLIGHT.hi),
  );
  const first = matrices[0]?.xyzToCamera;
  if (first === undefined) return null;
  const areAlike = matrices.every((one) =>
    one?.xyzToCamera.every((value, i) => Math.abs(value - first[i]) < 1e-4),
  );
  if (!areAlike) return null;
  const [red, green, blue] = [0, 3, 6].map((row) =>
    D65.reduce((sum, value, i) => sum + value * first[row + i], 0),
  );
  const daylight = { r: red / green, b: blue / green };
  const isOwnAnswer = shots.every(
    ({ asShot }) => asShot !== null && recoveryErrorDegrees(asShot, daylight) < OWN_ANSWER_DEGREES,
  );
  return isOwnAnswer ? null : (first as unknown as NonNullable<DatasetDescription['colourMatrix']>);
}
