/** HTML by template: what is put in is escaped unless it is markup itself, so that forgetting it is impossible. */
import { escapeMarkup } from '../../text/index.js';

/** Text that is known to be markup. */
export interface Markup {
  readonly markup: string;
}

type Insertion = string | number | Markup | readonly Markup[];

/** Declares a text to be markup, e.g. a chart drawn by ourselves. Never for text from outside. */
export function trusted(markup: string): Markup {
  return { markup };
}

function insert(value: Insertion): string {
  if (typeof value === 'string') return escapeMarkup(value);
  if (typeof value === 'number') return String(value);
  if ('markup' in value) return value.markup;
  return value.map((v) => v.markup).join('');
}

/** Template tag: html`<p>${text}</p>` escapes text and numbers, and takes markup and lists of markup as they are. */
export function html(parts: TemplateStringsArray, ...values: Insertion[]): Markup {
  let markup = parts[0];
  for (const [i, value] of values.entries()) markup += insert(value) + parts[i + 1];
  return { markup };
}

export const NOTHING: Markup = { markup: '' };
