/** Whether settings and pictures without labels go together. */
import { RecipeError } from '../recipe-error.js';
import type { TrainSettings } from '../settings.js';
import type { TrainJob } from '../train.js';

/**
 * Throws RecipeError for settings that teach nothing or have no pictures, for two kinds of teachers, and for a network whose answers
 * are not white points.
 */
export function checkUnlabelled({
  settings,
  unlabelled: pictures,
}: {
  readonly settings: TrainSettings;
  /** Pictures without labels, or whether there will be any. */
  readonly unlabelled?: TrainJob['unlabelled'] | boolean;
}): void {
  const { unlabelled, distillation, loss } = settings;
  if (!pictures) {
    if (!unlabelled) return;
    throw new RecipeError(
      'unlabelled: expected pictures without labels, got none; name them with --unlabelled, or leave these settings out',
    );
  }
  if (loss === 'mired') {
    throw new RecipeError(
      'pictures without labels are for networks that answer with white points; leave out --unlabelled, or --head ct',
    );
  }
  if (!unlabelled || unlabelled.consistency + unlabelled.pseudoLabels === 0) {
    throw new RecipeError(
      'unlabelled: expected a weight of consistency or of pseudoLabels above 0, got 0 for both; pictures without labels teach nothing then',
    );
  }
  if (distillation && unlabelled.pseudoLabels > 0) {
    throw new RecipeError(
      'unlabelled.pseudoLabels: expected 0 beside distillation, which has teachers of its own; leave out --distil and --teachers, or have consistency alone (--recipe: {"training": {"unlabelled": {"pseudoLabels": 0}}})',
    );
  }
}
