/** What `deepawb doctor libcamera` does. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { TuningTarget } from '../../classical/index.js';
import { readTuning } from '../../classical/node/index.js';
import { describeFinding, diagnoseTuning, tfliteFault } from '../../libcamera/index.js';
import { formatCount } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError } from '../exit-code.js';

/** Throws InputError where the file cannot be read, and where it holds a fault, which is printed before. */
export function examineTuning(
  file: string,
  { json, model }: { readonly json?: boolean; readonly model?: string },
  { terminal }: CommandContext,
): void {
  const modelFault = (path: string, target: TuningTarget): string | null | undefined => {
    const here = model ?? path;
    if (!existsSync(here)) return model === undefined ? undefined : 'there is no such file';
    if (!statSync(here).isFile()) return 'it is no file';
    return tfliteFault(new Uint8Array(readFileSync(here)), target);
  };
  const cures = { refused: 'libcamera does not start with it: correct the file.' };
  const diagnosis = readTuning(file, cures, (text) => diagnoseTuning(text, { modelFault }));
  if (json) terminal.printJson({ file, ...diagnosis });
  else for (const finding of diagnosis.findings) terminal.print(describeFinding(finding));
  const faults = diagnosis.findings.filter(({ level }) => level === 'fault').length;
  if (faults > 0)
    throw new InputError(`${file}: ${formatCount(faults, 'fault')}, listed with the result`);
}
