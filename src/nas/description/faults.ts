/** What is wrong with a study file, as people read it: file, line, key, what was expected. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  type LineCounter,
  type Node,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { cutName, describeValue, jsonText } from '../../text/index.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface Fault {
  readonly path: Path;
  readonly message: string;
}

/** Faults one by one; where a value may take several forms, those of the form that it has. */
export function faultsOf(issues: readonly Issue[], value: unknown, at: Path = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...at, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          message: 'expected a key that a study has; docs/nas.md names them',
        }));
      case 'invalid_union': {
        const own = valueAt(value, issue.path);
        // The form of a map, where there is one, comes last.
        const form = typeof own === 'object' && own !== null ? issue.errors.at(-1) : undefined;
        if (form) return faultsOf(form, own, path);
        return [{ path, message: unionMessage(issue, own) }];
      }
      default:
        return [{ path, message: withValue(inOurForm(issue.message), valueAt(value, issue.path)) }];
    }
  });
}

function unionMessage(issue: Issue & { code: 'invalid_union' }, value: unknown): string {
  if (issue.discriminator) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
    return `expected one of ${options.join(', ')}, got ${shown(value)}`;
  }
  const forms = issue.errors.flat().map(({ message }) =>
    inOurForm(message)
      .replace('expected ', '')
      .replace(/, got .*/, ''),
  );
  return `expected ${forms.join(', or ')}; got ${shown(value)}`;
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
  return `${message.replace(/, got .*/, '')}, got ${shown(value)}`;
}

/** A scalar as the file has it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? cutName(jsonText(value)) : describeValue(value);
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

/**
 * The line of what cannot be resolved: the first alias without an anchor before it, or merge of what is no map; where
 * there is none, of the first alias.
 */
export function lineOfReference(document: Document.Parsed, lines: LineCounter): number {
  const suspects: { node: Node; isFault: boolean }[] = [];
  visit(document, {
    Alias: (_, node) => void suspects.push({ node, isFault: !node.resolve(document) }),
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== '<<' || isAlias(value)) return;
      suspects.push({ node: key, isFault: !isMap(value) });
    },
  });
  const [first] = [...suspects.filter(({ isFault }) => isFault), ...suspects];
  return first?.node.range ? lines.linePos(first.node.range[0]).line : 1;
}
