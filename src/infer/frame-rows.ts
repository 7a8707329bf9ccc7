/** Frames and raw pictures as the rows that kernels average: where units lie, and what of the mask belongs to them. */
import type { RawImage } from '../raw/image/index.js';
import type { BayerFrame, RgbFrame } from './frame.js';

type FrameData = Uint16Array | Float32Array;

/** Frames that the kernels average as they are. */
export type Frame = RgbFrame | BayerFrame;

/** A checked frame as rows (or, for Bayer, pairs of rows) of units: pixels, or cells of 2x2 values. */
export interface FrameRows {
  readonly kind: RowKind;
  readonly data: FrameData;
  readonly mask: Uint8Array | undefined;
  readonly rows: number;
  readonly columns: number;
  /** Lines of the frame that make a row: 1, or 2 for Bayer. */
  readonly lines: number;
  /** Values, and bytes of the mask, from one line to the next. */
  readonly stride: number;
  readonly maskStride: number;
}

type RowKind = 'rgb16' | 'rgb16Zero' | 'rgbFloat' | 'bayer16' | 'bayerFloat';

/** A checked frame, or a raw picture whose pixels of 0, 0, 0 are masked. */
export function rowsOf(frame: Frame | RawImage): FrameRows {
  const { widthPx, heightPx } = frame;
  if ('rgb' in frame) {
    const shape = { rows: heightPx, columns: widthPx, lines: 1, stride: 3 * widthPx };
    return { kind: 'rgb16Zero', data: frame.rgb, mask: undefined, ...shape, maskStride: 0 };
  }
  const { data, mask, layout } = frame;
  const isFloat = data instanceof Float32Array;
  const maskStride = mask ? widthPx : 0;
  return layout === 'rgb'
    ? {
        kind: isFloat ? 'rgbFloat' : 'rgb16',
        data,
        mask,
        rows: heightPx,
        columns: widthPx,
        lines: 1,
        stride: frame.stride ?? 3 * widthPx,
        maskStride,
      }
    : {
        kind: isFloat ? 'bayerFloat' : 'bayer16',
        data,
        mask,
        rows: heightPx >> 1,
        columns: widthPx >> 1,
        lines: 2,
        stride: frame.stride ?? widthPx,
        maskStride,
      };
}
