/**
 * What a camera knows of a picture beside its pixels, which a network may read where it is known. Each is an input of one number
 * named as the reading; 0 says that it is not known, so that every way to run a network can say that. What a network makes of an
 * unknown one is learnt (small-readings.ts).
 */

import { BadInput } from '../../errors/index.js';

/** Names of readings, in the order in which all that list them list them. */
export const READING_NAMES = ['lux', 'exposure', 'iso', 'time'] as const;
export type ReadingName = (typeof READING_NAMES)[number];

/**
 * Brightness of the scene in lux, exposure time in seconds, ISO speed, and the time of day in hours after midnight by the clock of
 * the place, where midnight is 24. Absent, NaN, 0 and less: not known. Beyond `READINGS` the nearer end counts.
 */
export type CameraReadings = { readonly [Name in ReadingName]?: number | undefined };

export interface ReadingFacts {
  readonly unit: string;
  /** Limits of what a network is told: values beyond say no more than these. */
  readonly least: number;
  readonly most: number;
}

/** Of the logarithms that networks are told: (log value - centre) x scale spreads over about +-1. */
export interface LogReadingFacts extends ReadingFacts {
  readonly centre: number;
  readonly scale: number;
}

/** Limits are those of cameras and of scenes, set by hand; lux as for networks that answer in kelvin. */
export const READINGS = {
  lux: { unit: 'lux', least: 1, most: 100_000, centre: 6.5, scale: 0.4 },
  exposure: { unit: 's', least: 1e-5, most: 60, centre: -4.6, scale: 0.25 },
  iso: { unit: 'ISO', least: 25, most: 102_400, centre: 6, scale: 0.5 },
  time: { unit: 'h', least: 1e-3, most: 24 },
} as const satisfies { readonly [Name in ReadingName]: ReadingFacts | LogReadingFacts };

/** What a network's input `name` is given for a value: 0 for one that is not known, the nearer end of the range beyond it. */
export function readingInput(name: ReadingName, value: number | undefined): number {
  // NaN is not above 0.
  if (!(value! > 0)) return 0;
  const { least, most } = READINGS[name];
  return Math.max(least, Math.min(most, value!));
}

/** Columns of a data set's properties in which readings stand, as `data import` names them. */
const COLUMNS: { readonly [Name in ReadingName]: readonly string[] } = {
  lux: ['lux'],
  exposure: ['exposure_s', 'exposure'],
  iso: ['iso'],
  time: ['taken', 'time'],
};

/** A column, or an option, that is no reading. */
export class ReadingError extends BadInput {
  override readonly name = 'ReadingError';
}

/**
 * What is recorded of a picture: its own lux, and the columns of its properties. Throws ReadingError for a cell that holds
 * something else than a number above 0, or a time: `2026-11-27T09:30:00`, `09:30` or hours.
 */
export function readingsOf({
  lux,
  properties,
}: {
  readonly lux?: number | undefined;
  readonly properties: Readonly<Record<string, string>>;
}): CameraReadings {
  const readings: { [Name in ReadingName]?: number } = lux === undefined ? {} : { lux };
  for (const name of READING_NAMES) {
    if (readings[name] !== undefined) continue;
    const column = COLUMNS[name].find((one) => (properties[one] ?? '').trim() !== '');
    if (column !== undefined) readings[name] = cellValue(name, column, properties[column]!.trim());
  }
  return readings;
}

function cellValue(name: ReadingName, column: string, text: string): number {
  const value = name === 'time' ? (parseClock(text) ?? Number(text)) : Number(text);
  if (value > 0 && value < Number.POSITIVE_INFINITY && (name !== 'time' || value <= 24))
    return value;
  const what = name === 'time' ? 'a time (09:30, 2026-11-27T09:30:00)' : 'a number above 0';
  throw new ReadingError(`column ${column}: expected ${what} or nothing, got ${text.slice(0, 40)}`);
}

/** Hours after midnight, 24 for midnight, of a time with or without its date; null for what is none. */
export function parseClock(text: string): number | null {
  const [, hour, minute, second = '0'] =
    /^(?:\d{4}-\d\d-\d\d[T ])?(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/.exec(text) ?? [];
  if (hour === undefined || Number(minute) > 59 || Number(second) > 59) return null;
  const hours = Number(hour) + Number(minute) / 60 + Number(second) / 3600;
  return hours > 24 ? null : hours || 24;
}

/** Names of the columns of a reading, for messages. */
export function readingColumns(name: ReadingName): string {
  return COLUMNS[name].join(' or ');
}

/** Names with commas between them, in the order of all. Throws ReadingError for one that is none, and for one named twice. */
export function parseReadingNames(text: string): ReadingName[] {
  const names = text.split(',').map((name) => name.trim());
  const found = READING_NAMES.filter((name) => names.includes(name));
  if (found.length === names.length) return found;
  throw new ReadingError(`Expected some of ${READING_NAMES.join(', ')}, with commas between them.`);
}

/** A reading as a user writes it. Throws ReadingError for what is none. */
function parseAboveZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new ReadingError('Expected a number above 0.');
}

function parseTimeOfDay(text: string): number {
  const hours = parseClock(text.trim());
  if (hours !== null) return hours;
  throw new ReadingError('Expected a time of day, e.g. 14:30.');
}

/** Options of a command that is told what the camera knew of its pictures. */
export const READING_OPTIONS = [
  {
    flags: '--lux <n>',
    about: 'brightness of the scene, for models that read it',
    parse: parseAboveZero,
  },
  {
    flags: '--exposure <seconds>',
    about: "exposure time, for models that read it (default: the file's)",
    parse: parseAboveZero,
  },
  {
    flags: '--iso <n>',
    about: "ISO speed, for models that read it (default: the file's)",
    parse: parseAboveZero,
  },
  {
    flags: '--time <hh:mm>',
    about: "time of day, for models that read it (default: the file's)",
    parse: parseTimeOfDay,
  },
] as const;
