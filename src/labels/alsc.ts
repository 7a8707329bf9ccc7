/**
 * Colour shading of a lens by a tuning file of libcamera: `rpi.alsc` holds, for a few colour temperatures, what red and blue are
 * multiplied by in each cell of a grid so that a grey reads alike all over the sensor. libcamera's AWB sees statistics corrected
 * so, hence labels must be measured so.
 *
 * Tables are mixed linearly in temperature between the two nearest and held beyond the ends, and divided by their least factor,
 * as libcamera does (src/ipa/rpi/controller/rpi/alsc.cpp). Brightness is left alone: it does not change a white point.
 */
import { TUNING_TARGETS, TuningFileError, tuningAlgorithms } from '../classical/index.js';

export interface ShadingTable {
  readonly cctKelvin: number;
  /** rows x columns factors. */
  readonly factors: readonly number[];
}

export interface ShadingTables {
  readonly columns: number;
  readonly rows: number;
  /** By rising temperature. */
  readonly red: readonly ShadingTable[];
  readonly blue: readonly ShadingTable[];
}

/** Factors of red and blue at a place, as shares of width and height of the active area. */
export type ShadingAt = (u: number, v: number) => { readonly red: number; readonly blue: number };

const ALGORITHM = 'rpi.alsc';
const SIZES = Object.values(TUNING_TARGETS).map(({ widthZones, heightZones }) => ({
  columns: widthZones,
  rows: heightZones,
}));

/** The tables of a tuning file's text; null where it has none. Throws TuningFileError for ones that are malformed. */
export function readShading(text: string): ShadingTables | null {
  const found = tuningAlgorithms(text).find(({ name }) => name === ALGORITHM);
  if (found === undefined) return null;
  const { settings } = found;
  if (settings.calibrations_Cr === undefined && settings.calibrations_Cb === undefined) return null;
  const red = readTables(settings.calibrations_Cr, `${ALGORITHM}.calibrations_Cr`);
  const blue = readTables(settings.calibrations_Cb, `${ALGORITHM}.calibrations_Cb`);
  const count = red[0].factors.length;
  const size = SIZES.find(({ columns, rows }) => columns * rows === count);
  if (size === undefined) {
    throw new TuningFileError(
      `${ALGORITHM}.calibrations_Cr[0].table`,
      `${SIZES.map(({ columns, rows }) => columns * rows).join(' or ')} factors`,
      count,
    );
  }
  for (const { factors } of [...red, ...blue]) {
    if (factors.length === count) continue;
    throw new TuningFileError(ALGORITHM, `tables of ${count} factors`, factors.length);
  }
  return { ...size, red, blue };
}

function readTables(value: unknown, key: string): ShadingTable[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TuningFileError(key, 'a list of tables', value);
  }
  return value
    .map((entry, i) => readTable(entry, `${key}[${i}]`))
    .sort((a, b) => a.cctKelvin - b.cctKelvin);
}

function readTable(entry: unknown, key: string): ShadingTable {
  const { ct, table } = (entry ?? {}) as { readonly ct?: unknown; readonly table?: unknown };
  if (!(typeof ct === 'number' && ct > 0)) throw new TuningFileError(`${key}.ct`, 'a CT in K', ct);
  if (!Array.isArray(table) || !table.every((v) => typeof v === 'number' && v > 0)) {
    throw new TuningFileError(`${key}.table`, 'factors above 0', table);
  }
  return { cctKelvin: ct, factors: table as number[] };
}

/** Factors over the picture under a light, linear between the middles of cells and held beyond the outermost. */
export function shadingUnder(tables: ShadingTables, cctKelvin: number): ShadingAt {
  const { columns, rows } = tables;
  const red = mixed(tables.red, cctKelvin);
  const blue = mixed(tables.blue, cctKelvin);
  return (u, v) => {
    const x = Math.min(Math.max(u * columns - 0.5, 0), columns - 1);
    const y = Math.min(Math.max(v * rows - 0.5, 0), rows - 1);
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [x1, y1] = [Math.min(x0 + 1, columns - 1), Math.min(y0 + 1, rows - 1)];
    const between = (table: readonly number[]) => {
      const upper = mix(table[y0 * columns + x0], table[y0 * columns + x1], x - x0);
      const lower = mix(table[y1 * columns + x0], table[y1 * columns + x1], x - x0);
      return mix(upper, lower, y - y0);
    };
    return { red: between(red), blue: between(blue) };
  };
}

const mix = (a: number, b: number, share: number): number => a + share * (b - a);

function mixed(tables: readonly ShadingTable[], cctKelvin: number): number[] {
  const above = tables.findIndex((table) => table.cctKelvin >= cctKelvin);
  const to = above < 0 ? tables[tables.length - 1] : tables[above];
  const from = above <= 0 ? to : tables[above - 1];
  const span = to.cctKelvin - from.cctKelvin;
  const share = span > 0 ? (cctKelvin - from.cctKelvin) / span : 0;
  const factors = from.factors.map((factor, i) => mix(factor, to.factors[i], share));
  const least = Math.min(...factors);
  return factors.map((factor) => factor / least);
}
