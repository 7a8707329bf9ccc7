/** Safetensors, for PyTorch and whatever else reads it. */
import type { Exporter } from '../formats/exporter.js';

export const safetensorsExporter: Exporter = {
  title: 'safetensors',
  description:
    "NAME.safetensors, weights with PyTorch's order of axes and the network beside them, for deepawb import and PyTorch",
  options: [],
  examinesFrames: true,
  notesErrors: false,
  async write(model, { name, weights }) {
    const [{ modelToSafetensors }, { exportName }, { withInt8Weights }] = await Promise.all([
      import('../../weights/index.js'),
      import('../export-name.js'),
      import('../int8-model.js'),
    ]);
    const chosen = exportName('exportSafetensors', model, name);
    const content = modelToSafetensors(weights === 'int8' ? withInt8Weights(model) : model);
    return { name: chosen, files: [{ name: `${chosen}.safetensors`, content }] };
  },
};
