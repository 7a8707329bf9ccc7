/** What is wrong with a study file, as people read it: file, line, key, what was expected. */
import { type Document, isMap, isNode, type LineCounter, type Node } from 'yaml';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** Said of a key that the schema has not. */
export const UNKNOWN_KEY = 'expected a key that a study has; docs/nas.md names them';

/** Faults one by one; where a value may take several forms, those of the form that it has. */
export function faultsOf(issues: readonly Issue[], value: unknown, at: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...at, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          message: UNKNOWN_KEY,
        }));
      case 'invalid_union': {
        const own = valueAt(value, issue.path);
        // The form of a map, where there is one, comes last.
        const form = typeof own === 'object' && own !== null ? issue.errors.at(-1) : undefined;
        if (form) return faultsOf(form, own, path);
        return [{ path, message: unionMessage(issue, own) }];
      }
      case 'custom':
        // A check of our own says all that may be said of the value: it may be a secret.
        return [{ path, message: issue.message }];
      default:
        return [{ path, message: withValue(inOurForm(issue.message), valueAt(value, issue.path)) }];
    }
  });
}

const LONGEST_SHOWN = 60;

/** A value that was found, in few words: it may be of any depth and length. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'keys and values';
  const text = typeof value === 'string' ? `'${value}'` : String(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}...`;
}

/** As YAML and JSON have it. */
function shownJson(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, LONGEST_SHOWN)) : shown(value);
}

function unionMessage(issue: Issue & { code: 'invalid_union' }, value: unknown): string {
  if (issue.discriminator) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
    return `expected one of ${options.join(', ')}, got ${shownJson(value)}`;
  }
  const forms = issue.errors.flat().map(({ message }) =>
    inOurForm(message)
      .replace('expected ', '')
      .replace(/, got .*/, ''),
  );
  return `expected ${forms.join(', or ')}; got ${shownJson(value)}`;
}

function inOurForm(message: string): string {
  return message
    .replace(/^[^:]*: expected/, 'expected')
    .replace(/^Invalid option: /, '')
    .replaceAll('"|"', '", "')
    .replace('expected object', 'expected keys and values')
    .replace(', received undefined', ', got nothing')
    .replace(', received ', ', got ');
}

/** Says what stands there instead: the type alone rarely helps. */
function withValue(message: string, value: unknown): string {
  if (value === undefined || typeof value === 'object') return message;
  return `${message.replace(/, got .*/, '')}, got ${shownJson(value)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined,
    value,
  );
}

/** The line of the key at a path, or of what is nearest to it. */
export function lineOf(document: Document.Parsed, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = keyNode(document, path.slice(0, depth));
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function keyNode(document: Document.Parsed, path: Path): Node | undefined {
  const key = path.at(-1);
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isNode(item.key) && item.key.toString() === key);
    return isNode(pair?.key) ? pair.key : undefined;
  }
  const node = document.getIn([...path], true);
  return isNode(node) ? node : undefined;
}
