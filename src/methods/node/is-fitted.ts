/** Tells methods with a fit from those without. */
import type { FittedMethod, Method } from '../index.js';

export function isFitted(method: Method): method is FittedMethod<unknown> {
  return 'fit' in method && 'isFit' in method;
}
