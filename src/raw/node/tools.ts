/** What decoding needs of Node. */
import type { RawTools } from '../decode/index.js';
import { crc32, inflateAtOnce } from './inflate.js';
import { PACKAGE_DECODERS } from './package-decoders.js';

/** For bytes that may be overwritten. */
export const OWN_BYTES_TOOLS: RawTools = {
  inflate: inflateAtOnce,
  crc32,
  isOurs: true,
  ...PACKAGE_DECODERS,
};
