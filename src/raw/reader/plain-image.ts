/** Frames whose values are a picture's as they are: nothing is computed, so that what reads only them needs no more than this. */
import type { RawImage } from '../image/raw-image.js';
import type { PositionLevels } from './position-levels.js';
import type { FrameHeader, RawFrame } from './raw-frame.js';

/** Whether a frame's values are those of a picture: RGB, linear as they are, with one black and one white level. */
export function isPlain(header: FrameHeader, { black, white }: PositionLevels): boolean {
  const isOne = black.every((v) => v === black[0]) && white.every((v) => v === white[0]);
  const isLinear = header.linearisation === undefined && header.isFloat !== true;
  return header.layout.kind === 'rgb' && isOne && isLinear && header.zeroIsDark !== true;
}

/** The values of the active area; those of a whole frame are not copied. */
function cutRgb(
  { widthPx, heightPx, activeArea: area }: FrameHeader,
  values: Uint16Array,
): Uint16Array {
  if (area.widthPx === widthPx && area.heightPx === heightPx) return values;
  const out = new Uint16Array(3 * area.widthPx * area.heightPx);
  for (let y = 0; y < area.heightPx; y++) {
    const from = 3 * ((area.top + y) * widthPx + area.left);
    out.set(values.subarray(from, from + 3 * area.widthPx), 3 * area.widthPx * y);
  }
  return out;
}

/** The picture of a plain frame, in the frame's own memory where the whole of it is seen; null for others. */
export function plainImage(frame: RawFrame, levels: PositionLevels): RawImage | null {
  const { values } = frame;
  if (!(values instanceof Uint16Array && isPlain(frame, levels))) return null;
  const { widthPx, heightPx } = frame.activeArea;
  const [blackLevel, whiteLevel] = [levels.black[0], levels.white[0]];
  return { widthPx, heightPx, rgb: cutRgb(frame, values), blackLevel, whiteLevel };
}
