/** The index of the search, and the script that asks it, as files that a page opened from a disk can load. */
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { build } from 'vite';
import { INDEX_OPTIONS } from './client/search-options.mjs';

/** Of generated pages only names and first words: they are many, and their text repeats itself. */
const MOST_WORDS_GENERATED = 40;

/** A script that hands the index over. Every section of a page is an entry. */
export function searchIndex(pages) {
  const index = new MiniSearch(INDEX_OPTIONS);
  let id = 0;
  for (const { address, title, sections, generated } of pages) {
    for (const { anchor, heading, text, level } of sections) {
      if (!heading && !text.trim()) continue;
      // Parts of one name ("Parameters", "Returns") lead nowhere that the name does not.
      if (generated && level > 3) continue;
      const words = text.split(/\s+/);
      index.add({
        id: id++,
        url: anchor ? `${address}#${anchor}` : address,
        title,
        heading: heading === title ? '' : heading,
        text: (generated ? words.slice(0, MOST_WORDS_GENERATED) : words).join(' '),
      });
    }
  }
  return `deepawbSearchIndex(${JSON.stringify(index)});\n`;
}

/** The script of the search, in one piece. */
export async function searchScript() {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rollupOptions: {
        input: join(import.meta.dirname, 'client/search.js'),
        output: { format: 'iife' },
      },
      modulePreload: false,
    },
  });
  return output[0].code;
}
