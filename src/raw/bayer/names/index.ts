/** What describes a headerless Bayer frame, by name: for command lines, which need no more until there is one. */
export const BAYER_ORDERS = ['RGGB', 'BGGR', 'GRBG', 'GBRG'] as const;
export type BayerOrder = (typeof BAYER_ORDERS)[number];

/** How rows of samples lie, as V4L2, MIPI CSI-2 and GenICam define it; a line each. */
export const PACKING_NAMES = {
  unpacked: 'a word of 16 bits a sample, lower byte first, sample in the low bits (8 bits: a byte)',
  'unpacked-high': 'the same with the sample in the high bits, as a Raspberry Pi 5 has it',
  'unpacked-be': 'as unpacked, higher byte first',
  csi2p: 'MIPI CSI-2: high bytes of 4 samples (12 bits: 2), then their low bits',
  msb: 'a stream of bits, highest first, as DNG has it',
  lsb: "a stream of bits, lowest first, as GenICam's 10p and 12p",
  ipu3: "Intel IPU3's: 25 samples of 10 bits in 32 bytes, lowest first",
} as const;
export type PackingName = keyof typeof PACKING_NAMES;
