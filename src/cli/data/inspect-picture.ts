/** `deepawb data inspect FILE`: what was understood of one raw picture. */
import { pictureReading } from '../../raw/node/decode/index.js';
import { inspectPictureFile } from '../../raw/node/index.js';
import { describeRawInspection } from '../../report/index.js';
import type { CommandContext, CommonOptions } from '../command-context.js';
import type { BayerOptions } from '../options/bayer-options.js';
import type { LevelOptions } from '../options/dataset-options.js';

/** Rejects with an InputError where the file is no raw picture that is read. */
export async function inspectPicture(
  file: string,
  options: CommonOptions & LevelOptions & BayerOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const inspection = inspectPictureFile(file, await pictureReading(options, terminal.warn));
  if (options.json) return terminal.printJson({ file, ...inspection });
  terminal.print(describeRawInspection(file, inspection));
  for (const warning of inspection.warnings) terminal.warn(`${file}: ${warning}`);
}
