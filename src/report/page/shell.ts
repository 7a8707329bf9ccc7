/**
 * One HTML file that needs nothing else: style, charts and pictures are inside, and nothing is fetched. Tables have one script
 * (`script.ts`); a page without any has none.
 * Every page of the project is such a shell around its own sections; text from outside is escaped by the template.
 */
import { withCustomProperties } from '../charts/palette.js';
import { html, type Markup, NOTHING, trusted } from './markup.js';
import { PAGE_POLICY, PAGE_SCRIPT } from './script.js';
import { STYLE } from './style.js';

export interface PageShell {
  readonly title: string;
  /** Paragraphs below the title. */
  readonly intro: readonly string[];
  /** Closing lines: data source, licence, attribution, the command that made the page. */
  readonly notes: readonly string[];
  /** What the page adds to the style sheet. */
  readonly style?: string;
}

/** The text of an HTML file around what its body holds: a report, or a page of the documentation. */
export function documentText(
  {
    title,
    style,
    head = NOTHING,
  }: { readonly title: string; readonly style: string; readonly head?: Markup },
  body: Markup,
): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="deepawb">${head}<title>${title}</title><style>${trusted(STYLE + style)}</style></head>
<body>${body}</body></html>
`.markup;
}

/** The text of a report. */
export function pageText({ title, intro, notes, style = '' }: PageShell, body: Markup): string {
  const main = html`<main><h1>${title}</h1>${intro.map((text, i) => html`<p class="${i === 0 ? 'lede' : ''}">${text}</p>`)}
${body}
<footer>${notes.map((note) => html`<p>${note}</p>`)}</footer></main>`;
  const isSorted = main.markup.includes('<table class="sortable"');
  return documentText(
    { title, style, head: isSorted ? PAGE_POLICY : NOTHING },
    isSorted ? html`${main}${PAGE_SCRIPT}` : main,
  );
}

/** Text of charts is never smaller, px. */
const LEAST_TEXT_PX = 11;

/** The width below which a chart scrolls instead of shrinking, so that its smallest text stays legible. */
function leastWidth(svg: string): number {
  const [, width = '0'] = /viewBox="\S+ \S+ (\S+)/.exec(svg) ?? [];
  const sizes = [...svg.matchAll(/font-size[:=]"?([\d.]+)/g)].map(([, px]) => Number(px));
  return Math.ceil((Number(width) * LEAST_TEXT_PX) / Math.min(12, ...sizes));
}

/** A chart as a figure; `svg` is drawn in the light scheme's colours and follows the page's. */
export function figure(
  { title, caption }: { readonly title: string; readonly caption: string },
  svg: string,
  className?: string,
): Markup {
  const opening = className === undefined ? html`<figure>` : html`<figure class="${className}">`;
  const named = html`<svg role="img" aria-label="${`${title}. ${caption}`}" style="min-width:${leastWidth(svg)}px"`;
  const drawn = withCustomProperties(svg).replace('<svg', () => named.markup);
  return html`${opening}<figcaption><b>${title}</b>${caption}</figcaption><div class="plot" role="group" aria-label="${title}" tabindex="0">${trusted(drawn)}</div></figure>`;
}

/** A table that scrolls in its box where the page is too narrow, and shows that it does. */
export function tableBox(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** A figure in a box: what it is, the figure, and what belongs to it. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

export function tile({ label, value, detail }: Tile): Markup {
  return html`<li><span>${label}</span><b>${value}</b><span>${detail}</span></li>`;
}

/** How a page came about. */
export function settingsSection(
  settings: Readonly<Record<string, string | number | boolean>> = {},
): Markup {
  const rows = Object.entries(settings);
  if (rows.length === 0) return NOTHING;
  return html`<h2>Settings</h2><dl>${rows.map(([k, v]) => html`<div><dt>${k}</dt><dd>${String(v)}</dd></div>`)}</dl>`;
}
