/** What `deepawb eval` does. */
import { tryOutputFile } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { judgeFrames, judgeMethods } from '../../methods/index.js';
import { askedCamera, askedGroups, askedMethods, judgingCurve } from '../../methods/node/index.js';
import {
  evaluationFacts,
  evaluationJson,
  evaluationTables,
  writeEvaluation,
} from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import type { EvalCommandOptions } from './eval.js';
import { runEvaluation } from './run-evaluation.js';

/** Throws UsageError for columns that no picture has, and runEvaluation's errors. */
export async function evaluate(
  options: EvalCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const { seed, perPicture = false, sort } = options;
  const methods = await askedMethods(options, terminal.warn);
  const groupBy = askedGroups(options.groupBy, options);
  for (const file of [options.csv, options.report]) if (file) tryOutputFile(file, terminal.note);
  const camera = await askedCamera(options, methods.models);
  const cameras = camera?.runs.map(({ method }) => method) ?? [];
  const sensors = camera?.sensor === undefined ? {} : { sensors: [camera.sensor] };
  const result = await runEvaluation({ ...options, ...methods, cameras, ...sensors }, context);
  const curve = judgingCurve(result, options.byCurve, terminal.warn);
  const judging = { seed, ...(groupBy ? { groupBy } : {}), ...(curve ? { curve } : {}) };
  const judged = judgeMethods(result.methods, result.entries, judging);
  const frames =
    options.frames === undefined
      ? undefined
      : camera?.runs.flatMap((run) => judgeFrames(run, result.entries, seed));
  const facts = evaluationFacts(options, packageVersion());
  // Before the files: whatever becomes of them, the figures are there.
  if (options.json) {
    const json = evaluationJson(result, judged, facts, { perPicture });
    terminal.printJson(frames === undefined ? json : { ...json, frames });
  } else {
    const { bold, dim } = terminal.colours;
    const columns = terminal.isTTY ? terminal.columns : null;
    terminal.print(evaluationTables(judged, frames, { sort, columns, style: { bold, dim } }));
  }
  await writeEvaluation(options, result, judged, facts, (file) =>
    terminal.note(`Written: ${file}`),
  );
}
