/** What `deepawb balance` does. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { renderToSrgb } from '../../color/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { referencePlanes, renderedBytes } from '../../model/index.js';
import { linearise, rawExtensions } from '../../raw/index.js';
import { readPicture } from '../../raw/node/decode/index.js';
import { encodeRgbPng } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { pictureReading } from '../options/bayer-options.js';
import { renderTargets } from '../picture/render-target.js';
import type { BalanceCommandOptions } from './balance.js';

/** Throws UsageError without gains, InputError for a picture that is none. */
export async function balanceCommand(
  paths: readonly string[],
  options: BalanceCommandOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const whitePoint = whitePointOf(options);
  const reading = await pictureReading(options, terminal);
  const endings = reading.reader?.extensions ?? rawExtensions();
  const pictures = paths.flatMap((path) => picturesAt(path, endings));
  // A folder gives a folder, whatever it holds.
  const out = paths.some(isFolder) ? join(options.out, '/') : options.out;
  const targets = renderTargets(pictures, out, '--out');
  for (const [i, file] of pictures.entries()) {
    signal.throwIfAborted();
    const image = await readPicture(file, reading);
    const { rgb, widthPx, heightPx, mask } = linearise(image);
    const size = { widthPx, heightPx };
    const linear = { ...size, pixels: rgb, ...(mask ? { mask } : {}) };
    const gains = { red: 1 / whitePoint.r, blue: 1 / whitePoint.b };
    const bytes =
      options.style === 'srgb'
        ? renderToSrgb(linear, gains)
        : renderedBytes(referencePlanes(size, size, whitePoint).rendered, rgb);
    writeFileAtomically(targets[i]!, await encodeRgbPng({ ...size, rgb: bytes }));
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

/** A file itself; of a folder all files with a raw picture's ending, in order. */
function picturesAt(path: string, endings: readonly string[]): string[] {
  if (!isFolder(path)) return [path];
  const files = readdirSync(path)
    .filter((name) => endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase())))
    .sort()
    .map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new InputError(`${path}: expected raw pictures (${endings.join(', ')}), found none`);
}
