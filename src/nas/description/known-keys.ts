/** The keys that a study may have at a place, to tell which one was meant. */
import { withSuggestion } from '../../text/index.js';
import { type Fault, UNKNOWN_KEY } from './faults.js';

/** What is walked of a schema: objects, and what makes them optional or gives them a default. */
interface Form {
  readonly shape?: Readonly<Record<string, Form>>;
  readonly def?: { readonly innerType?: Form };
}

/** The fault; of a key that is not known, with the nearest of those that the schema has there. */
export function suggestKey({ path, message }: Fault, schema: object): Fault {
  if (message !== UNKNOWN_KEY) return { path, message };
  const known = keysAt(schema, path.slice(0, -1));
  return { path, message: withSuggestion(message, String(path.at(-1)), known) };
}

function keysAt(schema: Form, path: Fault['path']): string[] {
  let form: Form | undefined = inner(schema);
  for (const key of path) form = inner(form?.shape?.[String(key)]);
  return Object.keys(form?.shape ?? {});
}

function inner(form: Form | undefined): Form | undefined {
  let at = form;
  while (at?.def?.innerType) at = at.def.innerType;
  return at;
}
