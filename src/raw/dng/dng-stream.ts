/** A DNG as a stream of bands: directory, storage, layout, levels and camera; nothing is decoded until bands are asked for. */
import type { FrameHeader } from '../reader/raw-frame.js';
import type { RawBand, RawStream, RawTools } from '../reader/raw-reader.js';
import { readBands, readBoundedWhole } from '../tiff/bands.js';
import { type Storage, storageOf } from '../tiff/storage.js';
import { damaged } from '../tiff/tiff-fault.js';
import type { TiffDirectory, TiffFile } from '../tiff/tiff-file.js';
import { COMPRESSION, TAG } from '../tiff/tiff-tags.js';
import { cameraOf, colorMatricesOf } from './camera.js';
import { deinterleave } from './deinterleave.js';
import { levelsOf, linearisationOf } from './levels.js';
import { opcodesOf } from './opcodes.js';
import { activeAreaOf, layoutOf, maskedAreasOf, rawDirectory } from './raw-directory.js';

/** Throws RawFormatError for what is damaged, or not read. */
export function openDng(file: TiffFile, tools: RawTools): RawStream {
  const directory = rawDirectory(file);
  const storage = storageOf(file, directory);
  const header = headerOf(file, directory, storage);
  const rowFactor = interleaveOf(directory, TAG.rowInterleaveFactor, storage.heightPx);
  const columnFactor = interleaveOf(directory, TAG.columnInterleaveFactor, storage.widthPx);
  const isInterleaved = rowFactor > 1 || columnFactor > 1;
  return {
    header,
    readBands(onBand: (band: RawBand) => void) {
      if (!isInterleaved) {
        readBands(file, storage, tools, onBand);
        return;
      }
      const stored = readBoundedWhole(file, storage, tools);
      const values = deinterleave(stored, storage, rowFactor, columnFactor);
      onBand({ firstRow: 0, rows: storage.heightPx, values });
    },
  };
}

function headerOf(file: TiffFile, directory: TiffDirectory, storage: Storage): FrameHeader {
  const { widthPx, heightPx, samples, bits, compression, isFloat } = storage;
  const layout = layoutOf(directory, storage);
  const activeArea = activeAreaOf(directory, storage, layout);
  const { opcodes, applied, skipped, warnings } = opcodesOf(directory, activeArea, samples);
  const noise = file.first.numbers(TAG.noiseProfile, 64) ?? directory.numbers(TAG.noiseProfile, 64);
  return {
    widthPx,
    heightPx,
    layout,
    activeArea,
    levels: levelsOf(directory, storage),
    camera: cameraOf(file, directory),
    linearisation: linearisationOf(directory, storage, activeArea, opcodes),
    isFloat,
    zeroIsDark: true,
    maskedAreas: maskedAreasOf(directory, storage),
    details: {
      format: 'DNG',
      bits,
      compression,
      colorMatrices: colorMatricesOf(file, directory),
      orientation: file.first.number(TAG.orientation) ?? 1,
      ...(noise === undefined ? {} : { noiseProfile: noise }),
      opcodes: { applied, skipped },
      warnings: [...warnings, ...floatWarnings(storage)],
    },
  };
}

/** What decodes JPEG XL clips floats. */
function floatWarnings({ isFloat, compression }: Storage): string[] {
  if (!isFloat || compression !== COMPRESSION.jpegXl) return [];
  return ['its floats lie in JPEG XL: they are read as 16 bits, and light above 1 as 1'];
}

/** Fields that rows or columns are sorted into, 1 for none. */
function interleaveOf(directory: TiffDirectory, tag: number, length: number): number {
  const factor = directory.number(tag) ?? 1;
  if (Number.isInteger(factor) && factor >= 1 && factor <= length) return factor;
  throw damaged(`1 to ${length} interleaved fields`, `${factor}`);
}
