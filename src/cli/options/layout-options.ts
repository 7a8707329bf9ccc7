/** How the data set of a command lies on disk: `--layout` and what belongs to it. */
import { type Command, Option } from 'commander';
import type { LayoutChoice } from '../../dataset/index.js';

export type LayoutOptions = LayoutChoice;

export function withLayoutOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--layout <name>',
        "how the data set lies on disk (default: dataset.json's, else simplecube++)",
      ).choices(['simplecube++', 'awbnn']),
    )
    .option('--tuning-dir <dir>', 'layout awbnn: folder of <sensor>.json, the tuning files')
    .option(
      '--harmonise [dir]',
      "layout awbnn: pictures and labels in the normalisation of libcamera's own neural AWB, with the labels of the same " +
        'scenes on the other platform (default: the folder beside, vc4 for pisp and pisp for vc4)',
    )
    .option(
      '--harmonise-tuning <dir>',
      "the other platform's tuning files (default: the folder beside --tuning-dir)",
    );
}
