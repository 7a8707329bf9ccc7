/** What a user says that the camera knew of pictures, held against what is asked about them. */
import { UsageError } from '../../../errors/index.js';
import { type CameraReadings, READING_NAMES, readingInput } from '../../../model/index.js';
import type { PictureMethod } from './picture-method.js';

/**
 * What options say that the camera knew. Throws UsageError for what no method reads; warns of values beyond what networks are told.
 */
export function saidReadings(
  options: CameraReadings,
  methods: readonly Pick<PictureMethod, 'name' | 'readings'>[],
  warn: (sentence: string) => void,
): CameraReadings {
  const said = READING_NAMES.filter((name) => options[name] !== undefined);
  for (const name of said) {
    if (!methods.some(({ readings }) => readings.includes(name))) {
      throw new UsageError(
        `--${name}: expected a model that reads it (train --readings ${name}), got ${methods.map((one) => one.name).join(', ')}; leave it out`,
      );
    }
    const value = options[name]!;
    const counts = readingInput(name, value);
    if (counts !== value)
      warn(`--${name} ${value}: beyond what models are told; it counts as ${counts}.`);
  }
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}
