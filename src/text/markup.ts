/** Text from outside in HTML, SVG and XML, attributes included. */
import { visibleLines } from './visible.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as the content of an element or of a quoted attribute. */
export function escapeMarkup(text: string): string {
  return visibleLines(text).replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

/**
 * Markup that another program wrote around text from outside, without characters that XML cannot hold [XML 1.0, 2.2]
 * or that turn the direction of reading. Escaping what it wrote is that program's part.
 */
export function readableMarkup(markup: string): string {
  return visibleLines(markup);
}
