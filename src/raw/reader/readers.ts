/** The formats that are read. */
import { PNG_READER } from '../png/png-reader.js';
import type { RawReader } from './raw-reader.js';

export const RAW_READERS: readonly RawReader[] = [PNG_READER];
