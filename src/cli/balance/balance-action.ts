/** What `deepawb balance` does. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { outputsFor, writeFileAtomically } from '../../files/index.js';
import { pictureReading, readPicture } from '../../raw/node/decode/index.js';
import { rawFilesAt } from '../../raw/node/index.js';
import { balancedPng } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { inOption, UsageError } from '../exit-code.js';
import type { BalanceCommandOptions } from './balance.js';

/** Throws UsageError without gains, InputError for a picture that is none. */
export async function balanceCommand(
  paths: readonly string[],
  options: BalanceCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const whitePoint = whitePointOf(options);
  const reading = await pictureReading(options, terminal.warn);
  const pictures = paths.flatMap((path) => rawFilesAt(path, reading.reader?.extensions));
  // A folder gives a folder, whatever it holds.
  const out = paths.some(isFolder) ? join(options.out, '/') : options.out;
  const targets = inOption('--out', () =>
    outputsFor(pictures, out, { ending: '.png', isNew: options.force !== true }),
  );
  for (const [i, file] of pictures.entries()) {
    signal.throwIfAborted();
    const image = await readPicture(file, reading);
    writeFileAtomically(targets[i]!, await balancedPng(image, whitePoint, options.style));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (options.json) terminal.printJson({ whitePoint, style: options.style, written: targets });
  else for (const target of targets) terminal.print(`Written: ${target}`);
}

function whitePointOf({ gains, whitePoint }: BalanceCommandOptions): { r: number; b: number } {
  if (gains) return { r: 1 / gains[0], b: 1 / gains[1] };
  if (whitePoint) return { r: whitePoint[0], b: whitePoint[1] };
  throw new UsageError('balance: expected --gains red,blue or --white-point r,b');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
