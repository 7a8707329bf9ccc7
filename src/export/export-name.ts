/** The name of files and functions. */
import type { Model } from '../model/index.js';
import { identifierFrom } from '../text/index.js';

/**
 * A wanted name, or the model's own made to fit. Throws RangeError for a wanted one that is not made of letters, digits and
 * underscores; `caller` starts the message.
 */
export function exportName(caller: string, { metadata }: Model, wanted?: string): string {
  const name = wanted ?? (identifierFrom(metadata.name) || 'model');
  if (!/^[A-Za-z0-9_]+$/.test(name)) {
    throw new RangeError(`${caller}: expected a name of letters, digits and _, got '${name}'`);
  }
  return name;
}
