/** How an evaluation came about, for reports and JSON. Folders of this machine are left out: names suffice. */
import { basename, isAbsolute } from 'node:path';
import type { EstimatedPictures } from '../../methods/node/index.js';
import { readableShellWord } from '../../text/index.js';
import { packageVersion } from '../package-files.js';

/** The command as it was given, of absolute paths their last part. */
export function commandText(args: readonly string[] = process.argv.slice(2)): string {
  const words = args.map((word) => {
    const [option, value] = /^(--[\w-]+)=(.*)$/s.exec(word)?.slice(1) ?? [];
    if (option !== undefined && value !== undefined) return `${option}=${shorten(value)}`;
    return shorten(word);
  });
  return ['deepawb', ...words.map(readableShellWord)].join(' ');
}

function shorten(path: string): string {
  return isAbsolute(path) || path.startsWith('..') ? basename(path) : path;
}

/** `2048 to 16383 (dataset.json)`. */
export function levelsText({ levels }: Pick<EstimatedPictures, 'levels'>): string {
  const { blackLevel, whiteLevel, stated } = levels;
  const sources = [...new Set([stated.black, stated.white])].join(', ');
  return `${blackLevel} to ${whiteLevel} (${sources})`;
}

/** Settings of a report. */
export function provenanceSettings(
  result: EstimatedPictures,
  {
    data,
    part,
    seed,
    size,
  }: { data: string; part: string; seed: number; size: { widthPx: number; heightPx: number } },
): Record<string, string | number> {
  return {
    command: commandText(),
    'deepawb version': packageVersion(),
    date: new Date().toISOString().slice(0, 10),
    'data set': `${data}, ${part}, ${result.entries.length} pictures`,
    'black and white level': levelsText(result),
    'thumbnails of the baselines': `${size.widthPx}x${size.heightPx}`,
    seed,
    'data hash': result.datasetHash,
  };
}

/** What a reader of a report must know of levels and of pictures that methods had seen before. */
export function provenanceNotes(
  { judgedOnTraining, contradictions }: EstimatedPictures,
  describe: (one: EstimatedPictures['contradictions'][number]) => string,
): string[] {
  return [
    ...judgedOnTraining.map(
      (name) =>
        `${name} has learned from these very pictures: its errors here say nothing about new ones.`,
    ),
    ...contradictions.map((one) => `${describe(one)}.`),
    `Made by deepawb ${packageVersion()}.`,
  ];
}
