/** A model file again, with weights rounded where that is wanted. */
import type { Exporter } from '../formats/exporter.js';

export const awbExporter: Exporter = {
  title: 'model file',
  description: 'a model file again, whose weights are rounded as --weights says',
  options: [],
  examinesFrames: true,
  notesErrors: true,
  async write(model, { name, weights, errors }) {
    const { exportAwb } = await import('./export-awb.js');
    return exportAwb(model, {
      weights,
      ...(errors ? { errors } : {}),
      ...(name === undefined ? {} : { name }),
    });
  },
};
