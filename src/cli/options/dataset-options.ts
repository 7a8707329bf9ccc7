/** Options of every command that reads a data set, and the loading itself with progress and notices. */
import type { Command } from 'commander';
import type { DatasetPart, LoadedThumbnails, LoadThumbnailsOptions } from '../../dataset/index.js';
import type { PreparedPictures } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { type LayoutOptions, withLayoutOptions } from './layout-options.js';
import { numberOption, type PictureSize } from './option-types.js';

export interface LevelOptions {
  readonly blackLevel?: number;
  readonly whiteLevel?: number;
  readonly assumeLinear?: true;
}

export interface DatasetCommandOptions extends LevelOptions, LayoutOptions {
  readonly trustLabels?: true;
  readonly skipBad?: true;
  readonly hiddenLabels?: string;
  /** False for `--no-cache`. */
  readonly cache: boolean;
}

const HIGHEST_LEVEL = 65535;
const SHOWN_SKIPPED = 20;
const STAGE_LABELS = { reading: 'Reading', decoding: 'Decoding' } as const;

/** `--black-level`, `--white-level` and `--assume-linear`. `whose` names the defaults where they are not SimpleCube++'s. */
export function withLevelOptions(command: Command, whose?: string): Command {
  const level = numberOption(0, HIGHEST_LEVEL);
  const [black, white] = whose
    ? [whose, whose]
    : ["dataset.json's, else the layout's", "dataset.json's, else the layout's"];
  return command
    .option('--black-level <n>', `black level of the pictures (default: ${black})`, level)
    .option('--white-level <n>', `white level of the pictures (default: ${white})`, level)
    .option(
      '--assume-linear',
      'take pictures for linear at these levels, whatever their PNG files say (gAMA, sRGB, iCCP, cICP, sBIT)',
    );
}

export function withDatasetOptions(command: Command): Command {
  return withLayoutOptions(withLevelOptions(command))
    .option('--trust-labels', 'go on with labels that contradict their pictures')
    .option('--skip-bad', 'go on without pictures that are broken, and list them')
    .option('--no-cache', 'neither read nor write the thumbnail cache');
}

/** Thumbnails of one part. Throws DatasetError with all that is wrong with it. */
export async function loadPart(
  dir: string,
  part: DatasetPart,
  size: PictureSize,
  options: DatasetCommandOptions,
  context: CommandContext,
): Promise<LoadedThumbnails> {
  const { loadThumbnails } = await import('../../dataset/index.js');
  const loaded = await loadThumbnails(dir, {
    ...(await loadOptions(dir, part, options, context)),
    ...size,
  });
  await announce(loaded, context);
  return loaded;
}

/** One part at the sizes that a network is trained with. Throws DatasetError with all that is wrong with it. */
export async function preparePart(
  dir: string,
  part: DatasetPart,
  size: PictureSize,
  options: DatasetCommandOptions,
  context: CommandContext,
): Promise<PreparedPictures> {
  const { preparePictures } = await import('../../train/index.js');
  const prepared = await preparePictures(dir, size, await loadOptions(dir, part, options, context));
  await announce(prepared, context);
  return prepared;
}

async function loadOptions(
  dir: string,
  part: DatasetPart,
  options: DatasetCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<Omit<LoadThumbnailsOptions, keyof PictureSize>> {
  const { chosenData } = await import('../../dataset/index.js');
  const show = terminal.stages();
  const what = part === '.' ? 'pictures' : part;
  return {
    ...chosenData(dir, options),
    part,
    signal,
    onProgress: (done, total, stage) => show(`${STAGE_LABELS[stage]} ${what}`, done, { total }),
  };
}

/** Ends the progress display; says what was noticed and what was left out. */
async function announce(
  { notices, skipped }: Pick<LoadedThumbnails, 'notices' | 'skipped'>,
  context: CommandContext,
): Promise<void> {
  context.terminal.close();
  for (const notice of notices) context.terminal.warn(notice);
  await announceSkipped(skipped, context);
}

/** Says what was left out, the first twenty by name. */
export async function announceSkipped(
  skipped: LoadedThumbnails['skipped'],
  { terminal }: CommandContext,
): Promise<void> {
  const { formatProblem } = await import('../../dataset/index.js');
  for (const problem of skipped.slice(0, SHOWN_SKIPPED)) {
    terminal.warn(`skipped: ${formatProblem(problem)}`);
  }
  const more = skipped.length - SHOWN_SKIPPED;
  if (more > 0) terminal.warn(`skipped: ... and ${more} more`);
}
