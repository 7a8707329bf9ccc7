/** The page on a data set: what is in it, what deserves a look and why, how it is distributed. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { formatCount } from '../../text/index.js';
import { type NamedChart, writeCharts } from '../charts/write-charts.js';
import { renderBalancedPanel } from '../draw/panels.js';
import { pngDataUri } from '../draw/png.js';
import { html, type Markup, NOTHING } from '../page/markup.js';
import { figure, pageText, tile } from '../page/shell.js';
import { datasetCharts } from './charts.js';
import type { DatasetPage, FindingPicture, ReportedFinding } from './content.js';
import { type DatasetPageInput, datasetPage } from './inspection-page.js';

const PAGE_NAME = 'index.html';
/** Items of a finding that the page lists; all of them are in the JSON. */
const SHOWN_ITEMS = 60;

const PAGE_STYLE = `
.charts .wide{grid-column:1/-1}
.finding{background:var(--card);border:1px solid var(--rule);border-left:4px solid var(--chart-series2);border-radius:10px;padding:14px 16px;margin-top:12px;break-inside:avoid}
.finding.bad{border-left-color:#c62828}
.finding h3{margin:0 0 .25rem}
.finding p{margin:.2rem 0 .5rem;color:var(--muted);font-size:.9375rem}
.finding ul{margin:.25rem 0 0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.875rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.finding.bad ul{display:block}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:10px;margin-top:12px}
.strip figure.pair{grid-column:span 2}
.strip .shots{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:4px}
.strip img{display:block;width:100%;height:auto;border-radius:4px}
.strip figcaption{font-size:.78rem;line-height:1.35;margin-top:4px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.clean{border-left-color:var(--chart-series3)}
.methods dt{color:var(--ink);font-weight:600}
.methods{display:block}.methods div{display:block}.methods dd{text-align:left;margin:2px 0 4px;color:var(--muted);max-width:90ch}
`;

function pictureMarkup({ caption, shots }: FindingPicture): Markup {
  const images = shots.map(({ picture, whitePoint }) => {
    const image = renderBalancedPanel(picture, whitePoint);
    return html`<img src="${pngDataUri(image)}" width="${image.widthPx}" height="${image.heightPx}" alt="${caption}">`;
  });
  return html`<figure class="${shots.length > 1 ? 'pair' : ''}"><div class="shots">${images}</div><figcaption>${caption}</figcaption></figure>`;
}

function findingMarkup({ title, advice, items, pictures }: ReportedFinding): Markup {
  const shown = pictures.length > 0 && pictures.length === items.length ? [] : items;
  const more = shown.length - SHOWN_ITEMS;
  return html`<section class="finding"><h3>${title}</h3><p>${advice}</p>
${shown.length === 0 ? NOTHING : html`<ul>${shown.slice(0, SHOWN_ITEMS).map((item) => html`<li>${item}</li>`)}${more > 0 ? html`<li>and ${more} more</li>` : NOTHING}</ul>`}
${pictures.length === 0 ? NOTHING : html`<div class="strip">${pictures.map(pictureMarkup)}</div>`}</section>`;
}

function problemMarkup(problems: readonly string[]): Markup {
  if (problems.length === 0) return NOTHING;
  return html`<section class="finding bad"><h3>Cannot be used</h3><p>Left out of everything below.</p>
<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></section>`;
}

function findingSection({ findings, problems }: DatasetPage): Markup {
  const clean =
    findings.length + problems.length > 0
      ? NOTHING
      : html`<section class="finding clean"><h3>Nothing looks wrong</h3></section>`;
  return html`<h2>Worth a look</h2>${clean}${problemMarkup(problems)}${findings.map(findingMarkup)}`;
}

function chartMarkup(chart: NamedChart, svg: string): Markup {
  const isWide = chart.size.widthPx > 2 * chart.size.heightPx;
  return figure(chart, svg, isWide ? 'wide' : '');
}

/** The page as text; `svgs` are the charts' pictures, in the charts' order. */
function datasetPageText(
  page: DatasetPage,
  charts: readonly NamedChart[],
  svgs: readonly string[],
): string {
  const { title, intro, tiles, methods, notes } = page;
  return pageText(
    { title, intro, notes, style: PAGE_STYLE },
    html`<ul class="tiles">${tiles.map(tile)}</ul>
${findingSection(page)}
<h2>Lights, weights, exposure</h2><div class="charts">${charts.map((chart, i) => chartMarkup(chart, svgs[i]))}</div>
<h2>How this was found</h2><dl class="methods">${methods.map(({ name, text }) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`,
  );
}

/** What was written. */
export interface WrittenDatasetPage {
  readonly page: string;
  /** Names of the charts; each is there as .svg and .png. */
  readonly charts: readonly string[];
}

/** Writes the page of an inspection where it has pictures; gives what there is to say of it. */
export async function writeInspectionPage(dir: string, input: DatasetPageInput): Promise<string> {
  if (input.inspection.pictures.length === 0) return 'No picture can be used: nothing to draw.';
  const { page, charts } = await writeDatasetPage(dir, datasetPage(input));
  return `Wrote ${page} and ${formatCount(charts.length, 'chart')} as SVG and PNG beside it.`;
}

/** Writes index.html and every chart as SVG and PNG into a folder, made where there is none. */
export async function writeDatasetPage(
  dir: string,
  page: DatasetPage,
): Promise<WrittenDatasetPage> {
  const charts = datasetCharts(page.charts);
  const svgs = await writeCharts(dir, charts);
  const file = join(dir, PAGE_NAME);
  writeFileAtomically(file, datasetPageText(page, charts, svgs));
  return { page: file, charts: charts.map(({ name }) => name) };
}
