/**
 * Whether a study's pictures can serve its trials: folds can be dealt, and every curve that its space names can be had. What
 * would fail in trial after trial is said before the study begins.
 */
import { lightCurve, makeFolds, type PreparedPictures, RecipeError } from '../../train/index.js';
import { valuesOf } from '../description/check-space.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { StudyError } from '../description/study-error.js';

/** Of each curve, what there is to do where it cannot be had. */
const CURES: Readonly<Record<string, string>> = {
  labels: 'take more pictures or more folds',
  physical: 'name "camera" in its dataset.json',
};

/** Throws StudyError, and FoldError where there are fewer pictures or runs than folds. */
export function checkStudyData(
  description: StudyDescription,
  { input: { entries }, xyzToCamera }: Pick<PreparedPictures, 'input' | 'xyzToCamera'>,
): void {
  const { data, validation } = description;
  checkTaught(description);
  const { kind, folds, use } = validation;
  const splits = makeFolds(entries, { kind, folds, seed: 0 }).slice(0, use);
  for (const curve of valuesOf(spaceOf(description), 'curve')) {
    for (const { train } of splits) {
      const lights = Array.from(train, (i) => entries[i]!.whitePoint);
      try {
        lightCurve({ curve: curve as 'none' | 'labels' | 'physical' }, lights, xyzToCamera);
      } catch (error) {
        if (!(error instanceof RecipeError)) throw error;
        throw new StudyError(
          `${data.path}: ${error.message.split(';')[0]}; ${CURES[curve]}, or leave '${curve}' out of 'curve' in the study's space`,
        );
      }
    }
  }
}

/** Throws StudyError for a space in which pictures without labels teach, of a study that names none. */
function checkTaught(description: StudyDescription): void {
  if (description.data.unlabelled) return;
  const { fixed, parameters } = spaceOf(description);
  for (const name of ['consistency', 'pseudoLabels']) {
    const isFixed = Number(fixed[name] ?? 0) > 0;
    if (!isFixed && !parameters.some((parameter) => parameter.name === name)) continue;
    throw new StudyError(
      `${description.data.path}: expected pictures without labels for '${name}' in the study's space, got none; name their folders under data.unlabelled, or leave it out`,
    );
  }
}
