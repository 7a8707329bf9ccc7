/**
 * Data sets of awb_nn, unpacked or written by its converter, brought under one roof as they are: `pisp/` and `vc4/` with the
 * pictures byte for byte, `tuning/` with the files of their sensors, and a dataset.json each, so that later commands find all.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { makeFolder, readWhole, writeFileAtomically } from '../../files/index.js';
import { DESCRIPTION_FILE, readDatasetDescription } from '../dataset-description.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import { AWBNN_LAYOUT } from '../layout.js';
import { parseAwbnnName } from './awbnn-name.js';
import { type AwbnnFolder, findAwbnn } from './find-awbnn.js';
import { type AwbnnPlatform, platformOf, tuningFault } from './platform.js';

export interface ImportAwbnnOptions {
  /** A folder in which `findAwbnn` finds something. */
  readonly from: string;
  readonly dir: string;
  /** Holds `<sensor>.json`, or `pisp/` and `vc4/` of such; looked for beside the pictures where it is not given. */
  readonly tuningDir?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportedPlatform {
  readonly platform: AwbnnPlatform;
  readonly dir: string;
  /** New ones. */
  readonly pictures: number;
  /** That were there before, byte for byte. */
  readonly known: number;
  readonly sensors: readonly string[];
}

export interface ImportedAwbnn {
  readonly platforms: readonly ImportedPlatform[];
  readonly problems: readonly DatasetProblem[];
}

/** Where awb_nn itself and this project keep tuning files. */
const TUNING_FOLDERS = ['tuning', 'tunings'] as const;

/**
 * Copies what is new. A picture with a wrong name, of another size than its platform's zones, that cannot be read, whose sensor
 * has no tuning file, or that is there with other content is left out and told of. Throws DatasetError where nothing can be
 * taken or `dir` is another data set, OutputError, and the signal's reason.
 */
export function importAwbnn({
  from,
  dir,
  tuningDir,
  signal,
  onProgress,
}: ImportAwbnnOptions): ImportedAwbnn {
  const folders = findAwbnn(from);
  const total = folders.reduce((sum, { files }) => sum + files.length, 0);
  const target = new Target(dir, tuningDir === undefined ? null : [tuningDir], from);
  let done = 0;
  for (const folder of folders) {
    for (const file of folder.files) {
      signal.throwIfAborted();
      target.take(folder, file);
      onProgress(++done, total);
    }
  }
  const imported = target.finish();
  if (imported.platforms.length > 0) return imported;
  throw new DatasetError(`data set ${from}`, [...imported.problems, nothing(from)]);
}

const nothing = (file: string): DatasetProblem => ({
  file,
  message: 'no picture of awb_nn that can be taken',
  cure: 'Name the folder of an unpacked data set, and the tuning files of its sensors (--tuning-dir).',
});

interface Counts {
  pictures: number;
  known: number;
  readonly sensors: Set<string>;
}

/** The data sets that are made or added to. */
class Target {
  readonly #problems: DatasetProblem[] = [];
  readonly #counts = new Map<AwbnnPlatform, Counts>();
  readonly #tunings = new Map<string, boolean>();
  readonly #dir: string;
  readonly #given: readonly string[] | null;
  readonly #from: string;

  constructor(dir: string, given: readonly string[] | null, from: string) {
    this.#dir = dir;
    this.#given = given;
    this.#from = from;
  }

  take(folder: AwbnnFolder, fileName: string): void {
    const file = join(folder.dir, fileName);
    const name = parseAwbnnName(fileName.slice(0, -'.png'.length));
    if (typeof name === 'string') {
      this.#leave(file, name, 'Rename the file, or take it out of the folder.');
      return;
    }
    const platform = platformOf(file);
    if (typeof platform !== 'string') this.#leave(file, platform.message, platform.cure);
    else if (this.#hasTuning(platform, name.sensor, folder)) {
      const counts = this.#countsOf(platform, folder);
      counts.sensors.add(name.sensor);
      this.#copy(file, join(this.#dir, platform, folder.part, fileName), counts);
    }
  }

