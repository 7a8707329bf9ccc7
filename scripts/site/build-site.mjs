/** Writes the site of the documentation into a folder: pages that can be opened from a disk, with all that they need. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { html } from '../../dist/report/page/markup.js';
import { apiPages } from './api.mjs';
import { commandPages } from './commands.mjs';
import { renderMarkdown } from './markdown.mjs';
import { sections as placedSections } from './navigation.mjs';
import { searchIndex, searchScript } from './search-index.mjs';
import { addressOf, filesBelow, ROOT } from './sources.mjs';
import { sitePage } from './template.mjs';

/** Files that are shown as a page rather than handed to the browser as they are. */
const SHOWN = /\.(mjs|js|ts|py|c|h|yaml|json|jsonl)$|(^|\/)LICENSE$/;
const MOST_SHOWN_BYTES = 200_000;

const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** Where something that a page links to lies: a page of its own, or a copy. */
function placeOf(source) {
  const stat = statSync(join(ROOT, source));
  if (stat.isDirectory()) return { kind: 'folder', address: `${source}/index.html` };
  if (source.endsWith('.md')) return { kind: 'page', address: addressOf(source) };
  if (SHOWN.test(source) && stat.size < MOST_SHOWN_BYTES)
    return { kind: 'text', address: `${source}.html` };
  return { kind: 'copy', address: source };
}

/** What a name in backquotes leads to: a subpath of the package or a command, spelt out. */
function nameFinder(commands, subpaths) {
  return (name) => {
    if (subpaths.has(name)) return subpaths.get(name);
    const words = name.replace(/^(npx )?deepawb /, '').split(/\s+(?=[-<.])/)[0];
    return /^(npx )?deepawb /.test(name) ? commands.get(words) : undefined;
  };
}

const generatedPage = ({ address, title, text }, section) => ({
  address,
  title: section === 'API' ? title.replace(/^deepawb\//, '') : title,
  ...renderMarkdown(text, address, { generated: true }),
  generated: true,
});

/** The first heading of a source, without marks. */
function titleOf(source) {
  if (source === 'README.md') return 'What it is and does';
  if (!existsSync(join(ROOT, source))) return undefined;
  return read(source)
    .match(/^# (.*)$/m)?.[1]
    .replaceAll('`', '');
}

const writtenPage = (source, context) => ({
  address: addressOf(source),
  title: titleOf(source) ?? source,
  source,
  ...renderMarkdown(read(source), source, context),
});

/** A page that shows a file, or what a folder holds. */
function plainPage(source, { kind, address }) {
  const body =
    kind === 'folder'
      ? html`<ul>${filesBelow(source)
          .map((file) => [file, placeOf(file)])
          .map(
            ([file, place]) =>
              html`<li><a href="${place.address.slice(source.length + 1)}">${file}</a></li>`,
          )}</ul>`
      : html`<pre tabindex="0"><code>${read(source)}</code></pre>`;
  const markup = html`<h1>${source}</h1>${body}`.markup;
  return { address, title: source, markup, sections: [] };
}

/** Pages for what is linked to and has none, and the files to copy. Folders bring what they list. */
function linkedFiles(pages) {
  const there = new Set(pages.map(({ address }) => address));
  const plain = [];
  const copied = new Set();
  const waiting = pages.flatMap(({ linked }) => [...(linked ?? [])]);
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    const place = placeOf(source);
    if (place.kind === 'copy') copied.add(source);
    if (place.kind === 'copy' || place.kind === 'page' || there.has(place.address)) continue;
    there.add(place.address);
    plain.push(plainPage(source, place));
    if (place.kind === 'folder') waiting.push(...filesBelow(source));
  }
  return { plain, copied };
}

/** All pages of the site, in their sections. */
async function collectPages() {
  const [commands, api] = await Promise.all([commandPages(), apiPages()]);
  const context = {
    generated: false,
    titleOf,
    addressOf: (source) => placeOf(source).address,
    pageOfName: nameFinder(commands.addresses, api.addresses),
  };
  const made = new Map(
    [...commands.pages, ...api.pages].map((page) => [
      page.address,
      generatedPage(page, page.address.startsWith('api/') ? 'API' : 'Commands'),
    ]),
  );
  const isIndex = (address) => address.endsWith('/index.html');
  return placedSections().map(({ pages, generated, ...section }) => ({
    ...section,
    pages: [
      ...pages.map((page) => made.get(page) ?? writtenPage(page, context)),
      ...[...made.values()].filter(
        ({ address }) => generated && address.startsWith(generated) && !isIndex(address),
      ),
    ],
  }));
}

/** Builds the site into a folder, which is emptied first. Returns its pages. */
export async function buildSite(out) {
  const sections = await collectPages();
  const pages = sections.flatMap((section) => section.pages);
  const { plain, copied } = linkedFiles(pages);
  const { version } = JSON.parse(read('package.json'));
  const write = (address, text) => {
    const file = join(out, address);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  rmSync(out, { recursive: true, force: true });
  for (const page of [...pages, ...plain])
    write(page.address, sitePage(page, { sections, version }));
  for (const source of copied) {
    mkdirSync(dirname(join(out, source)), { recursive: true });
    copyFileSync(join(ROOT, source), join(out, source));
  }
  write('assets/search.js', await searchScript());
  write('assets/search-index.js', searchIndex(pages));
  return [...pages, ...plain];
}
