/** Options that say what a headerless Bayer dump is, for commands that take raw pictures. */
import { type Command, Option } from 'commander';
import { BAYER_ORDERS, type BayerOrder, PACKING_NAMES } from '../../raw/bayer/names/index.js';
import type { BayerChoice } from '../../raw/node/decode/index.js';
import { UsageError } from '../exit-code.js';
import { integerOption, sizeOption } from './option-types.js';

export type BayerOptions = BayerChoice;

const MOST_SIDE = 65_536;

/** `--bayer`, `--size` (or how that is called where it means something else), `--bits`, `--packing`, `--stride`. */
export function withBayerOptions(command: Command, sizeFlag = '--size'): Command {
  const packings = Object.entries(PACKING_NAMES).map((entry) => entry.join(': '));
  return command
    .addOption(
      new Option(
        '--bayer <order>',
        `the files are frames of a Bayer sensor without a header, with filters in this order; ${sizeFlag} and --bits go with it`,
      )
        .choices(BAYER_ORDERS)
        .argParser(orderOption),
    )
    .option(`${sizeFlag} <WxH>`, 'width and height of such frames', sizeOption(2, MOST_SIDE))
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
