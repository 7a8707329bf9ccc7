/** The text of a study file as a document and its value: no anchor that comes apart, no alias that grows without bound. */
import { type Document, type LineCounter, parseDocument, visit } from 'yaml';
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
    const line = document ? aliasLine(document, lines) : 1;
    throw new StudyError(`${file}:${line}: expected YAML: ${(error as Error).message}`);
  }
}

/** What parses and yet makes no value is at fault for an alias. */
function aliasLine(document: Document.Parsed, lines: LineCounter): number {
  let line = 1;
  visit(document, {
    Alias(_key, alias) {
      if (alias.range) line = lines.linePos(alias.range[0]).line;
      return visit.BREAK;
    },
  });
  return line;
}
