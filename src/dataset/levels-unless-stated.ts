/** Levels of pictures that a model is tried on. */
import { chosenData, type DataChoice } from './data-choice.js';
import { datasetLevels } from './dataset-description.js';

/** Those of a model, for a data set that states none: most likely what the model was trained on, or its like. */
export function levelsUnlessStated(
  dir: string,
  choice: DataChoice,
  { blackLevel, whiteLevel }: { readonly blackLevel: number; readonly whiteLevel: number },
): { readonly blackLevel?: number; readonly whiteLevel?: number } {
  const { stated } = datasetLevels(dir, chosenData(dir, choice));
  const isStated = stated.black !== 'default' || stated.white !== 'default';
  return isStated ? {} : { blackLevel, whiteLevel };
}
