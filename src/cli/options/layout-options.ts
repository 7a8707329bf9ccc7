/** How the data set of a command lies on disk: `--layout` and what belongs to it. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { DatasetLayout, Harmonisation } from '../../dataset/index.js';
import { UsageError } from '../exit-code.js';

export interface LayoutOptions {
  readonly layout?: string;
  readonly tuningDir?: string;
  /** `true`: the option alone. */
  readonly harmonise?: string | true;
  readonly harmoniseTuning?: string;
}

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

/** The layout that options ask for, undefined where they say nothing. Throws UsageError for what does not go together. */
export async function chosenLayout(
  dir: string,
  options: LayoutOptions,
): Promise<DatasetLayout | undefined> {
  const { layout, tuningDir, harmonise, harmoniseTuning } = options;
  const extra = tuningDir ?? harmonise ?? harmoniseTuning;
  if (layout === undefined && extra === undefined) return undefined;
  const { AWBNN_LAYOUT, readDatasetDescription, SIMPLECUBE_LAYOUT } = await import(
    '../../dataset/index.js'
  );
  if (layout === SIMPLECUBE_LAYOUT) {
    if (extra === undefined) return { name: SIMPLECUBE_LAYOUT };
    throw new UsageError('--tuning-dir and --harmonise: belong to --layout awbnn');
  }
  const stated = readDatasetDescription(dir)?.tuningDir;
  const own = tuningDir ?? (stated === undefined ? undefined : join(dir, stated));
  if (own === undefined) {
    throw new UsageError(
      '--layout awbnn: expected --tuning-dir, the folder of the tuning files of its sensors',
    );
  }
  const harmonisation = await chosenHarmonisation(own, options);
  return {
    name: AWBNN_LAYOUT,
    tuningDir: own,
    ...(harmonisation ? { harmonise: harmonisation } : {}),
  };
}

async function chosenHarmonisation(
  tuningDir: string,
  { harmonise, harmoniseTuning }: LayoutOptions,
): Promise<Harmonisation | undefined> {
  if (harmonise === undefined) {
    if (harmoniseTuning === undefined) return undefined;
    throw new UsageError('--harmonise-tuning: belongs to --harmonise');
  }
  const { otherPlatformDir } = await import('../../dataset/index.js');
  const other = harmoniseTuning ?? otherPlatformDir(tuningDir);
  if (other === null) {
    throw new UsageError(
      `--harmonise: expected a folder pisp or vc4 in ${tuningDir}, got none. Name the other platform's tuning files (--harmonise-tuning).`,
    );
  }
  return { tuningDir: other, ...(harmonise === true ? {} : { dir: harmonise }) };
}
