/** `train --from`: a model adapted to one camera by a few pictures of it. */
import { type AdaptationChoice, adaptToPictures, beginAdaptation } from '../../adapt/node/index.js';
import { withNextStep } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import type { TrainCommandOptions } from './train.js';

/** Throws what adaptToPictures does, the data set's errors, and the signal's reason after Ctrl-C. */
export async function adaptToFile(
  options: TrainCommandOptions & AdaptationChoice,
  context: CommandContext,
): Promise<void> {
  const { terminal, signal } = context;
  const begun = await beginAdaptation(options);
  const { input } = begun.start.architecture;
  const pictures = await preparePart(begun.data, 'train', input, options, context);
  // Levels and frames that were given are those of the camera's own pictures.
  const { cache } = options;
  const kept =
    begun.replay && (await preparePart(begun.replay.data, 'train', input, { cache }, context));
  const show = terminal.stages();
  const onFit = (done: number, total: number) => show('Adapting', done, { total });
  const { text, json } = await adaptToPictures(begun, pictures, { kept, signal, onFit });
  terminal.close();
  if (options.json) terminal.printJson(json);
  else terminal.print(withNextStep(text, options));
}
