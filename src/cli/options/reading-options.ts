/** Options about what a camera knows beside its pictures. */
import { type Command, InvalidArgumentError } from 'commander';
import {
  type CameraReadings,
  parseClock,
  READING_NAMES,
  type ReadingName,
} from '../../model/readings/index.js';

/** Names with commas between them. Throws InvalidArgumentError for one that is none, and for one named twice. */
export function parseReadings(text: string): ReadingName[] {
  const names = text.split(',').map((name) => name.trim());
  const known: readonly string[] = READING_NAMES;
  const areKnown = names.every((name) => known.includes(name));
  if (areKnown && new Set(names).size === names.length) {
    return READING_NAMES.filter((name) => names.includes(name));
  }
  throw new InvalidArgumentError(
    `Expected some of ${READING_NAMES.join(', ')}, with commas between them.`,
  );
}

export type ReadingOptions = CameraReadings;

/** Each is what the camera knew of the pictures; what the files say unless given. */
export function withReadingOptions(command: Command): Command {
  return command
    .option('--lux <n>', 'brightness of the scene, for models that read it', above)
    .option('--exposure <seconds>', "exposure time, likewise (default: the file's)", above)
    .option('--iso <n>', "ISO speed, likewise (default: the file's)", above)
    .option('--time <hh:mm>', "time of day, likewise (default: the file's)", clock);
}

function above(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

function clock(text: string): number {
  const hours = parseClock(text.trim());
  if (hours !== null) return hours;
  throw new InvalidArgumentError('Expected a time of day, e.g. 14:30.');
}
