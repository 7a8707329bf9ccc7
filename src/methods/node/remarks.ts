/** What must be said of an evaluation beside its figures. */
import type { EstimatedPictures } from './estimate-dataset.js';
import { describeContradiction } from './level-choice.js';

/** Methods that had seen the pictures before, and networks that were trained at other levels: a sentence each. */
export function remarksOn({
  judgedOnTraining,
  contradictions,
}: Pick<EstimatedPictures, 'judgedOnTraining' | 'contradictions'>): string[] {
  return [
    ...judgedOnTraining.map(
      (name) =>
        `${name} has learned from these very pictures: its errors here say nothing about new ones.`,
    ),
    ...contradictions.map((one) => `${describeContradiction(one)}.`),
  ];
}
