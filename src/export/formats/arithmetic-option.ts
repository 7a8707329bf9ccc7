/** What convolutions of exports compute with, for the formats that have a choice. */
import type { ExportOption } from './exporter.js';

export const ARITHMETIC: ExportOption = {
  name: 'arithmetic',
  flags: '--arithmetic <type>',
  description:
    'of convolutions, for c and wasm; int16: faster, and rounds; int8, for c: maps and weights in bytes, by --calibrate',
  choices: ['float32', 'int16', 'int8'],
  default: 'float32',
};
