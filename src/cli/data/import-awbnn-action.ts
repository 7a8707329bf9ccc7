/** What `deepawb data import` does with a data set of Raspberry Pi's awb_nn, and what it prints. */
import { formatProblem, importAwbnn } from '../../dataset/index.js';
import { formatCount, readableShellWord, visibleText } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import type { ImportShotsOptions } from './data-import.js';

export interface ImportAwbnnActionOptions extends ImportShotsOptions {
  /** Whether an option was given, by its name in the options. */
  readonly isGiven: (name: string) => boolean;
}

/** Of raw pictures alone. */
const OTHERS = {
  part: '--part',
  size: '--size',
  label: '--label',
  tuningFile: '--tuning-file',
  blackLevel: '--black-level',
  whiteLevel: '--white-level',
  assumeLinear: '--assume-linear',
} as const;

/** Throws UsageError, DatasetError, OutputError, the signal's reason, and InputError where a file was left out. */
export function importAwbnnAction(
  from: string,
  dir: string,
  { isGiven, json, tuningDir, skipBad }: ImportAwbnnActionOptions,
  { terminal, signal }: CommandContext,
): void {
  for (const [name, flag] of Object.entries(OTHERS)) {
    if (!isGiven(name)) continue;
    throw new UsageError(
      `${flag}: belongs to raw pictures, and ${from} holds statistics of awb_nn, whose files say all themselves`,
    );
  }
  const progress = terminal.progress({ label: 'Importing', unit: 'items' });
  const { platforms, problems } = importAwbnn({
    from,
    dir,
    ...(tuningDir === undefined ? {} : { tuningDir }),
    signal,
    onProgress: (done, total) => progress.update(done, { total }),
  });
  terminal.close();
  for (const problem of problems) terminal.warn(`left out: ${formatProblem(problem)}`);
  if (json) terminal.printJson({ dir, layout: 'awbnn', platforms, problems });
  else {
    for (const { dir: folder, pictures, known, sensors } of platforms) {
      const names = sensors.map(visibleText).join(', ');
      const count = formatCount(pictures, 'new picture');
      terminal.print(`${visibleText(folder)}: ${count}, ${known} known before (${names})`);
    }
    for (const { platform, dir: folder } of platforms) {
      // As libcamera's own blocks of a Pi 4 assume pictures, where those of a Pi 5 are there to normalise by.
      const isHarmonised = platform === 'vc4' && platforms.length > 1;
      const model = platform === 'vc4' ? 'pi4.awb' : 'pi5.awb';
      const options = `--head ct${isHarmonised ? ' --harmonise' : ''} --out ${model}`;
      terminal.print(`Next: deepawb train --data ${readableShellWord(folder)} ${options}`);
    }
  }
  if (problems.length > 0 && !skipBad) {
    throw new InputError(`${formatCount(problems.length, 'problem')}, see above`);
  }
}
