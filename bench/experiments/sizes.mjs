/** Networks of the default's shape with less and with more in them: about 2,000, 7,000 and 13,000 trained numbers. */
import { DEFAULT_NETWORK } from 'deepawb/train';

const blocks = (...channels) =>
  channels.map((count, i) => ({
    kernel: i === 0 ? 2 : 1,
    stride: i === 0 ? 2 : 1,
    channels: count,
  }));

export const SIZES = {
  '2k': { ...DEFAULT_NETWORK, blocks: blocks(16, 16, 20), hidden: 14 },
  '7k': DEFAULT_NETWORK,
  '13k': { ...DEFAULT_NETWORK, blocks: blocks(48, 48, 64), hidden: 42 },
};
