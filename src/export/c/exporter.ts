/** C99 without dependencies. */
import { inOption } from '../../errors/index.js';
import { exportName } from '../export-name.js';
import { ARITHMETIC } from '../formats/arithmetic-option.js';
import type { Exporter } from '../formats/exporter.js';
import type { Arithmetic } from '../integer/byte-steps.js';

export const cExporter: Exporter = {
  title: 'C',
  description:
    'NAME.h and NAME.c in C99 without heap or dependencies, from a thumbnail or a 16-bit raw frame to white point and gains',
  options: [
    ARITHMETIC,
    {
      name: 'withMain',
      flags: '--with-main',
      description: 'also write NAME_main.c, a program that estimates frames from stdin',
      default: false,
    },
    {
      name: 'withFilter',
      flags: '--with-filter',
      description:
        'also write deepawb_filter.h and deepawb_filter.c, which hold and follow white points over time',
      default: false,
    },
  ],
  examinesFrames: true,
  notesErrors: false,
  async write(model, { name, weights, options = {}, ranges }) {
    const { exportC } = await import('./export-c.js');
    if (options.withFilter === true) {
      const { checkBesideFilter } = await import('./write-filter.js');
      const wanted = exportName('exportC', model, name);
      inOption('--name', () => checkBesideFilter(wanted));
    }
    const { files, ...rest } = exportC(model, {
      weights,
      arithmetic: (options.arithmetic ?? 'float32') as Arithmetic,
      ...(ranges === undefined ? {} : { ranges }),
      withMain: options.withMain === true,
      withFilter: options.withFilter === true,
      ...(name === undefined ? {} : { name }),
    });
    return {
      ...rest,
      memoryKind: 'of static buffers, no heap',
      files: files.map((file) => ({ name: file.name, content: file.text })),
    };
  },
};
