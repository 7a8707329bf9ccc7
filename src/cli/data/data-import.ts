/** `deepawb data import SHOTS DIR`: raw pictures of one's own, or a data set of awb_nn, to a data set. */
import { type Command, Option } from 'commander';
import type { DatasetPart } from '../../dataset/index.js';
import type { FrameChoice } from '../../raw/node/decode/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { withCommonOptions } from '../command-context.js';
import { withBayerOptions } from '../options/bayer-options.js';
import { type LevelOptions, withLevelOptions } from '../options/dataset-options.js';
import { integerOption } from '../options/option-types.js';

export interface ImportShotsOptions extends CommonOptions, LevelOptions, FrameChoice {
  readonly part: Exclude<DatasetPart, '.'>;
  readonly size: number;
  readonly label?: 'as-shot';
  readonly tuningFile?: string;
  readonly tuningDir?: string;
  readonly skipBad?: true;
}

export function addDataImportCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('import')
    .summary('make a data set of your own raw pictures')
    .description(
      'Reads DNGs, linear TIFFs and 16-bit PNGs where they lie, looks for a ColorChecker in each, and writes linear ' +
        'pictures of a working size into DIR. Run it again after more shots: only new ones are read. Then label them: ' +
        "deepawb label DIR. A data set of Raspberry Pi's awb_nn is known by the names of its files, and taken as it is: " +
        'DIR gets pisp/ and vc4/ with the same pictures, and tuning/ with the files of their sensors. NUS-8, Cube+, Cube++, ' +
        'Gehler-Shi and INTEL-TAU are known as their authors publish them, with labels, levels and masks.',
    )
    .argument('<shots>', 'folder of raw pictures, or of awb_nn')
    .argument('<dir>', 'data set to make or to add to')
    .addOption(
      new Option('--part <part>', 'part that the pictures go to')
        .choices(['train', 'test'])
        .default('train'),
    )
    .option('--size <n>', 'longer side of working pictures', integerOption(16, 4096), 648)
    .addOption(
      new Option(
        '--label <how>',
        "take the camera's own answer for a weak label, good to begin with and never to test on",
      ).choices(['as-shot']),
    )
    .option(
      '--tuning-file <file>',
      'libcamera tuning file of the camera: its rpi.alsc corrects colour shading, its ct_curve tells temperatures',
    )
    .option(
      '--tuning-dir <dir>',
      'awb_nn: tuning files of its sensors, <sensor>.json or in pisp/ and vc4/ (default: tuning/ beside the pictures)',
    )
    .option('--skip-bad', 'exit with 0 also where a picture cannot be read');
  withBayerOptions(withLevelOptions(command, "the file's"), '--frame-size').action(
    async (shots: string, dir: string, options: ImportShotsOptions) => {
      const { findAwbnn, isPublished } = await import('../../dataset/index.js');
      if (findAwbnn(shots).length > 0) {
        const { importAwbnnAction } = await import('./import-awbnn-action.js');
        const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
        return importAwbnnAction(shots, dir, { ...options, isGiven }, context);
      }
      if (isPublished(shots)) {
        const { reduceAction } = await import('./reduce-action.js');
        return reduceAction(shots, dir, { ...options, size: { longestPx: options.size } }, context);
      }
      const { importAction } = await import('./import-shots-action.js');
      await importAction(shots, dir, options, context);
    },
  );
  withCommonOptions(command, {
    examples: [
      'deepawb data import shots mine',
      'deepawb data import shots mine --tuning-file imx219.json --label as-shot',
      'deepawb data import dataset-pisp awbnn --tuning-dir tuning',
      'deepawb data import NUS8 data/nus-8',
    ],
  });
}
