/** What `deepawb data import` does with a data set of Raspberry Pi's awb_nn, and what it prints. */
import { describeAwbnnImport, formatProblem, importAwbnn } from '../../dataset/index.js';
import { formatCount } from '../../text/index.js';
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
  else for (const line of describeAwbnnImport(platforms)) terminal.print(line);
  if (problems.length > 0 && !skipBad) {
    throw new InputError(`${formatCount(problems.length, 'problem')}, see above`);
  }
}
