/** Which directory of a DNG holds the raw picture, and what its filters are [DNG 1.7.1, chapters 2 and 4]. */
import type { ChannelIndex, MosaicLayout, PixelArea, RgbLayout } from '../reader/raw-frame.js';
import type { Storage } from '../tiff/storage.js';
import { damaged, unread } from '../tiff/tiff-fault.js';
import type { TiffDirectory, TiffFile } from '../tiff/tiff-file.js';
import { PHOTOMETRIC, TAG } from '../tiff/tiff-tags.js';

/** Larger repeats no sensor has. */
const MOST_REPEAT = 16;

const MONO_CURE = 'A monochrome camera has no white balance: take pictures of a colour camera.';

/** Its thumbnail stands alone, without filters or the white balance that it writes of colour sensors. */
function isMonoOfRpicam(first: TiffDirectory): boolean {
  const isOf = (first.text(TAG.software) ?? '').startsWith('rpicam');
  return isOf && first.numbers(TAG.asShotNeutral, 64) === undefined;
}

/**
 * The largest raw picture of a file: previews (bit 0 of NewSubfileType), masks and pictures that were enhanced are passed over.
 * Throws RawFormatError where there is none.
 */
export function rawDirectory({ all, first }: TiffFile): TiffDirectory {
  const raws = all.filter((directory) => {
    const photometric = directory.number(TAG.photometric);
    const isRaw = photometric === PHOTOMETRIC.cfa || photometric === PHOTOMETRIC.linearRaw;
    return isRaw && (directory.number(TAG.newSubfileType) ?? 0) === 0;
  });
  const areaOf = (directory: TiffDirectory) =>
    (directory.number(TAG.imageWidth) ?? 0) * (directory.number(TAG.imageLength) ?? 0);
  const [largest] = raws.sort((a, b) => areaOf(b) - areaOf(a));
  if (largest !== undefined) return largest;
  if (isMonoOfRpicam(first)) {
    const got =
      'a thumbnail alone, as rpicam-still writes of monochrome sensors (it loses the raw picture)';
    throw unread('a raw picture in it', got, MONO_CURE);
  }
  throw unread('a raw picture in it', 'previews only', 'Take the DNG as the camera wrote it.');
}

/** Throws RawFormatError for filters other than red, green and blue, and for pictures without colours. */
export function layoutOf(directory: TiffDirectory, { samples }: Storage): MosaicLayout | RgbLayout {
  if (directory.number(TAG.photometric) === PHOTOMETRIC.linearRaw) {
    if (samples === 3) return { kind: 'rgb' };
    if (samples === 1) {
      throw unread('three samples a pixel', 'one: a monochrome picture', MONO_CURE);
    }
    throw unread('three samples a pixel', `${samples}`);
  }
  if (samples !== 1) throw unread('one sample behind each filter', `${samples}`);
  const [rows = 0, columns = 0] = directory.numbers(TAG.cfaRepeatPatternDim, 16) ?? [2, 2];
  const colours = directory.numbers(TAG.cfaPattern, MOST_REPEAT * MOST_REPEAT) ?? [];
  const isSize = rows >= 1 && columns >= 1 && rows <= MOST_REPEAT && columns <= MOST_REPEAT;
  if (!isSize || colours.length !== rows * columns) {
    throw damaged(`a filter pattern of ${rows}x${columns}`, `${colours.length} filters`);
  }
  checkFilters(directory, colours);
  return { kind: 'mosaic', rows, columns, colours: colours as ChannelIndex[] };
}

function checkFilters(directory: TiffDirectory, colours: readonly number[]): void {
  const planes = directory.numbers(TAG.cfaPlaneColor, 64) ?? [0, 1, 2];
  const layout = directory.number(TAG.cfaLayout) ?? 1;
  if (layout !== 1) throw unread('filters in a rectangle (CFALayout 1)', `CFALayout ${layout}`);
  if (planes.join() !== '0,1,2' || colours.some((colour) => colour > 2)) {
    const got = `colours ${planes.join(', ')} in the pattern ${colours.join(', ')}`;
    throw unread('filters of red, green and blue', got);
  }
  if (![0, 1, 2].every((colour) => colours.includes(colour))) {
    throw damaged('each of red, green and blue in the filters', colours.join(', '));
  }
}

/** Throws RawFormatError for an area outside the picture. */
export function activeAreaOf(
  directory: TiffDirectory,
  { widthPx, heightPx }: Storage,
  layout: MosaicLayout | RgbLayout,
): PixelArea {
  const stated = directory.numbers(TAG.activeArea, 4) ?? [0, 0, heightPx, widthPx];
  const area = areaOf(stated);
  const [rows, columns] = layout.kind === 'rgb' ? [1, 1] : [layout.rows, layout.columns];
  const isInside = area.left + area.widthPx <= widthPx && area.top + area.heightPx <= heightPx;
  if (stated.length === 4 && isInside && area.widthPx >= columns && area.heightPx >= rows)
    return area;
  throw damaged(`an active area within ${widthPx}x${heightPx}`, stated.join(', '));
}

/** Areas that see no light, as far as they lie within the picture. */
export function maskedAreasOf(
  directory: TiffDirectory,
  { widthPx, heightPx }: Storage,
): PixelArea[] {
  const stated = directory.numbers(TAG.maskedAreas, 64) ?? [];
  const areas: PixelArea[] = [];
  for (let i = 0; i + 4 <= stated.length; i += 4) {
    const area = areaOf(stated.slice(i, i + 4));
    const isInside = area.left + area.widthPx <= widthPx && area.top + area.heightPx <= heightPx;
    if (isInside && area.widthPx > 0 && area.heightPx > 0) areas.push(area);
  }
  return areas;
}

/** DNG's top, left, bottom, right. */
function areaOf([top, left, bottom, right]: readonly number[]): PixelArea {
  return { left, top, widthPx: right - left, heightPx: bottom - top };
}
