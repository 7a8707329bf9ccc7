/**
 * A TIFF of linear RGB as a stream of bands: three interleaved samples of 16 bits, or floats. It states neither levels nor camera.
 * What else is TIFF inside (raw files of makers, scans, screenshots) is refused by its name.
 */

import { nameMakersRaw } from '../reader/other-formats.js';
import type { FrameHeader } from '../reader/raw-frame.js';
import type { RawStream, RawTools } from '../reader/raw-reader.js';
import { readBands } from '../tiff/bands.js';
import { storageOf } from '../tiff/storage.js';
import { unread } from '../tiff/tiff-fault.js';
import type { TiffDirectory, TiffFile } from '../tiff/tiff-file.js';
import { PHOTOMETRIC, TAG } from '../tiff/tiff-tags.js';

const EXPORT_CURE = 'Export the picture as linear RGB with 16 bits a sample, without alpha.';

/** Throws RawFormatError for what is damaged, or not read. */
export function openTiffRgb(file: TiffFile, tools: RawTools): RawStream {
  const directory = rgbDirectory(file);
  const storage = storageOf(file, directory);
  const { widthPx, heightPx, bits, isFloat, compression } = storage;
  const header: FrameHeader = {
    widthPx,
    heightPx,
    layout: { kind: 'rgb' },
    activeArea: { left: 0, top: 0, widthPx, heightPx },
    levels: isFloat ? { black: [0, 0, 0], white: [1, 1, 1] } : {},
    camera: {},
    isFloat,
    details: {
      format: 'TIFF',
      bits,
      compression,
      colorMatrices: [],
      orientation: directory.number(TAG.orientation) ?? 1,
      opcodes: { applied: [], skipped: [] },
      warnings: curveWarnings(directory),
    },
  };
  return { header, readBands: (onBand) => readBands(file, storage, tools, onBand) };
}

/** The first directory with a picture of linear RGB. */
function rgbDirectory(file: TiffFile): TiffDirectory {
  const found = file.all.find((directory) => {
    const bits = directory.number(TAG.bitsPerSample) ?? 1;
    const isRgb = directory.number(TAG.photometric) === PHOTOMETRIC.rgb;
    return isRgb && directory.number(TAG.samplesPerPixel) === 3 && bits >= 16;
  });
  if (found !== undefined) return found;
  const raw = nameMakersRaw(file.first.text(TAG.make) ?? '');
  if (raw !== null) throw unread('a DNG, or a TIFF of linear RGB', raw.name, raw.cure);
  const { first } = file;
  if (file.all.some((directory) => directory.number(TAG.photometric) === PHOTOMETRIC.cfa)) {
    throw unread('a DNG', 'a TIFF behind colour filters without DNGVersion');
  }
  const bits = first.number(TAG.bitsPerSample) ?? 1;
  const samples = first.number(TAG.samplesPerPixel) ?? 1;
  const photometric = first.number(TAG.photometric) ?? 'none';
  const got = `a TIFF of ${samples} samples of ${bits} bits (photometric ${photometric})`;
  throw unread('a DNG, or a TIFF of linear RGB with 16 bits a sample', got, EXPORT_CURE);
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
