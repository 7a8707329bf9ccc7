/**
 * Statistics of one frame as Picamera2 gives them (control StatsOutputEnable): the bytes of `PispStatsOutput` of a Raspberry
 * Pi 5 and of `Bcm2835StatsOutput` of older ones, alone, as NumPy saves them, or in the frame's metadata as JSON.
 * Structures, little-endian: pisp_fe_statistics.h and bcm2835-isp.h of Linux.
 *
 *   pisp_statistics    awb: 32x32 zones {R_sum, G_sum, B_sum, counted: u32}, 4 floating; agc; cdaf
 *   bcm2835_isp_stats  version, size: u32; 2 histograms of 3 x 128 u32; 16x12 zones {counted, notcounted: u32; r_sum,
 *                      g_sum, b_sum: u64}; floating, agc, focus
 *
 * Sums of bcm2835 are of 13 bits and come out in 16, as libcamera shifts them.
 */
import { UNKNOWN_LUX } from '../../constants/index.js';
import type { AwbCase } from './awb-cases.js';
import { readNpy } from './npy.js';
import type { TuningTarget } from './tuning-file.js';
import { TuningFileError } from './tuning-values.js';
import type { AwbZones } from './zone-statistics.js';

interface Structure {
  readonly key: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly zone: (view: DataView, index: number) => readonly [number, number, number, number];
}

const BCM_ZONES_AT = 8 + 2 * 3 * 128 * 4;
/** From 13 bits to 16. */
const BCM_SCALE = 8;

export const STATISTICS_STRUCTURES: Readonly<Record<TuningTarget, Structure>> = {
  pisp: {
    key: 'PispStatsOutput',
    bytes: (1024 + 4) * 16 + (512 + 1024) * 4 + 4 * 16 + (64 + 4) * 8,
    width: 32,
    height: 32,
    zone(view, index) {
      const at = (i: number) => view.getUint32(16 * index + 4 * i, true);
      return [at(0), at(1), at(2), at(3)];
    },
  },
  bcm2835: {
    key: 'Bcm2835StatsOutput',
    bytes: BCM_ZONES_AT + (192 + 16 + 16) * 32 + 12 * 48,
    width: 16,
    height: 12,
    zone(view, index) {
      const start = BCM_ZONES_AT + 32 * index;
      const sum = (i: number) => Number(view.getBigUint64(start + 8 + 8 * i, true)) * BCM_SCALE;
      return [sum(0), sum(1), sum(2), view.getUint32(start, true)];
    },
  },
};

const STRUCTURES = Object.entries(STATISTICS_STRUCTURES) as [TuningTarget, Structure][];

/** A case out of a dump, and whose hardware counted it. */
export interface DumpedCase extends AwbCase {
  readonly target: TuningTarget;
}

/**
 * Reads a dump. Null where the bytes are neither of the structures, a NumPy array, nor metadata with one of their keys.
 * @param id of the case
 * @throws TuningFileError for an array or metadata that do not hold the bytes of a structure
 */
export function readStatisticsDump(bytes: Uint8Array, id: string): DumpedCase | null {
  const whole = structureOf(bytes.length);
  if (whole !== undefined) return { ...caseOf(whole, bytes, id), lux: UNKNOWN_LUX };
  if (isNpy(bytes)) return { ...caseOf(...fromBytes(readNpy(bytes)), id), lux: UNKNOWN_LUX };
  const metadata = metadataOf(bytes);
  if (metadata === null) return null;
  for (const [target, { key }] of STRUCTURES) {
    if (!Object.hasOwn(metadata, key)) continue;
    const [found, content] = fromBytes(metadata[key], key, target);
    const { Lux: lux } = metadata;
    const known = typeof lux === 'number' && Number.isFinite(lux) && lux >= 0 ? lux : UNKNOWN_LUX;
    return { ...caseOf(found, content, id), lux: known };
  }
  return null;
}

function structureOf(length: number): TuningTarget | undefined {
  return STRUCTURES.find(([, { bytes }]) => bytes === length)?.[0];
}

const NPY_SIGNATURE = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
function isNpy(bytes: Uint8Array): boolean {
  return NPY_SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** A JSON object; null for anything else. */
function metadataOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (bytes[0] !== 0x7b) return null;
  try {
    // Keys and numbers are ASCII; texts, whatever their bytes, are not looked at.
    const value: unknown = JSON.parse(
      Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
    );
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Values that are bytes, as many as a structure has. Throws TuningFileError. */
function fromBytes(
  values: unknown,
  key = 'array',
  wanted?: TuningTarget,
): [TuningTarget, Uint8Array] {
  const isByte = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  const target = Array.isArray(values) ? structureOf(values.length) : undefined;
  if (
    target !== undefined &&
    (wanted ?? target) === target &&
    (values as unknown[]).every(isByte)
  ) {
    return [target, Uint8Array.from(values as number[])];
  }
  const lengths = STRUCTURES.filter(([name]) => (wanted ?? name) === name);
  const expected = lengths.map(([, one]) => `${one.bytes} bytes (${one.key})`).join(' or ');
  throw new TuningFileError(key, expected, Array.isArray(values) ? values.length : values);
}

function caseOf(target: TuningTarget, bytes: Uint8Array, id: string): Omit<DumpedCase, 'lux'> {
  const { width, height, zone } = STATISTICS_STRUCTURES[target];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sums = new Float64Array(width * height * 4);
  for (let i = 0; i < width * height; i++) sums.set(zone(view, i), 4 * i);
  const zones: AwbZones = { width, height, sums };
  return { id, target, zones, mode: undefined, shading: undefined };
}
