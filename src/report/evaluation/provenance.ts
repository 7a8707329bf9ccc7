/** How an evaluation came about, for reports and JSON. Folders of this machine are left out: names suffice. */
import { basename, isAbsolute } from 'node:path';
import { datasetName, type EstimatedPictures, remarksOn } from '../../methods/node/index.js';
import { readableShellWord } from '../../text/index.js';

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

/** What an evaluation was made of and by, beside its result. */
export interface EvaluationFacts {
  /** Name of the data set, and of the one that taught where that is another. */
  readonly data: string;
  readonly trainData?: string;
  readonly part: string;
  readonly seed: number;
  /** Thumbnails that methods of any size saw. */
  readonly size: { readonly widthPx: number; readonly heightPx: number };
  /** Of deepawb. */
  readonly version: string;
}

/** Facts of a data set by its folder. */
export function evaluationFacts(
  { data, trainData, part, seed, size }: Omit<EvaluationFacts, 'version'>,
  version: string,
): EvaluationFacts {
  return {
    data: datasetName(data),
    ...(trainData === undefined ? {} : { trainData: datasetName(trainData) }),
    part,
    seed,
    size,
    version,
  };
}

/** Settings of a report. */
export function provenanceSettings(
  result: EstimatedPictures,
  { data, part, seed, size, version }: EvaluationFacts,
): Record<string, string | number> {
  return {
    command: commandText(),
    'deepawb version': version,
    date: new Date().toISOString().slice(0, 10),
    'data set': `${data}, ${part}, ${result.entries.length} pictures`,
    'black and white level': levelsText(result),
    'thumbnails of the baselines': `${size.widthPx}x${size.heightPx}`,
    seed,
    'data hash': result.datasetHash,
  };
}

/** What a reader of a report must know of levels and of pictures that methods had seen before. */
export function provenanceNotes(result: EstimatedPictures, { version }: EvaluationFacts): string[] {
  return [...remarksOn(result), `Made by deepawb ${version}.`];
}
