/** What methods ask of a training part, and what is said where it lacks that. */

import { meanWhitePoint } from '../classical/index.js';
import type { WhitePoint } from '../color/index.js';
import { type Method, MethodError, type TrainingPart, type TrainingPictures } from './method.js';

const WHAT = { lights: 'lights', pictures: 'pictures and their lights' } as const;

/** The training part, where it holds what the method learns from. Throws MethodError otherwise. */
export function requireTraining(
  { name, learnsFrom }: Pick<Method, 'name' | 'learnsFrom'>,
  training: TrainingPart | null,
): TrainingPart {
  const kind = learnsFrom === 'pictures' ? 'pictures' : 'lights';
  if (training === null || training.whitePoints.length === 0) {
    throw new MethodError(`${name}: learns from ${WHAT[kind]} of a train part, got none`);
  }
  if (kind === 'pictures' && training.pictures === null) {
    throw new MethodError(`${name}: learns from pictures of a train part, got lights alone`);
  }
  return training;
}

/** The pictures of a part that has them. Throws MethodError otherwise. */
export function picturesOf({ pictures }: TrainingPart): TrainingPictures {
  if (pictures === null) throw new MethodError('expected pictures to learn from, got lights alone');
  return pictures;
}

/** Runs what learns; the numerical layers' RangeError for too little to learn from becomes a MethodError. Throws that, and whatever else is thrown as it is. */
export async function withTrainingErrors<T>(
  { name }: Pick<Method, 'name'>,
  { whitePoints }: TrainingPart,
  learn: () => Promise<T>,
): Promise<T> {
  try {
    return await learn();
  } catch (error) {
    if ((error as Error).name !== 'RangeError') throw error;
    throw new MethodError(
      `${name}: ${(error as Error).message}, in ${whitePoints.length} pictures. It learns from the train part, which ` +
        'must hold some dozens of pictures under lights that differ.',
    );
  }
}

/** The answer to a picture that says nothing: the mean light of training; without one, neutral. */
export function fallbackLight(training: TrainingPart | null): WhitePoint {
  return meanWhitePoint(training?.whitePoints ?? []) ?? { r: 1, b: 1 };
}
