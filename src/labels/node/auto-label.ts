/** Labels that need no person: charts that were found and can be believed. */
import type { DatasetProblem } from '../../dataset/index.js';
import { DatasetError } from '../../dataset/index.js';
import type { LabelLine } from '../index.js';
import { readOwnFolder } from './folder.js';
import { type DoubtfulLabel, doubtfulLabels } from './folder-doubts.js';
import { appendLabels, deriveDataset } from './keep-labels.js';
import { chartLine } from './label-lines.js';
import { measureCorners } from './measure-shot.js';
import { openShot } from './open-shot.js';

export interface AutoOptions {
  readonly dir: string;
  readonly minConfidence: number;
  readonly by: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onLabel: (label: LabelLine) => void;
  readonly onProgress: (done: number, total: number) => void;
}

export interface AutoLabelled {
  readonly labels: readonly LabelLine[];
  /** Charts that were not believed, with a reason each. */
  readonly doubted: ReadonlyMap<string, string>;
  /** Labels of the whole folder to look at again, whoever made them, the most doubtful first. */
  readonly doubtful: readonly DoubtfulLabel[];
  /** Open pictures without a chart. */
  readonly without: readonly string[];
  readonly problems: readonly DatasetProblem[];
}

/** A label from fewer greys, or greys farther apart than this, wants a person, degrees. */
const MOST_SPREAD = 3;

/** Labels what has no label by a person or a chart yet; weak labels are replaced. Rejects as deriveDataset does. */
export async function autoLabel(options: AutoOptions): Promise<AutoLabelled> {
  const { dir, minConfidence, signal } = options;
  const folder = readOwnFolder(dir);
  const open = folder.shots.filter(({ image }) => {
    const last = folder.book.last.get(image);
    return last === undefined || last.how === 'as-shot';
  });
  const labels: LabelLine[] = [];
  const doubted = new Map<string, string>();
  const problems: DatasetProblem[] = [...folder.problems];
  for (const [i, record] of open.entries()) {
    signal.throwIfAborted();
    const { chart, image } = record;
    if (chart !== null && chart.confidence < minConfidence) {
      doubted.set(image, `confidence ${chart.confidence.toPrecision(4)} is below ${minConfidence}`);
    } else if (chart !== null) {
      try {
        const at = { record, shot: openShot(record), tuning: folder.tuning };
        const measured = measureCorners(at, chart.corners);
        const spread = measured?.slope?.spreadDegrees ?? 0;
        const reason =
          measured === null
            ? 'the chart reaches out of the picture'
            : (measured.refusal ??
              (spread > MOST_SPREAD ? `its greys are ${spread.toFixed(1)}° apart` : null));
        if (reason !== null || measured === null) doubted.set(image, reason ?? '');
        else {
          const line = chartLine(record, measured, options, chart.confidence);
          appendLabels(dir, [line]);
          labels.push(line);
          options.onLabel(line);
        }
      } catch (error) {
        if (!(error instanceof DatasetError)) throw error;
        problems.push(...error.problems);
      }
    }
    options.onProgress(i + 1, open.length);
    // Gives Ctrl-C a turn between pictures.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await deriveDataset(dir);
  const without = open.flatMap(({ image, chart }) => (chart === null ? [image] : []));
  const doubtful = doubtfulLabels(readOwnFolder(dir));
  return { labels, doubted, doubtful, without, problems };
}
