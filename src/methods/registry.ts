/** The methods that have a name. A new one is a line here. */

import { BadInput } from '../errors/index.js';
import { withSuggestion } from '../text/index.js';
import { asShotMethod, cameraMethod } from './as-shot.js';
import { BAYESIAN_METHODS } from './bayesian.js';
import { correctedMomentsMethod } from './corrected-moments.js';
import type { Method } from './method.js';
import { STATISTICAL_METHODS } from './statistical.js';

/** In the order of tables. */
const REGISTERED: readonly Method[] = [
  ...STATISTICAL_METHODS,
  correctedMomentsMethod,
  ...BAYESIAN_METHODS,
  asShotMethod,
  cameraMethod,
];

/** Every registered method by its name. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  REGISTERED.map((method) => [method.name, method]),
);

/** Names that stand for several: `all` is every method that needs nothing that only some data sets record. */
export const METHOD_GROUPS: Readonly<Record<'all' | 'statistical' | 'bayes', readonly Method[]>> = {
  all: REGISTERED.filter(({ family }) => family !== 'camera'),
  statistical: REGISTERED.filter(({ family }) => family === 'statistical'),
  bayes: REGISTERED.filter(({ family }) => family === 'bayes'),
};

/** A name that is none; the message has the nearest one and all there are. */
export class UnknownMethodError extends BadInput {
  override readonly name = 'UnknownMethodError';
}

/**
 * The methods that names of methods or groups stand for, in their order, each once.
 * Throws UnknownMethodError for a name that is neither.
 */
export function chooseMethods(names: readonly string[]): Method[] {
  return [...new Set(names.flatMap((name) => methodsNamed(name)))];
}

function methodsNamed(name: string): readonly Method[] {
  const method = METHODS.get(name);
  if (method !== undefined) return [method];
  if (Object.hasOwn(METHOD_GROUPS, name)) return METHOD_GROUPS[name as keyof typeof METHOD_GROUPS];
  const known = [...Object.keys(METHOD_GROUPS), ...METHODS.keys()];
  throw new UnknownMethodError(
    withSuggestion(`expected some of ${known.join(', ')}, got ${name || 'nothing'}`, name, known),
  );
}
