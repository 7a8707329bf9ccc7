/** Compressions that packages decode, and what is said where one is not there. */
import type { RawFormatError } from '../raw-format-error.js';
import { unread } from './tiff-fault.js';

/** Packages that decode what is not decoded here, by the tool that they serve for. */
export const DECODER_PACKAGES = { jpeg: 'jpeg-js', jxl: 'jxl-oxide-wasm' } as const;

export type DecoderName = keyof typeof DECODER_PACKAGES;

/** The refusal of a file that a package would decode which is not there. */
export function needsPackage(name: DecoderName): RawFormatError {
  const what = name === 'jxl' ? 'JPEG XL' : 'lossy JPEG';
  return unread(
    'a compression that is read here',
    `${what}, which needs the package ${DECODER_PACKAGES[name]}`,
    `Install it beside deepawb (npm install ${DECODER_PACKAGES[name]}), or save the DNG again with lossless compression.`,
  );
}
