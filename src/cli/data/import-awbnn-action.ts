/** What `deepawb data import` does with a data set of Raspberry Pi's awb_nn, and what it prints. */
import { checkAwbnnOptions, formatProblem, importAwbnn } from '../../dataset/index.js';
import { describeImportedAwbnn } from '../../report/index.js';
import { formatCount } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError } from '../exit-code.js';
import type { ImportShotsOptions } from './data-import.js';

/** Throws UsageError, DatasetError, OutputError, the signal's reason, and InputError where a file was left out. */
export function importAwbnnAction(
  from: string,
  dir: string,
  {
    isGiven,
    json,
    tuningDir,
    skipBad,
  }: ImportShotsOptions & { readonly isGiven: (name: string) => boolean },
  { terminal, signal }: CommandContext,
): void {
  checkAwbnnOptions(from, isGiven);
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
  else terminal.print(describeImportedAwbnn(platforms));
  if (problems.length > 0 && !skipBad) {
    throw new InputError(`${formatCount(problems.length, 'problem')}, see above`);
  }
}
