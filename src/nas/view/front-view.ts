/** A study for a page of its own. */
import { studyHypervolume } from '../study/study-front.js';
import type { StudyState } from '../study/study-state.js';
import { chartedStudy, type StudyCharts } from './charted-study.js';
import { type StudyCourse, studyCourse } from './study-course.js';
import {
  countTrials,
  describeChoice,
  describeCounts,
  describeThresholds,
  frontColumns,
} from './study-view.js';

export interface FrontView {
  readonly study: StudyCharts;
  /** Sentences before charts and table: where the study stands, its thresholds, the network to take. */
  readonly intro: readonly [counts: string, thresholds: string, choice: string];
  /** How the search went: hypervolume, learning curves, what matters. */
  readonly course: StudyCourse;
  readonly headings: readonly string[];
  /** Of the front and what else could be taken, by rising error; the choices in which they differ stand last. */
  readonly rows: readonly (readonly string[])[];
  /** Choices that all of them share. */
  readonly shared: string;
  readonly notes: readonly string[];
}

export function frontView(state: StudyState): FrontView {
  const { description, device } = state.created;
  const thresholds = `Thresholds: ${describeThresholds(description)}, on ${device}.`;
  return {
    study: chartedStudy(state),
    intro: [describeCounts(countTrials(state)), thresholds, describeChoice(state)],
    ...frontColumns(state),
    course: studyCourse(state),
    notes: [
      'Errors are those of pictures of the training part that were held back; the test part took no part in the search.',
      `Hypervolume below the thresholds, as a share of their product: ${studyHypervolume(state).toFixed(4)}.`,
    ],
  };
}
