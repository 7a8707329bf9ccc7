/** What `bayes estimate` is given: cases as JSON lines, a frame's statistics as Picamera2 dumps them, raw pictures. */
import { basename } from 'node:path';
import { InputError } from '../../errors/index.js';
import { rawToThumbnail } from '../../raw/index.js';
import { type PictureReading, readPicture } from '../../raw/node/decode/index.js';
import { isRawPicture } from '../../raw/node/index.js';
import {
  type AwbCase,
  STATISTICS_STRUCTURES,
  type TuningTarget,
  thumbnailToZones,
  UNKNOWN_LUX,
} from '../index.js';
import { readCases } from './case-lines.js';
import { readStatistics } from './statistics-file.js';

export interface InputOptions {
  readonly target: TuningTarget;
  readonly reading: PictureReading;
  /** Of what brings none of its own. */
  readonly lux?: number;
  readonly mode?: string;
  readonly signal: AbortSignal;
}

/** The cases of a file, whichever kind it is of. Throws InputError that names it. */
export async function* inputCases(file: string, options: InputOptions): AsyncGenerator<AwbCase> {
  const { target, lux, mode, reading, signal } = options;
  const dump = file === '-' ? null : readStatistics(file);
  if (dump !== null) {
    if (dump.target !== target) {
      const { width, height } = STATISTICS_STRUCTURES[target];
      throw new InputError(
        `${file}: statistics of ${dump.target}, and the tuning file is of ${target} (${width}x${height} zones). Give the tuning file of the camera that counted them.`,
      );
    }
    yield { ...dump, lux: lux ?? dump.lux, mode };
  } else if (file !== '-' && isRawPicture(file)) {
    const { width, height } = STATISTICS_STRUCTURES[target];
    const size = { heightPx: height, widthPx: width };
    const pixels = rawToThumbnail(await readPicture(file, reading), size);
    const zones = thumbnailToZones({ ...size, pixels }, { width, height });
    yield { id: basename(file), zones, lux: lux ?? UNKNOWN_LUX, mode, shading: undefined };
  } else yield* readCases(file, signal);
}
