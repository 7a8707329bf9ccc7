/** What a training ended with, for people and as `--json` prints it. */
import { countParameters } from '../model/index.js';
import type { NetworkRecipe, PreparedPictures } from './recipe.js';
import type { TrainSettings } from './settings.js';
import type { TrainedModel } from './train-model.js';

export interface TrainedReport {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Of a model that was written to `out`. */
export function trainedReport(
  out: string,
  { architecture, history, seconds, teacherErrors }: TrainedModel,
): TrainedReport {
  const parameters = countParameters(architecture);
  const last = history.at(-1);
  const held = last?.validation;
  const validation = held
    ? `Validation: mean ${held.mean.toFixed(2)}°, median ${held.median.toFixed(2)}° recovery error\n`
    : '';
  const teachers = teacherErrors
    ? `Its teachers together: mean ${teacherErrors.mean.toFixed(2)}°, median ${teacherErrors.median.toFixed(2)}°\n`
    : '';
  return {
    text: `${validation}${teachers}Model: ${out} (${parameters} parameters, trained in ${seconds.toFixed(0)} s)`,
    json: {
      ...{ model: out, parameters, epochs: history.length, seconds, last },
      ...(teacherErrors ? { teachers: teacherErrors } : {}),
    },
  };
}

/** What a report says a training was made of. `data`: names of the data sets. */
export function trainingFacts(
  data: string,
  {
    pictures: { input, dataHash, levels },
    recipe,
    settings,
  }: {
    readonly pictures: PreparedPictures;
    readonly recipe: NetworkRecipe;
    readonly settings: TrainSettings;
  },
  version: string,
) {
  const { widthPx, heightPx } = recipe;
  const pictures = input.entries.length;
  return {
    data,
    pictures,
    dataHash,
    levels,
    network: { widthPx, heightPx },
    training: settings,
    version,
  };
}
