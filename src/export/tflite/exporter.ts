/** TensorFlow Lite, for the runtimes that read it. */
import type { Exporter } from '../formats/exporter.js';

export const tfliteExporter: Exporter = {
  title: 'TensorFlow Lite',
  description:
    'NAME.tflite, float32, from a thumbnail to the white point, or from image and lux to the colour temperature',
  options: [],
  examinesFrames: false,
  notesErrors: false,
  async write(model, { name, weights }) {
    const [{ exportTflite }, { exportName }] = await Promise.all([
      import('./export-tflite.js'),
      import('../export-name.js'),
    ]);
    const chosen = exportName('exportTflite', model, name);
    const content = exportTflite(model, { weights });
    return { name: chosen, files: [{ name: `${chosen}.tflite`, content }] };
  },
};
