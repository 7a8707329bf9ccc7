/** The canonical spaces of sensors, out of the tuning files of a folder, each read once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CanonicalSpace,
  canonicalLocus,
  diagnoseTuning,
  type LocusPoint,
  readCanonicalSpace,
} from '../../libcamera/index.js';
import type { DatasetProblem } from '../dataset-error.js';
import { zonesFault } from './platform.js';

export interface SensorSpace {
  readonly space: CanonicalSpace;
  readonly locus: readonly LocusPoint[];
  /** Of its tuning file. */
  readonly target: string;
}

/** Spaces by sensor, and what is wrong with the files of the others. */
export class SensorSpaces {
  readonly dir: string;
  private readonly known = new Map<string, SensorSpace | null>();
  private readonly faults: DatasetProblem[] = [];

  constructor(dir: string) {
    this.dir = dir;
  }

  /** A problem a sensor whose tuning file cannot be used. */
  get problems(): readonly DatasetProblem[] {
    return this.faults;
  }

  /** Null where the sensor's file cannot be used; `problems` says why. */
  of(sensor: string): SensorSpace | null {
    const before = this.known.get(sensor);
    if (before !== undefined) return before;
    const space = this.read(sensor);
    this.known.set(sensor, space);
    return space;
  }

  /** Whether a picture's zones are not those that the sensor's file is for, which is a problem once a sensor. */
  isOtherPlatform(sensor: string, picture: string): boolean {
    const fault = zonesFault(picture, this.of(sensor)!.target);
    if (fault === null) return false;
    const file = join(this.dir, `${sensor}.json`);
    if (!this.faults.some((problem) => problem.file === file)) {
      const cure = "Name the folder of that platform's tuning files (--tuning-dir).";
      this.faults.push({ file, message: fault, cure });
    }
    return true;
  }

  private read(sensor: string): SensorSpace | null {
    const file = join(this.dir, `${sensor}.json`);
    try {
      const text = readFileSync(file, 'utf8');
      const space = readCanonicalSpace(text);
      return { space, locus: canonicalLocus(space), target: diagnoseTuning(text).target };
    } catch (error) {
      const { name, message, code } = error as NodeJS.ErrnoException;
      const isOurs = name === 'TuningFileError' || name === 'RangeError' || code !== undefined;
      if (!isOurs) throw error;
      this.faults.push({
        file,
        message: code === 'ENOENT' ? `no tuning file of the sensor ${sensor}` : message,
        cure: 'Name the folder of the tuning files (--tuning-dir): libcamera has them in share/libcamera/ipa/rpi/{pisp,vc4}.',
      });
      return null;
    }
  }
}
