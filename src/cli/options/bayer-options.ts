/** Options that say what a headerless Bayer dump is, for commands that take raw pictures. */
import { type Command, Option } from 'commander';
import {
  BAYER_ORDERS,
  type BayerOrder,
  PACKING_NAMES,
  type PackingName,
} from '../../raw/bayer/names/index.js';
import type { RawReader } from '../../raw/index.js';
import type { PictureReading } from '../../raw/node/decode/index.js';
import type { Terminal } from '../../terminal/index.js';
import { UsageError } from '../exit-code.js';
import { type LevelOptions, statedLevels } from './dataset-options.js';
import { integerOption, type PictureSize, sizeOption } from './option-types.js';

export interface BayerOptions {
  readonly bayer?: BayerOrder;
  readonly size?: PictureSize;
  readonly bits?: number;
  readonly packing?: PackingName;
  readonly stride?: number;
}

const MOST_SIDE = 65_536;

/** `--bayer`, `--size`, `--bits`, `--packing`, `--stride`. */
export function withBayerOptions(command: Command): Command {
  const packings = Object.entries(PACKING_NAMES).map((entry) => entry.join(': '));
  return command
    .addOption(
      new Option(
        '--bayer <order>',
        'the files are frames of a Bayer sensor without a header, with filters in this order; --size and --bits go with it',
      )
        .choices(BAYER_ORDERS)
        .argParser(orderOption),
    )
    .option('--size <WxH>', 'width and height of such frames', sizeOption(2, MOST_SIDE))
    .option('--bits <n>', 'bits of their samples', integerOption(8, 16))
    .addOption(
      new Option(
        '--packing <name>',
        `how their samples lie (default: unpacked). ${packings.join('; ')}`,
      ).choices(Object.keys(PACKING_NAMES)),
    )
    .option(
      '--stride <bytes>',
      'bytes from one of their rows to the next (default: those of a row)',
      integerOption(1),
    );
}

/** Any case, as camera programs write it. */
function orderOption(text: string): BayerOrder {
  const order = BAYER_ORDERS.find((one) => one === text.toUpperCase());
  if (order !== undefined) return order;
  throw new UsageError(`--bayer: expected one of ${BAYER_ORDERS.join(', ')}, got ${text}`);
}

/** How the pictures of a command are to be read; what is odd about one is a warning. Rejects with a UsageError. */
export async function pictureReading(
  options: BayerOptions & LevelOptions,
  { warn }: Pick<Terminal, 'warn'>,
): Promise<PictureReading> {
  const reader = await statedReader(options);
  return {
    levels: { options: statedLevels(options) },
    assumeLinear: options.assumeLinear === true,
    warn,
    ...(reader ? { reader } : {}),
  };
}

/** The reader of the dumps that were described; undefined where none were. Rejects with a UsageError for a description that is none. */
export async function statedReader(
  options: BayerOptions & { readonly blackLevel?: number },
): Promise<RawReader | undefined> {
  const { bayer, size, bits, packing, stride, blackLevel } = options;
  if (bayer === undefined) {
    const given = (['size', 'bits', 'packing', 'stride'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (given === undefined) return undefined;
    throw new UsageError(`--${given}: expected with --bayer, which says that files have no header`);
  }
  if (size === undefined || bits === undefined) {
    throw new UsageError('--bayer: expected with --size and --bits, as its files have no header');
  }
  const { bayerReader } = await import('../../raw/bayer/index.js');
  try {
    return bayerReader({
      order: bayer,
      ...size,
      bits,
      packing: packing ?? 'unpacked',
      ...(stride === undefined ? {} : { strideBytes: stride }),
      ...(blackLevel === undefined ? {} : { blackLevel }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message);
  }
}
