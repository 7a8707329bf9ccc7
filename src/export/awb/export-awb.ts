/** A model file from a model: its weights as they are or rounded, its metadata with the errors of just these weights. */
import { checkParameters, encodeModel, type Model, type ModelErrors } from '../../model/index.js';
import { exportName } from '../export-name.js';
import type { Exported, ExportSettings } from '../formats/exporter.js';
import { withInt8Weights } from '../int8-model.js';

/** Throws ArchitectureError for parameters that do not fit the network, and RangeError for a name that does not fit. */
export function exportAwb(
  model: Model,
  { name, weights, errors = [] }: Pick<ExportSettings, 'name' | 'weights' | 'errors'>,
): Exported {
  checkParameters(model.architecture, model.parameters);
  const chosen = exportName('exportAwb', model, name);
  const rounded = weights === 'int8' ? withInt8Weights(model) : model;
  const { errors: before = [], ...metadata } = model.metadata;
  // What the file said before was said of other weights, where these are rounded.
  const stated = weights === 'int8' ? errors : joinErrors(before, errors);
  const content = encodeModel({
    ...rounded,
    metadata: {
      ...metadata,
      ...(name === undefined ? {} : { name }),
      ...(stated.length === 0 ? {} : { errors: stated }),
    },
  });
  return { name: chosen, files: [{ name: `${chosen}.awb`, content }] };
}

/** What the file said before, but for what was measured anew. */
function joinErrors(
  before: readonly ModelErrors[],
  anew: readonly ModelErrors[],
): readonly ModelErrors[] {
  const isAnew = ({ hash, part }: ModelErrors) =>
    anew.some((errors) => errors.hash === hash && errors.part === part);
  return [...before.filter((errors) => !isAnew(errors)), ...anew];
}
