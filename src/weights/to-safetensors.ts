/** A model as a safetensors file: tensors under the ids of their nodes, axes as PyTorch has them, the network beside them. */
import { checkParameters, inferShapes, type Model, parameterLayout } from '../model/index.js';
import { ARCHITECTURE_KEY, MODEL_KEY } from './recognise.js';
import { writeSafetensors } from './safetensors.js';
import { torchRole, torchView } from './torch-layout.js';

/** Bytes of the file. Throws ArchitectureError for parameters that do not fit the network. */
export function modelToSafetensors({ architecture, parameters, metadata }: Model): Uint8Array {
  checkParameters(architecture, parameters);
  const shapes = inferShapes(architecture);
  const tensors = parameterLayout(architecture, shapes).tensors.map((tensor) => {
    const { nodeId, role, offset, length } = tensor;
    const { shape, place } = torchView(tensor, architecture, shapes);
    const values = Float32Array.from({ length }, (_, i) => parameters[offset + place(i)]!);
    return { name: `${nodeId}.${torchRole(role)}`, shape, values };
  });
  return writeSafetensors({
    tensors,
    metadata: {
      [ARCHITECTURE_KEY]: JSON.stringify(architecture),
      [MODEL_KEY]: JSON.stringify(metadata),
      licence: metadata.licence,
    },
  });
}
