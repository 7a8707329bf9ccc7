/**
 * Networks of one shape with less and with more in them: about 2,000, 7,000 and 13,000 trained numbers. The one of 7,000 was the
 * default of `deepawb train` until that saw edges, written out: a journal knows trainings by their networks, and must stay valid.
 */
const blocks = (...channels) =>
  channels.map((count, i) => ({
    kernel: i === 0 ? 2 : 1,
    stride: i === 0 ? 2 : 1,
    channels: count,
  }));

const WITHOUT_EDGES = {
  family: 'small',
  heightPx: 32,
  widthPx: 32,
  blocks: blocks(32, 32, 48),
  hidden: 32,
  anchors: 24,
  head: 'both',
  luminance: true,
};

export const SIZES = {
  '2k': { ...WITHOUT_EDGES, blocks: blocks(16, 16, 20), hidden: 14 },
  '7k': WITHOUT_EDGES,
  '13k': { ...WITHOUT_EDGES, blocks: blocks(48, 48, 64), hidden: 42 },
};
