/** The formats that are read. */
import { DNG_READER } from '../dng/dng-reader.js';
import { PNG_READER } from '../png/png-reader.js';
import type { RawReader } from './raw-reader.js';

export const RAW_READERS: readonly RawReader[] = [PNG_READER, DNG_READER];
