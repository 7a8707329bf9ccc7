/**
 * A picture averaged down: linear, by area, after the black level, masked pixels left out; written as 16-bit PNG. A cell of which
 * more than half is masked is masked itself.
 */
import { statSync } from 'node:fs';
import { writeFileAtomically } from '../../files/index.js';
import { encodePng16, type RawImage, rawToSignedThumbnail } from '../../raw/index.js';
import { readRawFile } from '../../raw/node/index.js';
import { readerOfDump } from '../pictures/dumps.js';
import { pictureFault } from '../pictures/picture-file.js';
import { shiftBlack } from '../pictures/shift-black.js';
import {
  type MaskedArea,
  REDUCED_LEVELS,
  type ReducedSize,
  type ReduceResult,
  type ReduceTask,
} from './reduce-job.js';

const CHANNELS = 4;
/** Below the highest value of a picture, whose sensor is full there [Cube+]. */
const BELOW_MAXIMUM = 2;

/** Reads, masks, averages and writes one picture; what is wrong with it is the result. Throws OutputError. */
export function reducePicture(task: ReduceTask): ReduceResult {
  let pixels: Reduced;
  try {
    pixels = reduce(task);
  } catch (error) {
    return { fault: pictureFault(error) };
  }
  writeFileAtomically(task.to, encodeReduced(pixels), { durable: false });
  return {};
}

interface Reduced {
  readonly heightPx: number;
  readonly widthPx: number;
  /** Linear R, G, B and coverage. */
  readonly cells: Float32Array;
}

function reduce({ file, dump, size, levels, masks }: ReduceTask): Reduced {
  const { black, white, sources } = levels;
  const read = readRawFile(file, sources, readerOfDump(dump));
  const image = white === 'nearMaximum' ? { ...read, whiteLevel: nearMaximum(read) } : read;
  for (const mask of masks) maskArea(image, mask);
  const { heightPx, widthPx } = sizeFor(image, size);
  const cells = rawToSignedThumbnail(image, { heightPx, widthPx });
  const from = image.blackLevel;
  if (typeof black !== 'number') {
    shiftBlack(cells, { from, to: black, whiteLevel: image.whiteLevel });
  }
  return { heightPx, widthPx, cells };
}

/** At least one above black, so that a black picture has levels too. */
function nearMaximum({ rgb, blackLevel }: RawImage): number {
  let highest = 0;
  for (const value of rgb) if (value > highest) highest = value;
  return Math.max(highest - BELOW_MAXIMUM, blackLevel + 1);
}

function sizeFor({ widthPx, heightPx }: RawImage, size: ReducedSize) {
  if (!('longestPx' in size)) return size;
  const scale = Math.min(1, size.longestPx / Math.max(widthPx, heightPx));
  const side = (px: number) => Math.max(1, Math.round(scale * px));
  return { widthPx: side(widthPx), heightPx: side(heightPx) };
}

/** Pixels whose middles lie inside become 0, 0, 0, which means masked. */
export function maskArea({ widthPx, heightPx, rgb }: RawImage, { corners, of }: MaskedArea): void {
  const [sx, sy] = of ? [widthPx / of.widthPx, heightPx / of.heightPx] : [1, 1];
  const scaled = corners.map(([x, y]) => [x * sx, y * sy] as const);
  for (let row = 0; row < heightPx; row++) {
    const y = row + 0.5;
    const crossings: number[] = [];
    scaled.forEach(([x0, y0], i) => {
      const [x1, y1] = scaled[(i + 1) % scaled.length];
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    });
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] - 0.5));
      const end = Math.min(widthPx, Math.ceil(crossings[i + 1] - 0.5));
      if (end > from) rgb.fill(0, 3 * (row * widthPx + from), 3 * (row * widthPx + end));
    }
  }
}

function encodeReduced({ heightPx, widthPx, cells }: Reduced): Uint8Array {
  const { blackLevel, whiteLevel } = REDUCED_LEVELS;
  const rgb = new Uint16Array(3 * heightPx * widthPx);
  for (let i = 0, o = 0; i < rgb.length; i += 3, o += CHANNELS) {
    if (cells[o + 3] < 0.5) continue;
    for (let c = 0; c < 3; c++) {
      const value = Math.round(blackLevel + cells[o + c] * (whiteLevel - blackLevel));
      // 0, 0, 0 is kept for what is masked.
      rgb[i + c] = Math.min(Math.max(value, 1), whiteLevel);
    }
  }
  return encodePng16({ widthPx, heightPx, rgb, ...REDUCED_LEVELS });
}

/** Whether a file has been written before. */
export function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
