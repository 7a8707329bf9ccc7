/** What `deepawb data import` does and prints. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { loadTuning } from '../../classical/node/index.js';
import { describeShot } from '../../labels/index.js';
import {
  describeImported,
  importedJson,
  importShots,
  labelAsShot,
} from '../../labels/node/index.js';
import { statedLevels } from '../../raw/index.js';
import { statedFrames } from '../../raw/node/decode/index.js';
import { formatCount, readableShellWord } from '../../text/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError } from '../exit-code.js';
import type { ImportShotsOptions } from './data-import.js';

/** Imports and prints. Rejects with InputError where files were left out, and where labels were asked for that none has. */
export async function importAction(
  shots: string,
  dir: string,
  options: ImportShotsOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { json, part, tuningFile, size, ...said } = options;
  if (tuningFile !== undefined) loadTuning(tuningFile, (warning) => terminal.warn(warning));
  const dump = await statedFrames(said);
  const progress = terminal.progress({ label: 'Importing', unit: 'items' });
  const imported = await importShots({
    shots,
    dir,
    part,
    levels: statedLevels(options),
    longestPx: size,
    ...(dump ? { dump } : {}),
    ...(tuningFile === undefined
      ? {}
      : { tuning: readFileSync(tuningFile, 'utf8'), tuningName: basename(tuningFile) }),
    signal,
    onShot: (shot) => {
      if (!json) terminal.print(describeShot(shot));
    },
    onProgress: (done, total) => progress.update(done, { total }),
  });
  terminal.close();
  const weak =
    options.label === undefined ? null : await labelAsShot(dir, 'deepawb data import', new Date());
  const { problems } = imported;
  for (const remark of imported.remarks) terminal.warn(remark);
  for (const [image, reason] of weak?.refused ?? []) terminal.warn(`${image}: no label: ${reason}`);
  if (json) terminal.printJson(importedJson(dir, imported, weak));
  else for (const line of describeImported(dir, imported, weak)) terminal.print(line);
  if (weak && weak.labels === 0 && weak.refused.size > 0) {
    throw new InputError(
      `${dir}: --label as-shot: no picture's own answer can be used, see above. Label them: deepawb label ${readableShellWord(dir)}`,
    );
  }
  if (problems.length > 0 && !options.skipBad) {
    throw new InputError(`${formatCount(problems.length, 'file')} left out, see above`);
  }
}
