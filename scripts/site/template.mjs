/** What surrounds the content of every page of the site, in the shell of all our pages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html, NOTHING, trusted } from '../../dist/report/page/markup.js';
import { documentText } from '../../dist/report/page/shell.js';
import { linkBetween } from './sources.mjs';

const STYLE = readFileSync(join(import.meta.dirname, 'site.css'), 'utf8');

function navigation(sections, address) {
  const link = (page) => {
    const href = linkBetween(address, page.address);
    return page.address === address
      ? html`<li><a href="${href}" aria-current="page">${page.title}</a></li>`
      : html`<li><a href="${href}">${page.title}</a></li>`;
  };
  const isHere = ({ pages }) => pages.some((page) => page.address === address);
  return sections.map((section) => {
    const list = html`<ul>${section.pages.map(link)}</ul>`;
    return section.folded
      ? html`<details${trusted(isHere(section) ? ' open' : '')}><summary>${section.title}</summary>${list}</details>`
      : html`<h2>${section.title}</h2>${list}`;
  });
}

/** Second-level headings, where there is more than one. */
function contents(sections) {
  const headings = sections.filter(({ level }) => level === 2);
  if (headings.length < 2) return NOTHING;
  const items = headings.map(
    ({ anchor, heading }) => html`<li><a href="#${anchor}">${heading}</a></li>`,
  );
  return html`<aside aria-labelledby="on-this-page"><h2 id="on-this-page">On this page</h2><ul>${items}</ul></aside>`;
}

/** The text of a page. `page` has its address, title, markup and sections; `site` its sections of pages and the version. */
export function sitePage(page, site) {
  const to = (address) => linkBetween(page.address, address);
  const title = page.address === 'index.html' ? 'deepawb' : `${page.title} – deepawb`;
  return documentText(
    { title, style: STYLE },
    html`<a class="skip" href="#content">To the content</a>
<header class="site"><a class="brand" href="${to('index.html')}">deepawb</a>
<div id="search" data-root="${to('index.html').replace(/index\.html$/, '')}"></div>
<a class="to-pages" href="#pages">Pages</a></header>
<div class="columns"><main id="content" tabindex="-1">${trusted(page.markup)}</main>
${contents(page.sections)}
<nav id="pages" aria-label="Pages">${navigation(site.sections, page.address)}</nav></div>
<footer class="site"><p>deepawb ${site.version}, MIT licence. These pages need no network and no server.</p></footer>
<script src="${to('assets/search.js')}"></script>`,
  );
}
