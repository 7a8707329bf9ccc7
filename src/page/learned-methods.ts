/** Methods that learn from a data set's train part: taught here when the page asks for one, and kept for the next time. */
import { METHODS, MethodError } from '../methods/index.js';
import { type TaughtMethod, teachMethod } from '../methods/node/index.js';
import { RequestError } from '../serve/index.js';

/** Names of all that learn. */
export const LEARNING_METHODS: readonly string[] = [...METHODS.values()]
  .filter(({ learnsFrom }) => learnsFrom !== 'nothing')
  .map(({ name }) => name);

/** Teaches each method once, however often it is asked for. */
export function teacher(
  dir: string,
  signal: AbortSignal,
): (name: string) => Promise<TaughtMethod | null> {
  const taught = new Map<string, Promise<TaughtMethod>>();
  return async (name) => {
    const method = METHODS.get(name);
    if (!method || method.learnsFrom === 'nothing') return null;
    const learning = taught.get(name) ?? teachMethod(method, dir, { signal });
    taught.set(name, learning);
    try {
      return await learning;
    } catch (error) {
      // What is wrong with the data may be mended by the next time.
      taught.delete(name);
      if (!(error instanceof MethodError) && (error as Error).name !== 'DatasetError') throw error;
      throw new RequestError(422, (error as Error).message);
    }
  };
}
