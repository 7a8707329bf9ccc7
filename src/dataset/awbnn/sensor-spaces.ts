/** The canonical spaces of sensors, out of the tuning files of a folder, each read once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CanonicalSpace,
  canonicalLocus,
  type LocusPoint,
  readCanonicalSpace,
} from '../../libcamera/index.js';
import type { DatasetProblem } from '../dataset-error.js';

export interface SensorSpace {
  readonly space: CanonicalSpace;
  readonly locus: readonly LocusPoint[];
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

  private read(sensor: string): SensorSpace | null {
    const file = join(this.dir, `${sensor}.json`);
    try {
      const space = readCanonicalSpace(readFileSync(file, 'utf8'));
      return { space, locus: canonicalLocus(space) };
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
