/** Methods on a part of a data set, with progress and notices on the terminal. */
import type {
  EstimatedPictures,
  EvaluationJob,
  EvaluationProgress,
} from '../../methods/node/index.js';
import type { CommandContext } from '../command-context.js';
import { announceSkipped } from '../options/dataset-options.js';

/** Throws DatasetError, MethodError for a method that cannot learn or answer, and what `onPictures` throws at the ids. */
export async function runEvaluation(
  job: EvaluationJob,
  context: CommandContext,
  onPictures: (ids: readonly string[]) => void = () => {},
): Promise<EstimatedPictures> {
  const { terminal, signal } = context;
  const { askEvaluation, estimateDataset, remarksOn } = await import('../../methods/node/index.js');
  try {
    const asked = askEvaluation(
      job,
      (sentence) => terminal.note(sentence),
      (sentence) => terminal.warn(sentence),
    );
    const result = await estimateDataset(asked, {
      signal,
      onPictures,
      onProgress: showProgress(context),
      onNotice: (text: string) => terminal.warn(text),
    });
    terminal.close();
    await announceSkipped(result.skipped, context);
    for (const remark of remarksOn(result)) terminal.warn(remark);
    return result;
  } finally {
    terminal.close();
  }
}

const LABELS = { reading: 'Reading', decoding: 'Decoding', learning: 'Tuning' } as const;

/** One display after the other, each for what is being done. */
function showProgress({ terminal }: CommandContext): (progress: EvaluationProgress) => void {
  const show = terminal.stages();
  return (progress) => {
    const { stage, done, total } = progress;
    if (stage === 'estimating') show('Estimating', done, { total, detail: progress.method });
    else {
      const what = 'part' in progress ? progress.part : progress.method;
      show(`${LABELS[stage]} ${what}`, done, { total });
    }
  };
}
