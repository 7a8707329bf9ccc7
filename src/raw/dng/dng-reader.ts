/**
 * DNG, and TIFF of linear RGB: one container, told apart by DNGVersion, which may lie anywhere in a file. Follows the DNG
 * specification 1.7.1; docs/dng.md has what is read and what is refused.
 */
import type { FrameHeader, RawFrame } from '../reader/raw-frame.js';
import type { RawReader, RawStream, RawTools } from '../reader/raw-reader.js';
import { checkWhole } from '../tiff/storage.js';
import { damaged } from '../tiff/tiff-fault.js';
import { hasTiffSignature, openTiff } from '../tiff/tiff-file.js';
import { TAG } from '../tiff/tiff-tags.js';
import { openDng } from './dng-stream.js';
import { openTiffRgb } from './tiff-stream.js';

/** What opens files that are not decoded. */
const NO_TOOLS: RawTools = {
  inflate: () => {
    throw damaged('a stream to inflate', 'none');
  },
};

function open(bytes: Uint8Array, tools: RawTools): RawStream {
  if (!hasTiffSignature(bytes))
    throw damaged('the signature II*, MM* or that of BigTIFF', 'another');
  const file = openTiff(bytes);
  return file.first.has(TAG.dngVersion) ? openDng(file, tools) : openTiffRgb(file, tools);
}

/** Whether a file begins as CR2 does, which is TIFF with a signature of its own. */
function isCr2(head: Uint8Array): boolean {
  return head[8] === 0x43 && head[9] === 0x52 && head[10] === 2;
}

function valuesOf({ widthPx, heightPx, layout }: FrameHeader): number {
  return widthPx * heightPx * (layout.kind === 'rgb' ? 3 : 1);
}

export const DNG_READER: RawReader = {
  name: 'DNG',
  extensions: ['.dng', '.tif', '.tiff'],
  headBytes: 8,
  tailBytes: 0,
  recognises: (head) => hasTiffSignature(head) && !isCr2(head),
  checkEnds(head) {
    if (!hasTiffSignature(head) || head.length < 8)
      throw damaged('a header', `${head.length} bytes`);
    // Directories may lie anywhere.
    return false;
  },
  checkWhole(bytes) {
    open(bytes, NO_TOOLS);
  },
  readHeader(bytes) {
    const { header } = open(bytes, NO_TOOLS);
    return { widthPx: header.widthPx, heightPx: header.heightPx, values: valuesOf(header) };
  },
  decode(bytes, tools): RawFrame {
    const { header, readBands } = open(bytes, tools);
    const { widthPx, heightPx, layout } = header;
    checkWhole({ widthPx, heightPx, samples: layout.kind === 'rgb' ? 3 : 1 });
    const count = valuesOf(header);
    let values: Uint16Array | Float32Array | undefined;
    readBands((band) => {
      values ??= header.isFloat ? new Float32Array(count) : new Uint16Array(count);
      const row = count / header.heightPx;
      values.set(band.values.subarray(0, band.rows * row), band.firstRow * row);
    });
    return { ...header, values: values as Uint16Array | Float32Array };
  },
  open,
};
