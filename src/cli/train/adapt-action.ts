/** `train --from`: a model adapted to one camera by a few pictures of it. */
import { describeAdaptation } from '../../adapt/index.js';
import { adaptationChoice, adaptToPictures } from '../../adapt/node/index.js';
import { writeFileAtomically } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { countParameters, encodeModel } from '../../model/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import { modelName } from './run-training.js';
import type { TrainCommandOptions } from './train.js';

/** Throws what adaptToPictures does, the data set's errors, and the signal's reason after Ctrl-C. */
export async function adaptToFile(
  options: TrainCommandOptions & Readonly<Record<'from' | 'out', string>>,
  context: CommandContext,
): Promise<void> {
  const { from, out, seed, folds, validation, json } = options;
  const { terminal, signal } = context;
  const { data, camera } = adaptationChoice({ ...options });
  const start = await decodeChosenModel(from);
  const pictures = await preparePart(data, 'train', start.architecture.input, options, context);
  const show = terminal.stages();
  const adapted = await adaptToPictures(
    start,
    pictures,
    {
      name: options.name ?? modelName(out),
      version: packageVersion(),
      data: modelName(data),
      licence: options.licence,
      attribution: options.attribution,
    },
    {
      camera,
      kind: validation === 'runs' ? 'runs' : 'random',
      folds,
      seed,
      always: options.alwaysAdapt === true,
      onFit: async (done, total) => {
        show('Adapting', done, { total });
        await new Promise(setImmediate);
        signal.throwIfAborted();
      },
    },
  );
  terminal.close();
  writeFileAtomically(out, encodeModel(adapted.model));
  const { model, judgement, ...rest } = adapted;
  const name = camera?.name ?? null;
  if (json) {
    const parameters = countParameters(model.architecture);
    terminal.printJson({ model: out, from, parameters, camera: name, ...judgement, ...rest });
    return;
  }
  terminal.print(describeAdaptation(adapted, { from, camera: name }).join('\n'));
  terminal.print(`Model: ${out}`);
}
