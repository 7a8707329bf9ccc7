/**
 * A TIFF of linear RGB as a stream of bands: three interleaved samples of 8 or 16 bits, or floats. It states neither levels nor camera;
 * of 8 bits black is taken for 0 and white for 255, which no sensor's own level can be.
 * What else is TIFF inside (raw files of makers, scans, screenshots) is refused by its name.
 */

import { nameBySignature, nameMakersRaw } from '../reader/other-formats.js';
import type { FileLevels, FrameHeader } from '../reader/raw-frame.js';
import type { RawStream, RawTools } from '../reader/raw-reader.js';
import { readBands } from '../tiff/bands.js';
import { checkWhole, storageOf } from '../tiff/storage.js';
import { unread } from '../tiff/tiff-fault.js';
import type { TiffDirectory, TiffFile } from '../tiff/tiff-file.js';
import { COMPRESSION, PHOTOMETRIC, TAG } from '../tiff/tiff-tags.js';

const EXPORT_CURE = 'Export the picture as linear RGB with 16 bits a sample, without alpha.';

/** Throws RawFormatError for what is damaged, or not read. */
export function openTiffRgb(file: TiffFile, tools: RawTools): RawStream {
  const directory = rgbDirectory(file);
  const storage = storageOf(file, directory);
  const { widthPx, heightPx, bits, isFloat, compression } = storage;
  checkWhole(storage);
  const header: FrameHeader = {
    widthPx,
    heightPx,
    layout: { kind: 'rgb' },
    activeArea: { left: 0, top: 0, widthPx, heightPx },
    levels: levelsOf(bits, isFloat),
    camera: {},
    isFloat,
    details: {
      format: 'TIFF',
      bits,
      compression,
      colorMatrices: [],
      orientation: directory.number(TAG.orientation) ?? 1,
      opcodes: { applied: [], skipped: [] },
      warnings: [...curveWarnings(directory), ...depthWarnings(bits)],
    },
  };
  return { header, readBands: (onBand) => readBands(file, storage, tools, onBand) };
}

/** Signatures lie within. */
const HEAD_BYTES = 32;

/** The first directory with a picture of linear RGB. */
function rgbDirectory(file: TiffFile): TiffDirectory {
  const makers = file.all.flatMap((directory) => directory.text(TAG.make) ?? []);
  const raw =
    nameBySignature(file.bytes.subarray(0, HEAD_BYTES)) ??
    makers.map(nameMakersRaw).find((found) => found !== null) ??
    null;
  const hasFilters = file.all.some(
    (directory) => directory.number(TAG.photometric) === PHOTOMETRIC.cfa,
  );
  const found = file.all.find((directory) => {
    const bits = directory.number(TAG.bitsPerSample) ?? 1;
    const isRgb = directory.number(TAG.photometric) === PHOTOMETRIC.rgb;
    // Cameras' raw files hold previews of 8 bits.
    const isDeep = bits >= 16 || (bits === 8 && raw === null && !hasFilters);
    return isRgb && directory.number(TAG.samplesPerPixel) === 3 && isDeep && !isPreview(directory);
  });
  if (found !== undefined) return found;
  if (raw !== null) throw unread('a DNG, or a TIFF of linear RGB', raw.name, raw.cure);
  if (hasFilters) throw unread('a DNG', 'a TIFF behind colour filters without DNGVersion');
  const { first } = file;
  const bits = first.number(TAG.bitsPerSample) ?? 1;
  const samples = first.number(TAG.samplesPerPixel) ?? 1;
  const photometric = first.number(TAG.photometric) ?? 'none';
  const got = `a TIFF of ${samples} samples of ${bits} bits (photometric ${photometric})`;
  throw unread('a DNG, or a TIFF of linear RGB with 16 bits a sample', got, EXPORT_CURE);
}

/** Previews say so, or are JPEG inside; cameras' own raw files begin with one. */
function isPreview(directory: TiffDirectory): boolean {
  const isReduced = ((directory.number(TAG.newSubfileType) ?? 0) & 1) === 1;
  const compression = directory.number(TAG.compression) ?? COMPRESSION.none;
  return isReduced || compression === 6 || compression === COMPRESSION.jpeg;
}

function levelsOf(bits: number, isFloat: boolean): FileLevels {
  if (isFloat) return { black: [0, 0, 0], white: [1, 1, 1] };
  return bits === 8 ? { black: [0, 0, 0], white: [255, 255, 255] } : {};
}

function depthWarnings(bits: number): string[] {
  if (bits !== 8) return [];
  return [
    'it has 8 bits a sample, as pictures have that were balanced and given a gamma: of such ones the answer is wrong',
  ];
}

function curveWarnings(directory: TiffDirectory): string[] {
  if (directory.has(TAG.transferFunction)) {
    return ['it has a transfer function: its values are probably not linear'];
  }
  const profile = directory.bytesOf(TAG.iccProfile);
  if (profile === undefined || isLinearProfile(profile)) return [];
  return ['it has a colour profile: its values are probably not linear'];
}

/** Whether a profile's name or curve says that it is linear. */
function isLinearProfile(profile: Uint8Array): boolean {
  let text = '';
  for (const byte of profile.subarray(0, 8192)) {
    if (byte >= 32 && byte < 127) text += String.fromCharCode(byte);
  }
  return /linear|gamma ?1(\.0+)?\b|\bg1(0|\.0)\b/i.test(text);
}
