/**
 * Statistics of single frames as JSON, and the Bayesian AWB's answers to them: what libcamera would report as its
 * first result. One case: {"id", "width", "height", "zones": [[rSum, gSum, bSum, counted], ...], "lux", "mode", "alsc"},
 * sums in 16-bit units, the last three optional; "alsc" is {"r", "g", "b"}, a shading factor a zone each, for statistics of
 * `pisp`, which are taken before lens shading correction. One answer: {"id", "ct", "gain_r", "gain_b"}.
 */
import { UNKNOWN_LUX } from '../../constants/index.js';
import { AwbController } from './awb-controller.js';
import type { BayesianAwbParameters } from './awb-parameters.js';
import { checkedResult, createBayesianAwb } from './bayesian-awb.js';
import {
  optionalNumber,
  requireList,
  requireNumber,
  requireRecord,
  TuningFileError,
} from './tuning-values.js';
import type { AwbZones, ShadingTables } from './zone-statistics.js';

export interface AwbCase {
  readonly id: string;
  readonly zones: AwbZones;
  readonly lux: number;
  readonly mode: string | undefined;
  readonly shading: ShadingTables | undefined;
}

/** Keys as libcamera's tools write them. */
export interface AwbCaseAnswer {
  readonly id: string;
  readonly ct: number;
  readonly gain_r: number;
  readonly gain_b: number;
}

/**
 * A parsed case, checked.
 * @throws TuningFileError naming the key that is wrong
 */
export function readAwbCase(value: unknown): AwbCase {
  const record = requireRecord(value, 'case');
  const { id, mode } = record;
  if (typeof id !== 'string') throw new TuningFileError('id', 'a text', id);
  if (mode !== undefined && typeof mode !== 'string') {
    throw new TuningFileError('mode', "a mode's name", mode);
  }
  const width = requireSide(record.width, 'width');
  const height = requireSide(record.height, 'height');
  const zones = requireList(record.zones, 'zones');
  if (zones.length !== width * height) {
    throw new TuningFileError('zones', `${width * height} zones (${width} x ${height})`, zones);
  }
  const sums = new Float64Array(4 * zones.length);
  for (const [i, zone] of zones.entries()) sums.set(requireZone(zone, `zones[${i}]`), 4 * i);
  const lux = optionalNumber(record, 'lux', 'lux', UNKNOWN_LUX);
  const { alsc } = record;
  const shading = alsc === undefined ? undefined : readShadingTables(alsc, 'alsc', zones.length);
  return { id, zones: { width, height, sums }, lux, mode, shading };
}

/**
 * Shading tables as an alsc.status has them, `zones` factors a channel where their number is known.
 * @throws TuningFileError naming the key that is wrong
 */
export function readShadingTables(value: unknown, key: string, zones?: number): ShadingTables {
  const record = requireRecord(value, key);
  const table = (channel: 'r' | 'g' | 'b'): Float64Array => {
    const list = requireList(record[channel], `${key}.${channel}`);
    const expected = zones ?? requireList(record.g, `${key}.g`).length;
    if (list.length !== expected) {
      throw new TuningFileError(`${key}.${channel}`, `${expected} factors, one a zone`, list);
    }
    return Float64Array.from(list, (entry, i) => {
      const factor = requireNumber(entry, `${key}.${channel}[${i}]`);
      if (factor > 0) return factor;
      throw new TuningFileError(`${key}.${channel}[${i}]`, 'a factor > 0', factor);
    });
  };
  return { r: table('r'), g: table('g'), b: table('b') };
}

function requireSide(value: unknown, key: string): number {
  const side = requireNumber(value, key);
  if (Number.isInteger(side) && side >= 1 && side <= 4096) return side;
  throw new TuningFileError(key, 'a whole number from 1 to 4096', side);
}

function requireZone(value: unknown, key: string): number[] {
  const zone = requireList(value, key);
  if (zone.length !== 4) throw new TuningFileError(key, 'rSum, gSum, bSum, counted', zone);
  return zone.map((entry, i) => {
    const number = requireNumber(entry, `${key}[${i}]`);
    // Beyond 2^53 a sum would already have lost digits on its way through JSON.
    if (Number.isSafeInteger(number) && number >= 0) return number;
    throw new TuningFileError(`${key}[${i}]`, 'a whole number from 0 to 2^53 - 1', number);
  });
}

/**
 * Answers cases one by one, each for itself. Where too few zones are usable the answer is the state libcamera
 * starts in (4000 K on the curve), as its "last result stands". Throws AwbAnswerError rather than give out gains that cannot be.
 */
export function createCaseEstimator(
  parameters: BayesianAwbParameters,
): (one: AwbCase) => AwbCaseAnswer {
  const estimate = createBayesianAwb(parameters);
  const start = new AwbController(parameters).status;
  return ({ id, zones, lux, mode, shading }) => {
    const { cctKelvin, red, blue } =
      estimate(zones, { lux, mode, shading }) ?? checkedResult(start);
    return { id, ct: cctKelvin, gain_r: red, gain_b: blue };
  };
}
