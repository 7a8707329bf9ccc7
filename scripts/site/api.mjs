/** The API of every subpath of the package, by TypeDoc from the declarations that ship: one page each, as Markdown. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { ROOT } from './sources.mjs';

/** Subpaths with types, as `{ subpath: 'raw/node', file }`; one file under two names counts once, under the first. */
export function subpaths() {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const seen = new Set();
  // The root last: what it takes from other subpaths is described there.
  const all = Object.entries(exports).flatMap(([name, { types }]) => {
    if (!types || seen.has(types)) return [];
    seen.add(types);
    return [{ subpath: name === '.' ? '' : name.slice(2), file: types.replace('./', '') }];
  });
  return all.sort((a, b) => Number(a.subpath === '') - Number(b.subpath === ''));
}

const moduleOf = (file) => file.replace(/^dist\/(.*)\/index\.d\.ts$/, '$1');

async function writeMarkdown(entryPoints, out) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints,
    out,
    tsconfig: join(ROOT, 'scripts/site/tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    skipErrorChecking: true,
    readme: 'none',
    logLevel: 'Error',
    // What a page of the site has already, or does not want.
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    outputFileStrategy: 'modules',
    useHTMLAnchors: true,
    ...Object.fromEntries(
      ['parameters', 'interfaceProperties', 'classProperties', 'typeDeclaration'].map((part) => [
        `${part}Format`,
        'table',
      ]),
    ),
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the declarations; build first');
  await app.generateOutputs(project);
}

/** A page for each subpath, and one that lists them with the first sentence of ARCHITECTURE's table. */
export async function apiPages() {
  const entries = subpaths();
  const folder = mkdtempSync(join(tmpdir(), 'deepawb-api-'));
  try {
    await writeMarkdown(
      entries.map(({ file }) => join(ROOT, file)),
      folder,
    );
    const pages = entries.map(({ subpath, file }) => {
      const title = subpath ? `deepawb/${subpath}` : 'deepawb';
      const text = readFileSync(join(folder, `${moduleOf(file)}.md`), 'utf8');
      return {
        address: `api/${moduleOf(file)}.html`,
        title,
        // What TypeDoc calls an object that is taken apart where it is declared.
        text: text.replace(/^# .*$/m, `# ${title}`).replaceAll('__namedParameters', 'options'),
      };
    });
    return { pages: [indexOf(pages), ...pages], addresses: addressesOf(entries) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const addressesOf = (entries) =>
  new Map(
    entries.map(({ subpath, file }) => [
      subpath ? `deepawb/${subpath}` : '',
      `api/${moduleOf(file)}.html`,
    ]),
  );

/** Words of ARCHITECTURE's table on a layer. */
function purposes() {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  return new Map(
    [...text.matchAll(/^\| `([\w/]+)` \| (.*?) \|/gm)].map(([, layer, what]) => [layer, what]),
  );
}

function indexOf(pages) {
  const what = purposes();
  const lines = pages.map(({ address, title }) => {
    const layer = address.replace(/^api\/|\.html$/g, '');
    return `| [\`${title}\`](${address.replace('api/', '')}) | ${what.get(layer) ?? ''} |`;
  });
  const text = `# API\n\nWhat each subpath of the package exports, out of the declarations that ship with it.\n\n| subpath | what |\n|---|---|\n${lines.join('\n')}\n`;
  return { address: 'api/index.html', title: 'API', text };
}
