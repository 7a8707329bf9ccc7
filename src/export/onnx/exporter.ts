/** ONNX, for the runtimes that read it. */
import type { Exporter } from '../formats/exporter.js';

export const onnxExporter: Exporter = {
  title: 'ONNX',
  description: 'NAME.onnx, opset 17, from a thumbnail to the white point',
  options: [],
  examinesFrames: false,
  notesErrors: false,
  async write(model, { name, weights }) {
    const [{ exportOnnx }, { exportName }] = await Promise.all([
      import('./export-onnx.js'),
      import('../export-name.js'),
    ]);
    const chosen = exportName('exportOnnx', model, name);
    return {
      name: chosen,
      files: [{ name: `${chosen}.onnx`, content: exportOnnx(model, { weights }) }],
    };
  },
};
