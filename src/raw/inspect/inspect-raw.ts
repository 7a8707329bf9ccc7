/**
 * What was understood of a raw file, for people and for comparison with other readers: its header, the checksum of its values as
 * they are stored (stage 1 of DNG 1.7.1, chapter 5), and the mean of its linear values at each position of the filters.
 */
import { createLineariser } from '../reader/linear-rows.js';
import { createMaskMeter } from '../reader/mask-meter.js';
import {
  type LevelSources,
  type PositionLevels,
  positionLevels,
} from '../reader/position-levels.js';
import type { FrameDetails, FrameHeader } from '../reader/raw-frame.js';
import type { RawBand, RawStream } from '../reader/raw-reader.js';

/** SHA-256 in pieces, as node:crypto has it. */
export interface Checksum {
  update(bytes: Uint8Array): unknown;
  /** In hexadecimal. */
  digest(): string;
}

/** As `deepawb data inspect FILE --json` prints it; null for what the file does not say. */
export interface RawInspection {
  readonly format: string;
  /** Of what is stored, borders included. */
  readonly width: number;
  readonly height: number;
  /** Top, left, bottom, right, as DNG has it. */
  readonly activeArea: readonly [top: number, left: number, bottom: number, right: number];
  /** Of a stored sample. */
  readonly bits: number;
  readonly isFloat: boolean;
  /** As TIFF numbers compressions: 1 none, 7 JPEG, 8 deflate... */
  readonly compression: number;
  /** Filters from the active area's corner, 0 red, 1 green, 2 blue; null for pictures with three samples a pixel. */
  readonly cfa: {
    readonly rows: number;
    readonly columns: number;
    readonly pattern: readonly number[];
  } | null;
  /** Levels that the means were taken with: of each position of `blackRepeat`, samples side by side, differences apart. */
  readonly black: readonly number[];
  readonly blackRepeat: { readonly rows: number; readonly columns: number };
  /** Of each sample. */
  readonly white: readonly number[];
  readonly camera: string | null;
  readonly asShotNeutral: readonly number[] | null;
  readonly colorMatrices: FrameDetails['colorMatrices'];
  readonly exposureSeconds: number | null;
  readonly iso: number | null;
  readonly orientation: number;
  readonly noiseProfile: readonly number[] | null;
  /** Of all stored values in 16 bits, the lower byte first; of floats in 32. */
  readonly stage1Sha256: string;
  /**
   * Mean linear value, 0 black, 1 white, over the active area after opcodes, each clipped at black: of each position of the
   * filters, or of each sample; masked pixels left out. Null where there is none.
   */
  readonly linearMeans: readonly (number | null)[];
  readonly opcodes: FrameDetails['opcodes'];
  readonly warnings: readonly string[];
}

/** Reads all of a stream once. Throws RawFormatError, RawLevelsError. */
export function inspectRaw(
  stream: RawStream,
  checksum: Checksum,
  sources: LevelSources = {},
): RawInspection {
  const { header } = stream;
  const levels = positionLevels(header, sources);
  const meter = createMaskMeter(header, levels);
  const means = createMeans(header, levels);
  const perRow = header.widthPx * levels.samples;
  stream.readBands((band) => {
    const values = band.values.subarray(0, band.rows * perRow);
    checksum.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    means.take(band);
    meter.take(band);
  });
  return {
    ...describeHeader(header, levels),
    stage1Sha256: checksum.digest(),
    linearMeans: means.all(),
    opcodes: header.details?.opcodes ?? { applied: [], skipped: [] },
    warnings: [
      ...(header.details?.warnings ?? []),
      ...meter.warnings(),
      ...levelWarnings(header, sources),
    ],
  };
}

function describeHeader(header: FrameHeader, levels: PositionLevels) {
  const { widthPx, heightPx, layout, activeArea: area, camera, details } = header;
  const { rows, columns, samples, black, white } = levels;
  return {
    format: details?.format ?? 'raw',
    width: widthPx,
    height: heightPx,
    activeArea: [area.top, area.left, area.top + area.heightPx, area.left + area.widthPx] as const,
    bits: details?.bits ?? 16,
    isFloat: header.isFloat === true,
    compression: details?.compression ?? 1,
    cfa:
      layout.kind === 'rgb'
        ? null
        : { rows: layout.rows, columns: layout.columns, pattern: layout.colours },
    black,
    blackRepeat: { rows, columns },
    white: white.slice(0, samples),
    camera: camera.name ?? null,
    asShotNeutral: camera.asShotNeutral ?? null,
    colorMatrices: details?.colorMatrices ?? [],
    exposureSeconds: camera.exposureSeconds ?? null,
    iso: camera.iso ?? null,
    orientation: details?.orientation ?? 1,
    noiseProfile: details?.noiseProfile ?? null,
  };
}

/** Says whose levels were taken where neither file nor caller states them. */
function levelWarnings(
  { levels }: FrameHeader,
  { options, dataset, model }: LevelSources,
): string[] {
  const isGiven = (level: 'blackLevel' | 'whiteLevel') =>
    [options, dataset, model].some((source) => source?.[level] !== undefined);
  const missing = [
    ...(levels.black || isGiven('blackLevel') ? [] : ['black']),
    ...(levels.white || isGiven('whiteLevel') ? [] : ['white']),
  ];
  if (missing.length === 0) return [];
  return [
    `it states no ${missing.join(' and ')} level: that of SimpleCube++ is taken; give ${missing.map((name) => `--${name}-level`).join(' and ')}`,
  ];
}

function createMeans(header: FrameHeader, levels: PositionLevels) {
  const { layout, zeroIsDark, widthPx, activeArea: area } = header;
  const { rows, columns } = layout.kind === 'rgb' ? { rows: 1, columns: 1 } : layout;
  const period = columns * levels.samples;
  const sums = new Float64Array(rows * period);
  const counts = new Float64Array(sums.length);
  let band: RawBand | undefined;
  const hasMask = layout.kind === 'rgb' && zeroIsDark !== true;
  const isMasked = (x: number, y: number): boolean => {
    if (!hasMask || band === undefined) return false;
    const i = 3 * ((area.top + y - band.firstRow) * widthPx + area.left + x);
    return band.values[i] === 0 && band.values[i + 1] === 0 && band.values[i + 2] === 0;
  };
  const linearise = createLineariser(header, levels, (row, y) => {
    const first = (y % rows) * period;
    for (let i = 0, p = 0; i < row.length; i++, p = p + 1 === period ? 0 : p + 1) {
      if (hasMask && isMasked(Math.floor(i / 3), y)) continue;
      if (row[i] > 0) sums[first + p] += row[i];
      counts[first + p]++;
    }
  });
  return {
    take(next: RawBand) {
      band = next;
      linearise(next);
    },
    all: () => Array.from(sums, (sum, i) => (counts[i] === 0 ? null : sum / counts[i])),
  };
}
