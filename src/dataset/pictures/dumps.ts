/** Frames without a header among a data set's pictures: what dataset.json says of them, for all files with their endings. */
import { type BayerDump, bayerReader, type RawReader } from '../../raw/index.js';

/** A picture's file, and what it is where it has no header. */
export interface ReadableFile {
  readonly file: string;
  readonly dump?: BayerDump;
}

/** The reader of a picture without a header; undefined where its bytes say what it is. */
export function readerOfDump(dump: BayerDump | undefined): RawReader | undefined {
  return dump === undefined ? undefined : bayerReader(dump);
}
