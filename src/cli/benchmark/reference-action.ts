/** What `deepawb benchmark reference` does. */
import { runReference } from '../../benchmark/index.js';
import { describeReference, REFERENCE_PUBLISHED, referenceRows } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';
import type { ReferenceBenchmarkOptions } from './benchmark.js';

/** Throws runReference's errors. */
export async function benchmarkReference(
  options: ReferenceBenchmarkOptions,
  context: CommandContext,
): Promise<void> {
  const run = await runReference(options, (job) => runEvaluation(job, context));
  const { pictures, grid } = run;
  const rows = referenceRows(run);
  const { terminal } = context;
  if (!options.json) return terminal.print(describeReference(rows, run, terminal.colours));
  const { data } = options;
  terminal.printJson({ data, pictures, rows, grid, published: REFERENCE_PUBLISHED });
}
