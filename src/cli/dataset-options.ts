/** Options of every command that reads a data set, and the loading itself with progress and notices. */
import type { Command } from 'commander';
import type { DatasetPart, LoadedThumbnails } from '../dataset/index.js';
import type { CommandContext } from './command-context.js';
import { UsageError } from './exit-code.js';
import { numberOption, type PictureSize } from './option-types.js';

export interface LevelOptions {
  readonly blackLevel?: number;
  readonly whiteLevel?: number;
}

export interface DatasetCommandOptions extends LevelOptions {
  readonly skipBad?: true;
  /** False for `--no-cache`. */
  readonly cache: boolean;
}

const HIGHEST_LEVEL = 65535;
const SHOWN_SKIPPED = 20;
const STAGE_LABELS = { reading: 'Reading', decoding: 'Decoding' } as const;

/** `--black-level` and `--white-level`. */
export function withLevelOptions(command: Command): Command {
  const level = numberOption(0, HIGHEST_LEVEL);
  return command
    .option('--black-level <n>', 'black level of the pictures (default: 2048)', level)
    .option('--white-level <n>', 'white level of the pictures (default: 16383)', level);
}

export function withDatasetOptions(command: Command): Command {
  return withLevelOptions(command)
    .option('--skip-bad', 'go on without pictures that are broken, and list them')
    .option('--no-cache', 'neither read nor write the thumbnail cache');
}

/** Levels as the data layer takes them. Throws UsageError where white is not above black. */
export async function levelsOf({ blackLevel, whiteLevel }: LevelOptions) {
  const { DEFAULT_BLACK_LEVEL, DEFAULT_WHITE_LEVEL } = await import('../raw/index.js');
  const levels = {
    blackLevel: blackLevel ?? DEFAULT_BLACK_LEVEL,
    whiteLevel: whiteLevel ?? DEFAULT_WHITE_LEVEL,
  };
  if (levels.blackLevel < levels.whiteLevel) return levels;
  throw new UsageError(
    `--black-level: expected less than the white level ${levels.whiteLevel}, got ${levels.blackLevel}`,
  );
}

/** Thumbnails of one part. Throws DatasetError with all that is wrong with it. */
export async function loadPart(
  dir: string,
  part: DatasetPart,
  size: PictureSize,
  options: DatasetCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<LoadedThumbnails> {
  const { loadThumbnails, formatProblem } = await import('../dataset/index.js');
  let shown: { stage: string; update: (done: number) => void } | undefined;
  const loaded = await loadThumbnails(dir, {
    part,
    ...size,
    ...(await levelsOf(options)),
    ...(options.cache ? {} : { cacheDir: null }),
    skipBad: options.skipBad === true,
    signal,
    onProgress(done, total, stage) {
      if (shown?.stage !== stage) {
        const label = `${STAGE_LABELS[stage]} ${part}`;
        shown = { stage, update: terminal.progress({ label, unit: 'items', total }).update };
      }
      shown.update(done);
    },
  });
  terminal.close();
  for (const notice of loaded.notices) terminal.warn(notice);
  for (const problem of loaded.skipped.slice(0, SHOWN_SKIPPED)) {
    terminal.warn(`skipped: ${formatProblem(problem)}`);
  }
  const more = loaded.skipped.length - SHOWN_SKIPPED;
  if (more > 0) terminal.warn(`skipped: ... and ${more} more`);
  return loaded;
}
