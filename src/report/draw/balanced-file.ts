/** A raw picture under a white point, written at its full size band by band. */
import {
  type CodeOptions,
  HATCH_ROWS,
  renderSettings,
  renderToCodes,
  type WhitePoint,
  whitePointToGains,
} from '../../color/index.js';
import { writePiecesAtomically } from '../../files/index.js';
import { linearise, type RawImage, type RawLevels } from '../../raw/index.js';
import { pngPieces } from './png-pieces.js';

/** Pixels that exposure and saturation are judged by, at most: rows and columns at even distances. */
const JUDGED_PX = 1 << 20;
/** Pixels of a band, about. */
const BAND_PX = 1 << 18;

/** Values of whole rows. */
export interface RowBand {
  readonly firstRow: number;
  readonly rows: number;
  readonly values: Uint16Array;
}

/** A raw picture whose rows come in bands. */
export interface PictureRows extends RawLevels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** From the top down, of any height. */
  readonly bands: () => AsyncIterable<RowBand> | Iterable<RowBand>;
}

/** Writes that PNG in one step. Rejects with OutputError, and as the bands do. */
export async function writeBalanced(
  file: string,
  ...picture: Parameters<typeof balancedPieces>
): Promise<void> {
  await writePiecesAtomically(file, balancedPieces(...picture));
}

/** A picture in memory as rows. */
export function rowsOfImage(image: RawImage): PictureRows {
  const { rgb, ...shape } = image;
  const { heightPx: rows } = image;
  return { ...shape, bands: () => [{ firstRow: 0, rows, values: rgb }] };
}

/**
 * The bytes of the PNG of a picture under a white point: `renderToCodes` of the whole, but for the memory. Exposure and saturation come
 * from `judged`, which shows the same as the rows, perhaps smaller, at the same levels.
 */
export async function* balancedPieces(
  picture: PictureRows,
  judged: RawImage,
  whitePoint: WhitePoint,
  options: CodeOptions = {},
): AsyncGenerator<Uint8Array> {
  const gains = whitePointToGains(whitePoint);
  const settings = renderSettings(asLinear(thinned(judged)), gains, options);
  const { widthPx, heightPx } = picture;
  const bits = options.bits ?? 8;
  yield* pngPieces({ widthPx, heightPx, bits }, codes());

  async function* codes(): AsyncGenerator<Uint8Array | Uint16Array> {
    for await (const { rows, values } of evenBands(picture)) {
      const { blackLevel, whiteLevel } = picture;
      const band = { widthPx, heightPx: rows, rgb: values, blackLevel, whiteLevel };
      yield renderToCodes(asLinear(band), gains, { ...options, ...settings });
    }
  }
}

function asLinear(image: RawImage) {
  const { rgb, ...linear } = linearise(image);
  return { ...linear, pixels: rgb };
}

/** Bands of so many rows that hatching goes on from one to the next. */
async function* evenBands(picture: PictureRows): AsyncGenerator<RowBand> {
  const { widthPx, heightPx } = picture;
  const row = 3 * widthPx;
  const most = Math.max(1, Math.floor(BAND_PX / widthPx / HATCH_ROWS)) * HATCH_ROWS;
  const held = new Uint16Array(most * row);
  let filled = 0;
  let firstRow = 0;
  for await (const { rows, values } of picture.bands()) {
    for (let at = 0; at < rows; ) {
      const count = Math.min(rows - at, most - filled);
      held.set(values.subarray(at * row, (at + count) * row), filled * row);
      at += count;
      filled += count;
      if (filled < most && firstRow + filled < heightPx) continue;
      yield { firstRow, rows: filled, values: held.subarray(0, filled * row) };
      firstRow += filled;
      filled = 0;
    }
  }
}

/** Every k-th pixel of every k-th row, so that about a million are left. */
function thinned(image: RawImage): RawImage {
  const step = Math.floor(Math.sqrt((image.widthPx * image.heightPx) / JUDGED_PX));
  if (step < 2) return image;
  const [widthPx, heightPx] = [image.widthPx, image.heightPx].map((n) => Math.ceil(n / step)) as [
    number,
    number,
  ];
  const rgb = new Uint16Array(3 * widthPx * heightPx);
  for (let y = 0, o = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, o += 3) {
      const i = 3 * (y * step * image.widthPx + x * step);
      rgb[o] = image.rgb[i] ?? 0;
      rgb[o + 1] = image.rgb[i + 1] ?? 0;
      rgb[o + 2] = image.rgb[i + 2] ?? 0;
    }
  }
  return { ...image, widthPx, heightPx, rgb };
}