  #copy(file: string, place: string, counts: Counts): void {
    const bytes = readWhole(file);
    if (!existsSync(place)) {
      writeFileAtomically(place, bytes, { durable: false });
      counts.pictures++;
    } else if (bytes.equals(readFileSync(place))) counts.known++;
    else {
      const message = `another picture of that name is in ${relative(this.#dir, place)} already`;
      this.#leave(file, message, 'Rename its scene.');
    }
  }

  finish(): ImportedAwbnn {
    const platforms = [...this.#counts].map(([platform, { pictures, known, sensors }]) => {
      const dir = join(this.#dir, platform);
      return { platform, dir, pictures, known, sensors: [...sensors].sort() };
    });
    return { platforms, problems: this.#problems };
  }

  #leave(file: string, message: string, cure: string): void {
    this.#problems.push({ file, message, cure });
  }

  /** Describes a platform's data set when its first picture comes. */
  #countsOf(platform: AwbnnPlatform, { part, base }: AwbnnFolder): Counts {
    const dir = join(this.#dir, platform);
    let counts = this.#counts.get(platform);
    if (counts === undefined) {
      // The source itself may be what it is made of: then it is only described.
      describe(dir, platform, resolve(dir) === base);
      counts = { pictures: 0, known: 0, sensors: new Set() };
      this.#counts.set(platform, counts);
    }
    checkParts(dir, part, base);
    return counts;
  }

  /** Copies a sensor's tuning file when its first picture comes; false where there is none that can be used. */
  #hasTuning(platform: AwbnnPlatform, sensor: string, folder: AwbnnFolder): boolean {
    const key = `${platform}/${sensor}.json`;
    const before = this.#tunings.get(key);
    if (before !== undefined) return before;
    const problem = this.#copyTuning(platform, sensor, folder);
    if (problem !== null) this.#problems.push(problem);
    this.#tunings.set(key, problem === null);
    return problem === null;
  }

  #copyTuning(platform: AwbnnPlatform, sensor: string, folder: AwbnnFolder): DatasetProblem | null {
    const place = join(this.#dir, 'tuning', platform, `${sensor}.json`);
    const roots = this.#given ?? tuningFoldersOf(this.#from, folder.base);
    const candidates = [...roots, join(this.#dir, 'tuning')].flatMap((root) => [
      join(root, platform, `${sensor}.json`),
      join(root, `${sensor}.json`),
    ]);
    const file = candidates.find((one) => existsSync(one));
    if (file === undefined) {
      const message = `no tuning file ${sensor}.json of ${platform}, and all pictures of that sensor are left out`;
      const cure = `Name its folder (--tuning-dir): libcamera has it in share/libcamera/ipa/rpi/${platform}.`;
      return { file: folder.dir, message, cure };
    }
    const bytes = readWhole(file);
    const fault = tuningFault(bytes.toString('utf8'), platform);
    if (fault !== null) {
      const cure = `Take the file of ${platform} (--tuning-dir).`;
      return { file, message: fault, cure };
    }
    if (existsSync(place) && !bytes.equals(readFileSync(place))) {
      const message = `is not the tuning file that ${relative(this.#dir, place)} was imported with, and labels follow from it`;
      return { file, message, cure: 'Give the same one, or make another data set.' };
    }
    if (!existsSync(place)) writeFileAtomically(place, bytes);
    return null;
  }
}

/** Beside the pictures, or beside the folder of their data set. */
function tuningFoldersOf(from: string, base: string): string[] {
  return [from, base, join(base, '..')].flatMap((dir) =>
    TUNING_FOLDERS.map((name) => join(dir, name)),
  );
}

/** Throws DatasetError where the folder is a data set of another kind. */
function describe(dir: string, platform: AwbnnPlatform, isSource: boolean): void {
  const stated = readDatasetDescription(dir);
  const isOther = stated === null ? !isSource && isOccupied(dir) : stated.layout !== AWBNN_LAYOUT;
  if (isOther) {
    const message = `there is something else than a data set in the layout ${AWBNN_LAYOUT}`;
    throw new DatasetError(`data set ${dir}`, [
      { file: dir, message, cure: 'Name another folder.' },
    ]);
  }
  if (stated !== null) return;
  makeFolder(dir);
  const description = { layout: AWBNN_LAYOUT, tuningDir: `../tuning/${platform}` };
  writeFileAtomically(join(dir, DESCRIPTION_FILE), `${JSON.stringify(description, null, 2)}\n`);
}

function isOccupied(dir: string): boolean {
  return existsSync(dir) && readdirSync(dir).length > 0;
}

/** A folder with parts is read by them, and what lies beside them never: the two are not mixed. */
function checkParts(dir: string, part: AwbnnFolder['part'], base: string): void {
  const entries = readdirSync(dir);
  const hasParts = entries.includes('train') || entries.includes('test');
  const isFlat = entries.some((name) => name.toLowerCase().endsWith('.png'));
  if (part === '.' ? !hasParts : !isFlat) return;
  const message = `${basename(base)} has ${part === '.' ? 'no parts' : 'parts train and test'}, and ${dir} has ${hasParts ? 'them' : 'none'}`;
  throw new DatasetError(`data set ${dir}`, [
    { file: base, message, cure: 'Import it into a folder of its own.' },
  ]);
}
