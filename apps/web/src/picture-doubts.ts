/** What is odd about a picture, in words. */
import {
  blackPedestal,
  type FrameHeader,
  inflatePlain,
  levelFault,
  pngColourDoubt,
  RawFormatError,
  type RawImage,
} from 'deepawb/raw';
import type { PictureFacts } from './messages.js';

/** What is wrong, and what to do about it where the error knows. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof RawFormatError)) return error.message;
  // What decodes those is for Node alone.
  return error.message.includes('needs the package')
    ? `${error.message}. Here it is not decoded: take deepawb predict, or save the DNG again with lossless compression.`
    : `${error.message}. ${error.cure}`;
}

export function statedLevels({
  levels: { black, white },
}: FrameHeader): PictureFacts['fileLevels'] {
  return black && white ? { black: Math.min(...black), white: Math.max(...white) } : null;
}

/** Why the levels cannot be those of the picture, or null. */
export function levelDoubt(raw: RawImage): string | null {
  const fault = levelFault(raw);
  if (!fault) return pedestalDoubt(raw);
  if (fault.kind === 'masked') return null;
  const range = `its values go from ${fault.smallestValue} to ${fault.largestValue}`;
  return fault.kind === 'belowBlack'
    ? `Most of this picture is below the black level ${raw.blackLevel}: ${range}.`
    : `This picture exceeds the white level ${raw.whiteLevel}: ${range}.`;
}

/** Why the black level is probably far too low, or null. */
function pedestalDoubt(raw: RawImage): string | null {
  const darkest = blackPedestal(raw);
  if (darkest === null) return null;
  const [r, g, b] = darkest;
  return `The darkest values of red, green and blue (${r}, ${g}, ${b}) are alike and far above the black level ${raw.blackLevel}, which is probably too low.`;
}

/** Why the file is no linear picture up to the white level by its own word, or null. */
export function colourDoubt(bytes: Uint8Array, whiteLevel: number): string | null {
  const doubt = pngColourDoubt(bytes, { whiteLevel, inflate: inflatePlain });
  return (
    doubt && `This picture is probably not linear, and its white point is then wrong: it ${doubt}.`
  );
}
