/** 16-bit RGB PNG as a raw picture: linear values and nothing else; levels and camera must be known from elsewhere. */
import type { RawImage, RawLevels } from '../image/raw-image.js';
import type { FrameDetails, FrameHeader, RawFrame } from '../reader/raw-frame.js';
import type { RawReader } from '../reader/raw-reader.js';
import {
  collectImageData,
  hasPngSignature,
  PNG_END_BYTES,
  PNG_HEADER_BYTES,
  readPngHeader,
} from './png-chunks.js';
import { inflatePngValues } from './png16-decode.js';

/** Its compression is the deflate that TIFF numbers 8. */
const DETAILS: FrameDetails = {
  format: 'PNG',
  bits: 16,
  compression: 8,
  colorMatrices: [],
  orientation: 1,
  opcodes: { applied: [], skipped: [] },
  warnings: [],
};

export const PNG_READER: RawReader = {
  name: 'PNG',
  extensions: ['.png'],
  headBytes: PNG_HEADER_BYTES,
  tailBytes: PNG_END_BYTES.length,
  recognises: hasPngSignature,
  checkEnds(head, tail) {
    readPngHeader(head);
    // Bytes after IEND are legal: only the walk through all chunks tells them from a cut file.
    return PNG_END_BYTES.every((value, i) => value === tail[i]);
  },
  checkWhole(bytes) {
    collectImageData(bytes);
  },
  readHeader(bytes) {
    const { widthPx, heightPx } = readPngHeader(bytes);
    return { widthPx, heightPx, values: 3 * widthPx * heightPx };
  },
  decode(bytes, tools) {
    return pngFrame(inflatePngValues(bytes, tools));
  },
};

/** Values of a PNG as the frame that its file holds. */
export function pngFrame({ rgb, ...size }: Omit<RawImage, keyof RawLevels>): RawFrame {
  return { ...pngFrameHeader(size), values: rgb };
}

/** The same without the values. */
export function pngFrameHeader({
  widthPx,
  heightPx,
}: Pick<RawImage, 'widthPx' | 'heightPx'>): FrameHeader {
  return {
    widthPx,
    heightPx,
    layout: { kind: 'rgb' },
    activeArea: { left: 0, top: 0, widthPx, heightPx },
    levels: {},
    camera: {},
    details: DETAILS,
  };
}
