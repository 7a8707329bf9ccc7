/** The repository as the site sees it: its files, and where each comes to lie on the site. */
import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** Files below a folder of the repository, as paths from its root, sorted. */
export function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => statSync(join(ROOT, path)).isFile())
    .sort();
}

/** Where the page of a source lies on the site: folders stay, a README is its folder's page. */
export function addressOf(source) {
  if (!source.endsWith('.md')) return source;
  return source.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}

/** A link from one page to another. */
export function linkBetween(from, to) {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}
