/** The rows of a picture at its full size, whether it lies in memory or not. */
import type { RawImage } from '../../decode/index.js';
import { largePngHeader, type PngBand, pngBands } from './large-png.js';
import { namedFault } from './read-picture.js';

/** A raw picture whose rows come in bands, from the top down; what they lie in is used again. */
export interface RowsOfPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly blackLevel: number;
  readonly whiteLevel: number;
  readonly bands: () => AsyncIterable<PngBand>;
}

/** Those of a file that was read: from the disk again where the picture was averaged down, else out of memory. Bands reject with InputError. */
export function rowsOfPicture(file: string, image: RawImage): RowsOfPicture {
  const { blackLevel, whiteLevel, rgb, heightPx: rows } = image;
  const large = largePngHeader(file);
  const isWhole = large === null || large.widthPx === image.widthPx;
  const size = isWhole ? image : large;
  async function* bands(): AsyncGenerator<PngBand> {
    if (isWhole) yield { firstRow: 0, rows, values: rgb };
    else yield* named(file, pngBands(file, large));
  }
  const { widthPx, heightPx } = size;
  return { widthPx, heightPx, blackLevel, whiteLevel, bands };
}

async function* named<T>(file: string, items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw namedFault(file, error);
  }
}
