/** What whole-numbered weights cost in accuracy, before anything is exported. */
import { factsOf, type Model, parameterLayout } from '../model/index.js';
import { roundToInt8 } from './int8.js';

/**
 * The model with the weights of its convolutions and dense layers rounded as the int8 export rounds them, but kept as
 * floats, so that everything that takes a model can tell what they lose. Rounding it again changes nothing but last digits.
 */
export function withInt8Weights(model: Model): Model {
  const { architecture } = model;
  const parameters = model.parameters.slice();
  const rounded = new Set(
    architecture.nodes.filter((node) => factsOf(node).int8Weights).map(({ id }) => id),
  );
  for (const tensor of parameterLayout(architecture).tensors) {
    const { nodeId, role, offset, length, shape, frozen } = tensor;
    if (role !== 'weight' || frozen || !rounded.has(nodeId)) continue;
    const channels = shape.at(-1)!;
    const weights = parameters.subarray(offset, offset + length);
    const { codes, scales } = roundToInt8(weights, channels);
    codes.forEach((code, i) => {
      weights[i] = code * scales[i % channels]!;
    });
  }
  return { ...model, parameters };
}
