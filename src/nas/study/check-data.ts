/**
 * Whether a study's pictures can serve its trials: folds can be dealt, every curve that its space names can be had, gates have as
 * many experts as there are kinds to teach them, and teachers have pictures enough. What
 * would fail in trial after trial is said before the study begins.
 */
import {
  GATE_SETTINGS,
  kindsOf,
  lightCurve,
  makeFolds,
  type PreparedPictures,
  RecipeError,
} from '../../train/index.js';
import { numbersOf, valuesOf } from '../description/check-space.js';
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
  checkKinds(
    description,
    splits.map(({ train }) => Array.from(train, (i) => entries[i]!)),
  );
  checkTeachers(description, Math.min(...splits.map(({ train }) => train.length)));
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

/** Throws StudyError for more teachers of pseudo-labels than the labelled pictures of a fold can teach. */
function checkTeachers(description: StudyDescription, pictures: number): void {
  if (!description.data.unlabelled) return;
  const most = Math.max(0, ...numbersOf(spaceOf(description), 'pseudoTeachers'));
  if (2 * most <= pictures) return;
  throw new StudyError(
    `${description.data.path}: expected two labelled pictures for each of ${most} 'pseudoTeachers' in every fold, got ${pictures}; ` +
      `let it be ${Math.floor(pictures / 2)} at most, or take more pictures`,
  );
}

/**
 * Throws StudyError where a gate could be taught a property that has, among the pictures of a training, another number of kinds than
 * the network has experts. `parts`: those of each fold.
 */
function checkKinds(
  description: StudyDescription,
  parts: readonly (readonly { readonly properties: Readonly<Record<string, string>> }[])[],
): void {
  const space = spaceOf(description);
  const experts = numbersOf(space, 'experts').filter((count) => count > 1);
  for (const label of valuesOf(space, 'gateLabel').filter((value) => value !== 'none')) {
    for (const part of parts) {
      const kinds = kindsOf(part.map(({ properties }) => properties[label] ?? ''));
      const other = experts.find((count) => count !== kinds.length);
      if (other === undefined) continue;
      const cure =
        kinds.length > 1
          ? `let 'experts' be ${kinds.length}, or 1 for no gate, or leave '${label}' out of 'gateLabel'`
          : `leave '${label}' out of 'gateLabel' in the study's space`;
      throw new StudyError(
        `${description.data.path}: expected as many 'experts' as '${label}' has values of ${GATE_SETTINGS.fewestOfAKind} training pictures or more in every fold, ` +
          `got ${kinds.length} (${kinds.join(', ') || 'no picture has any'}) for ${other} experts; ${cure}`,
      );
    }
  }
}
