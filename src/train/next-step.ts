/** What to type after a training. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readableShellWord } from '../text/index.js';

/** What was trained on, and the model file that came of it. */
export interface TrainedFiles {
  readonly data: readonly string[];
  readonly out: string;
  readonly layout?: string;
  readonly tuningDir?: string;
}

/** `text`, and behind it a line with the command that judges the model on pictures it has not seen, where its data set has such. */
export function withNextStep(
  text: string,
  { data: [dir], out, layout, tuningDir }: TrainedFiles,
): string {
  // Statistics of a Raspberry Pi lie in no parts.
  const isPlain = (layout ?? tuningDir) === undefined;
  if (dir === undefined || !isPlain || !existsSync(join(dir, 'test'))) return text;
  const words = ['--data', dir, '--model', out, '--baselines'].map(readableShellWord);
  return `${text}\nNext: deepawb eval ${words.join(' ')}`;
}
