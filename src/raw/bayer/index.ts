/** Headerless Bayer frames, without the other formats. */
export { BAYER_ORDERS, type BayerDump, type BayerOrder, bayerReader } from './bayer-dump.js';
export { PACKING_NAMES, PACKINGS, type Packing, type PackingName } from './packing.js';
