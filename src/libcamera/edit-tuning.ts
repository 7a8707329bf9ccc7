/**
 * Edits of a tuning file's own text: comments, order and the digits of numbers stay as they were written, but for what is
 * edited.
 */
import { isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { TuningFileError } from '../classical/index.js';

/** A part of the text, and what stands there instead. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** An algorithm: its name, and where it stands. */
export interface Entry {
  readonly name: string;
  readonly pair: Pair;
  readonly settings: YAMLMap;
}

/** The list of algorithms. Throws TuningFileError for a file without (layout 1). */
export function algorithmEntries(text: string): { items: YAMLMap[]; entries: Entry[] } {
  const document = parseDocument(text, { schema: 'failsafe', version: '1.1', uniqueKeys: false });
  const root: unknown = document.contents;
  const list: unknown = isMap(root) ? root.get('algorithms', true) : undefined;
  if (!isSeq(list)) throw new TuningFileError('algorithms', 'a list (version 2)', undefined);
  const items = list.items.filter((item): item is YAMLMap => isMap(item));
  const entries = items.flatMap((item) =>
    item.items.flatMap((pair) =>
      isScalar(pair.key) && isMap(pair.value)
        ? [{ name: String(pair.key.value), pair, settings: pair.value }]
        : [],
    ),
  );
  return { items, entries };
}

/** Where a node in braces stands in the text. Throws TuningFileError for one without. */
export function spanOf(node: YAMLMap): { from: number; to: number } {
  if (node.range && node.flow) return { from: node.range[0], to: node.range[1] };
  throw new TuningFileError(
    'tuning file',
    'objects in braces, as in stock files',
    'YAML by indents',
  );
}

/** An algorithm switched on or off. */
export function switched(awb: YAMLMap, on: boolean): Edit {
  const { from } = spanOf(awb);
  const known = awb.items.find(({ key }) => isScalar(key) && key.value === 'enabled')?.value;
  if (isScalar(known) && known.range) {
    return { from: known.range[0], to: known.range[1], text: String(on) };
  }
  const comma = awb.items.length > 0 ? ',' : '';
  return { from: from + 1, to: from + 1, text: `\n                "enabled": ${on}${comma}` };
}

/** The text with all edits made; they must not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((so, { from, to, text: part }) => so.slice(0, from) + part + so.slice(to), text);
}
