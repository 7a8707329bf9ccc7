/** Headerless Bayer frames, without the other formats. */
export {
  type BayerDump,
  bayerReader,
  checkDumpLength,
  DUMP_EXTENSIONS,
  isDump,
} from './bayer-dump.js';
export { BAYER_ORDERS, type BayerOrder, PACKING_NAMES, type PackingName } from './names/index.js';
export { PACKINGS, type Packing } from './packing.js';
