/** The formats that are read. */
import { DNG_READER } from '../dng/dng-reader.js';
import type { RawReader } from './raw-reader.js';
import { REGISTERED } from './registered.js';

REGISTERED.push(DNG_READER);

export const RAW_READERS: readonly RawReader[] = REGISTERED;
