/** A network as the stages that exports compute, flattened maps seen through. */
import { foldArchitecture, inferShapes, type Model } from '../../model/index.js';
import { aliasesOf } from './aliases.js';
import type { PlannedNetwork } from './integer-plan.js';

/** Throws ArchitectureError for a network that cannot be run. */
export function integerNetwork({ architecture, parameters }: Model): PlannedNetwork {
  const shapes = inferShapes(architecture);
  const { stages, output, expectedError } = foldArchitecture(architecture, parameters, shapes);
  const aliases = aliasesOf(stages);
  const resolve = (id: string) => aliases.get(id) ?? id;
  const kept = [output, ...(expectedError === undefined ? [] : [expectedError])].map(resolve);
  return { stages: stages.filter(({ id }) => !aliases.has(id)), shapes, resolve, kept };
}
