/** `train --calibrate`: a model with the error that is to be expected of its answers. */
import { writeFileAtomically } from '../../files/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { encodeModel } from '../../model/index.js';
import { formatCalibration } from '../../report/index.js';
import {
  calibrateModel,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainSettings,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import type { TrainCommandOptions } from './train.js';

interface Prepared {
  readonly pictures: PreparedPictures;
  readonly recipe: NetworkRecipe;
  readonly settings: TrainSettings;
}

/** Throws calibrateModel's errors, and UsageError where nothing would be held back. */
export async function calibrateToFile(
  options: TrainCommandOptions & Required<Pick<TrainCommandOptions, 'calibrate' | 'out'>>,
  { pictures, ...recipe }: Prepared,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const { calibrate, out, folds, seed, json, validation: kind = 'runs' } = options;
  if (kind === 'none')
    throw new UsageError('train: --calibrate holds pictures back; leave out --validation none');
  const show = terminal.stages();
  const { model, added, judged } = await calibrateModel(
    await decodeChosenModel(calibrate),
    pictures,
    recipe,
    {
      ...{ kind, folds, seed, signal, checkpoints: options.checkpoint ?? `${out}.checkpoint` },
      onProgress: (i, total, done) =>
        show('Calibrating', Math.round(100 * (i + done)), { total: 100 * total }),
    },
  );
  terminal.close();
  writeFileAtomically(out, encodeModel(model));
  if (json) terminal.printJson({ model: out, added, ...judged });
  else terminal.print(`${formatCalibration(judged)}\nModel: ${out} (${added} numbers more)`);
}
