/** Pictures of a data set in linear light, each at the levels that are its own. */
import type { LinearPicture } from '../../color/index.js';
import { linearise, type RawImage, rawToSignedThumbnail } from '../../raw/index.js';
import { readRawFile } from '../../raw/node/index.js';
import type { BlackLevel, DatasetLevels } from '../dataset-description.js';
import type { DatasetPicture } from '../dataset-index.js';
import { readerOfDump } from './dumps.js';
import { pictureLevels } from './level-sources.js';
import { shiftBlack } from './shift-black.js';

/**
 * Linear values 0 to 1, clipped at black and white; masked pixels are marked. Throws RawFormatError, and the file system's
 * error.
 */
export function readLinearPicture(
  { file, id, dump }: Pick<DatasetPicture, 'file' | 'id' | 'dump'>,
  levels: DatasetLevels,
): LinearPicture {
  const black = levels.blackOf(id);
  const raw = readRawFile(file, pictureLevels(levels, lowestOf(black)), readerOfDump(dump));
  const { rgb: pixels, ...linear } = linearise(raw);
  if (typeof black !== 'number') toChannelBlacks(pixels, raw, { black, ...levels });
  return { ...linear, pixels };
}

/**
 * The same, averaged to at most `longestPx` on its longer side: R, G, B and coverage, as thumbnails are. Throws as
 * readLinearPicture does.
 */
export function readSmallPicture(
  { file, id, dump }: Pick<DatasetPicture, 'file' | 'id' | 'dump'>,
  levels: DatasetLevels,
  longestPx: number,
): LinearPicture {
  const to = levels.blackOf(id);
  const from = lowestOf(to);
  const raw = readRawFile(file, pictureLevels(levels, from), readerOfDump(dump));
  const scale = Math.min(1, longestPx / Math.max(raw.widthPx, raw.heightPx));
  const widthPx = Math.max(1, Math.round(scale * raw.widthPx));
  const heightPx = Math.max(1, Math.round(scale * raw.heightPx));
  const pixels = rawToSignedThumbnail(raw, { widthPx, heightPx });
  shiftBlack(pixels, { from, to, whiteLevel: levels.whiteLevel });
  return { widthPx, heightPx, pixels: pixels.map((value) => Math.max(0, value)) };
}

function lowestOf(black: BlackLevel): number {
  return typeof black === 'number' ? black : Math.min(...black);
}

/** From the black level that all channels were read with, the lowest, to each one's own. */
function toChannelBlacks(
  pixels: Float32Array,
  { rgb, blackLevel, whiteLevel }: RawImage,
  { black, whiteLevel: white }: { readonly black: readonly number[]; readonly whiteLevel: number },
): void {
  const lowest = Math.min(...black);
  for (let c = 0; c < 3; c++) {
    const own = black[c]!;
    if (own === lowest) continue;
    const scale = (white - lowest) / (white - own);
    const offset = (lowest - own) / (white - own);
    for (let i = c; i < pixels.length; i += 3) {
      // 0, 0, 0 is masked and stays so: it is far below its black level.
      const linear = (rgb[i]! - blackLevel) / (whiteLevel - blackLevel);
      pixels[i] = Math.min(Math.max(linear * scale + offset, 0), 1);
    }
  }
}
