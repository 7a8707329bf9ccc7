/** Frames without a header among a data set's pictures: what dataset.json says of them, for all files with their endings. */
import { type BayerDump, bayerReader, DUMP_EXTENSIONS, type RawReader } from '../../raw/index.js';

/** A picture's file, and what it is where it has no header. */
export interface ReadableFile {
  readonly file: string;
  readonly dump?: BayerDump;
}

/** Whether a file is one of those that `dump` tells of. */
export function isDump(file: string, dump: BayerDump | undefined): dump is BayerDump {
  const name = file.toLowerCase();
  return dump !== undefined && DUMP_EXTENSIONS.some((ending) => name.endsWith(ending));
}

/** The reader of a picture without a header; undefined where its bytes say what it is. */
export function readerOfDump(dump: BayerDump | undefined): RawReader | undefined {
  return dump === undefined ? undefined : bayerReader(dump);
}
