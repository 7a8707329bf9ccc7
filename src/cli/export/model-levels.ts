/** Levels of pictures that a model is tried on. */
import { chosenData, type DataChoice, datasetLevels } from '../../dataset/index.js';
import type { Model } from '../../model/index.js';

/** The model's, of a data set that states nothing: most likely what the model was trained on, or its like. */
export function modelLevels(
  { metadata: { blackLevel, whiteLevel } }: Model,
  { data, ...choice }: DataChoice & { readonly data: string },
) {
  const { stated } = datasetLevels(data, chosenData(data, choice));
  const isStated = stated.black !== 'default' || stated.white !== 'default';
  return isStated ? {} : { blackLevel, whiteLevel };
}
