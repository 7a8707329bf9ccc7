/**
 * What a call of a kernel is for, and how many floating point operations it takes, by its arguments (src/engine/assembly). Those
 * of padding channels count: they are done. Passes without arithmetic to speak of have bytes instead.
 */

/** The argument names of every kernel, from its generated signature. */
export function argumentNames(signatures) {
  return Object.fromEntries(
    [...signatures.matchAll(/readonly (\w+): \(([^)]*)\) =>/g)].map(([, name, list]) => [
      name,
      list
        .split(',')
        .map((each) => each.split(':')[0].trim())
        .filter(Boolean),
    ]),
  );
}

const product = ({ rows, columns, panels, runs, runBytes }) =>
  2 * rows * columns * panels * 8 * runs * (runBytes / 4);
const elements = ({ rows, columns, channels }) => rows * columns * channels;

const transforms = (_args, isForward) =>
  isForward ? 'forward, transforms' : 'backward, transforms';

/** By kernel: what it does, which arguments make its shape, operations of a call. */
const COSTS = {
  correlate: {
    purpose: (_args, isForward) => (isForward ? 'forward' : 'backward data'),
    shape: ({ rows, columns, runs, runBytes, panels }) =>
      `${rows}x${columns}, ${runs} runs of ${runBytes / 4}, to ${panels * 8}`,
    flops: product,
  },
  correlateWeights: {
    purpose: () => 'backward weights',
    // How many rows are left for a last block says nothing.
    shape: ({ columns, runs, runLength, panels }) =>
      `rows of ${columns}, ${runs} runs of ${runLength}, to ${panels * 8}`,
    flops: ({ samples, rows, columns, panels, runs, runLength }) =>
      2 * samples * rows * columns * panels * 8 * runs * runLength,
  },
  // Additions alone: how they compare with the ceiling says nothing.
  winogradInput: { purpose: transforms },
  winogradOutput: { purpose: transforms },
  winogradOutputGradient: { purpose: transforms },
  winogradInputGradientAdd: { purpose: transforms },
  poolExtremes: { purpose: () => 'batch norm and pool, forward', ops: 11 },
  normActCoded: { purpose: () => 'batch norm and pool, forward', ops: 4 },
  pooledWeights: {
    purpose: () => 'backward weights',
    shape: ({ rows, columns, channels }) =>
      `${rows}x${columns} pools, 3 runs of 12, to ${channels}`,
    flops: ({ rows, columns, channels }) => 2 * rows * columns * 36 * channels,
  },
  rowProducts: {
    purpose: () => 'backward weights',
    shape: ({ offsets }) => `rows against each other, ${offsets} places`,
    flops: ({ rows, steps, phases, offsets }) => 2 * rows * steps * phases * 4 * offsets,
  },
  edgeProducts: { purpose: () => 'backward weights' },
  channelMoments: { purpose: () => 'batch norm, forward', ops: 4, samples: true },
  normAct: { purpose: () => 'batch norm, forward', ops: 4 },
  normActPool: { purpose: () => 'batch norm and pool, forward', ops: 12 },
  normActSums: { purpose: () => 'batch norm, backward', ops: 6 },
  normActPoolSums: { purpose: () => 'batch norm and pool, backward', ops: 5 },
  normActExpand: { purpose: () => 'batch norm, backward', ops: 7, byRow: true },
  normActPoolExpand: { purpose: () => 'batch norm and pool, backward', ops: 14, byRow: true },
};

/** Null for a call that does no arithmetic to speak of: clearing, packing, copying. */
export function costOf(name, args, isForward) {
  const cost = COSTS[name];
  if (!cost) return null;
  const purpose = typeof cost.purpose === 'string' ? cost.purpose : cost.purpose(args, isForward);
  if (cost.flops) return { purpose, shape: cost.shape(args), flops: cost.flops(args) };
  if (!cost.ops) return { purpose, shape: '', flops: 0 };
  const { rows, columns, channels } = args;
  const shape = cost.byRow
    ? `rows of ${columns}, ${channels} channels`
    : `${rows}x${columns}, ${channels} channels`;
  return {
    purpose,
    shape,
    flops: cost.ops * elements(args) * (cost.samples ? args.samples : 1),
  };
}
