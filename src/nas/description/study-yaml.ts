/** The text of a study file as a document and its value: no anchor that comes apart, no alias that grows without bound. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  type LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { StudyError } from './study-error.js';

/** A study has some kilobytes. */
const MOST_CHARACTERS = 1e6;

/** Throws StudyError for what is no YAML, or grows without bound through its aliases. */
export function readYaml(
  text: string,
  file: string,
  lines: LineCounter,
): { document: Document.Parsed; value: unknown } {
  if (text.length > MOST_CHARACTERS) {
    throw new StudyError(
      `${file}: expected a study of at most ${MOST_CHARACTERS} characters, got ${text.length}`,
    );
  }
  let document: Document.Parsed | undefined;
  try {
    document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' });
    const [fault] = document.errors;
    if (!fault) return { document, value: document.toJS({ maxAliasCount: 100 }) };
    throw new StudyError(
      `${file}:${lines.linePos(fault.pos[0]).line}: expected YAML: ${fault.message.split('\n')[0]}`,
    );
  } catch (error) {
    if (error instanceof StudyError) throw error;
    const line = document ? lineOfReference(document, lines) : 1;
    throw new StudyError(`${file}:${line}: expected YAML: ${(error as Error).message}`);
  }
}

/**
 * The line of what cannot be resolved: the first alias without an anchor before it, or merge of what is no map; where
 * there is none, of the first alias.
 */
function lineOfReference(document: Document.Parsed, lines: LineCounter): number {
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
