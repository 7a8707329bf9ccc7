/** What `deepawb benchmark reference` does. */

import { type LoadedModel, loadModel, runnable } from '../../infer/node/index.js';
import { chooseMethods, judgeMethods } from '../../methods/index.js';
import {
  formatGrid,
  formatReferenceBenchmark,
  REFERENCE_PUBLISHED,
  referenceRows,
} from '../../report/index.js';
import { importWeights } from '../../weights/node/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import type { ReferenceBenchmarkOptions } from './benchmark.js';

/** The reference's zones, 18x12, are whole numbers of cells of these. */
const SIZE = { widthPx: 162, heightPx: 108 };
const BAYES = 'bayes-reference';

/** Throws what eval throws, and InputError for weights that are none of the reference's. */
export async function benchmarkReference(
  options: ReferenceBenchmarkOptions,
  context: CommandContext,
): Promise<void> {
  const own = await loadModel(options.model);
  const reference = options.weights === undefined ? null : await loadReference(options.weights);
  const job = {
    ...options,
    part: 'test' as const,
    models: reference ? [reference, own] : [own],
    baselines: chooseMethods([BAYES, 'bayes-tuned']),
    size: SIZE,
  };
  const { methods, entries, prepared } = await runEvaluation(job, context);
  const grid = prepared.find(({ name }) => name === BAYES)?.alongR?.tried ?? [];
  const judged = judgeMethods(methods, entries, { seed: options.seed });
  const [first, second] = judged;
  const of = (name: string) => judged.find((method) => method.name === name) ?? null;
  const rows = referenceRows({
    referenceNetwork: reference ? first! : null,
    referenceBayes: of(BAYES),
    network: (reference ? second : first) ?? null,
    bayes: of('bayes-tuned'),
  });
  const { terminal } = context;
  if (options.json) {
    terminal.printJson({
      data: options.data,
      pictures: entries.length,
      rows,
      grid,
      published: REFERENCE_PUBLISHED,
    });
    return;
  }
  terminal.print(formatReferenceBenchmark(rows, entries.length, terminal.colours));
  terminal.print(`\nGrid search of ${BAYES} (published: ${REFERENCE_PUBLISHED.grid.sum} at best):`);
  terminal.print(formatGrid(grid, terminal.colours));
}

async function loadReference(file: string): Promise<LoadedModel> {
  const { model } = importWeights(file, { name: "reference's network" });
  return runnable(file, model);
}
