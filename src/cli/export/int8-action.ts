/** `export --report`: both networks on the same pictures. */
import { levelsUnlessStated } from '../../dataset/index.js';
import { withInt8Weights } from '../../export/index.js';
import { runnable } from '../../infer/node/index.js';
import type { EvaluationJob } from '../../methods/node/index.js';
import type { Model } from '../../model/index.js';
import { type Int8Report, int8Report } from '../../report/index.js';
import type { CommandContext } from '../command-context.js';
import { runEvaluation } from '../eval/run-evaluation.js';

/** Rejects with what runEvaluation does. */
export async function reportInt8(
  model: Model,
  options: Omit<EvaluationJob, 'models' | 'baselines' | 'size'> & { readonly seed: number },
  context: CommandContext,
): Promise<Int8Report> {
  const models = [];
  for (const one of [model, withInt8Weights(model)]) {
    models.push(await runnable(one.metadata.name, one));
  }
  const levels = levelsUnlessStated(options.data, options, model.metadata);
  const size = model.architecture.input;
  const job = { ...options, ...levels, models, baselines: [], size };
  return int8Report(await runEvaluation(job, context), options);
}
