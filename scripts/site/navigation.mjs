/** What stands where on the site: sections of pages, named by their sources. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, ROOT } from './sources.mjs';

const doc = (name) => `docs/${name}.md`;

/** Sections in the order of the navigation. `folded` ones list their pages only where the reader is in them. */
const PLACED = [
  { title: 'Start', pages: ['README.md'] },
  {
    title: 'Tutorials',
    pages: [
      doc('own-pictures'),
      doc('few-pictures'),
      doc('unlabelled'),
      doc('raspberry-pi'),
      'examples/raspberry-pi/README.md',
    ],
  },
  {
    title: 'Guide',
    pages: [
      ...['data-sets', 'dng', 'synthetic-data', 'cameras', 'infer', 'exposure', 'filter'].map(doc),
      ...[
        'published-data',
        'export',
        'wasm',
        'measure',
        'import',
        'tuning-files',
        'studies',
        'nas',
      ].map(doc),
    ],
    takesTheRest: true,
  },
  {
    title: 'Reference',
    pages: ['commands/index.html', 'api/index.html'].concat(
      ['configuration', 'model-file', 'search', 'settings', 'glossary'].map(doc),
    ),
  },
  { title: 'Commands', folded: true, pages: [], generated: 'commands/' },
  { title: 'API', folded: true, pages: [], generated: 'api/' },
  { title: 'Figures', pages: [doc('benchmarks'), doc('reference')] },
  { title: 'Models and studies', folded: true, pages: [], below: ['models', 'studies'] },
  {
    title: 'Project',
    pages: ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  },
  { title: 'Decisions', folded: true, pages: [], below: ['docs/adr'] },
];

const markdownBelow = (folders) =>
  folders.flatMap((folder) => filesBelow(folder).filter((path) => path.endsWith('.md')));

/** Sections with the sources of their pages. A page of docs/ that no section names is part of the guide: none can be missing. */
export function sections() {
  const named = new Set(PLACED.flatMap(({ pages }) => pages));
  const rest = readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && !named.has(`docs/${name}`))
    .map((name) => `docs/${name}`);
  return PLACED.map(({ pages, takesTheRest, below = [], ...section }) => ({
    ...section,
    pages: [...pages, ...(takesTheRest ? rest : []), ...markdownBelow(below)],
  }));
}
