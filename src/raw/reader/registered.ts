/** The formats that are read as soon as they are loaded: PNG always, the others with readers.ts, so that PNG alone costs little. */
import { PNG_READER } from '../png/png-reader.js';
import type { RawReader } from './raw-reader.js';

export const REGISTERED: RawReader[] = [PNG_READER];
