/** Whether what is minimised is an error of what the network answers with, and its pictures have that truth. */
import { answerOf } from '../model/index.js';
import { RecipeError } from './recipe-error.js';
import type { TrainJob } from './train.js';

/** Throws RecipeError for a loss in mired of a white point, another of a colour temperature, or pictures without one. */
export function checkLoss(job: TrainJob): void {
  checkLossKind(job);
  const { loss } = job.settings;
  if (loss === 'mired' && job.training.scenes === undefined) throw notOfKelvin(loss);
}

/** Throws RecipeError for the same, where there are no pictures yet. */
export function checkLossKind({
  architecture,
  settings: { loss },
}: Pick<TrainJob, 'architecture' | 'settings'>): void {
  if (answerOf(architecture) === 'whitePoint') {
    if (loss !== 'mired') return;
    throw new RecipeError(
      'loss mired: expected chord, angle or mse for a network that answers with a white point; give one of them (--loss), or --head ct',
    );
  }
  if (loss !== 'mired') throw notOfKelvin(loss);
}

function notOfKelvin(loss: string): RecipeError {
  return new RecipeError(
    `loss ${loss}: expected mired and pictures with colour temperatures for a network that answers in kelvin; give --head ct, with no other --loss`,
  );
}
