/** What decoding needs of Node. */
import type { RawTools } from '../decode/index.js';
import { inflateAtOnce } from './inflate.js';
import { PACKAGE_DECODERS } from './package-decoders.js';

/** For bytes that may be overwritten. */
export const OWN_BYTES_TOOLS: RawTools = {
  inflate: inflateAtOnce,
  isOurs: true,
  ...PACKAGE_DECODERS,
};
