/** Where a benchmark as it was run is not the published protocol, in sentences. */
import type { ThumbnailSize } from '../raw/index.js';
import type { BenchmarkAnswers } from './ask-methods.js';
import type { BenchmarkRun } from './benchmark-runs.js';
import type { Protocol } from './protocols/index.js';
import { heldBack } from './summarise.js';

const IS_ABOUT_FOLDS = /deals? at random|dealt at random/;

/** What was run, beside what the protocol prescribes; in the order of their weight. */
export function findDifferences(
  { differences, pictures, runs: prescribed, dealing }: Protocol,
  {
    runs,
    thumbnails: { widthPx, heightPx },
    answers,
  }: {
    readonly runs: readonly BenchmarkRun[];
    readonly thumbnails: ThumbnailSize;
    readonly answers: readonly BenchmarkAnswers[];
  },
): string[] {
  const judged = heldBack(runs).length;
  const areRandom = runs.some(({ atRandom }) => atRandom);
  return [
    ...(pictures === null || judged === pictures
      ? []
      : [`${judged} pictures are judged, not the ${pictures} of the published protocol.`]),
    ...(prescribed === undefined || runs.length === prescribed
      ? []
      : [`There are ${runs.length} cameras, not the ${prescribed} of the published protocol.`]),
    `Classical methods see pictures averaged to ${widthPx}x${heightPx}, networks at the size of their input; published methods read them at sizes of their own.`,
    ...(answers.some(({ kind }) => kind === 'network') && dealing.kind !== 'split'
      ? [
          'Networks of --model learn nothing here and are judged on all pictures, also on those that they may have been trained on.',
        ]
      : []),
    ...differences.filter((sentence) => areRandom || !IS_ABOUT_FOLDS.test(sentence)),
  ];
}
