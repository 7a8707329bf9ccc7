/** A search as a page, and its charts as SVG and PNG. */

import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { withCustomProperties } from '../charts/palette.js';
import { type NamedChart, writeDatasetCharts } from '../dataset/charts.js';
import { html, type Markup, trusted } from '../html/markup.js';
import { STYLE } from '../html/style.js';
import { type ChartedStudy, frontOption } from './front-chart.js';

export interface StudyPage {
  readonly study: ChartedStudy;
  /** Sentences above the charts. */
  readonly intro: readonly string[];
  readonly headings: readonly string[];
  /** The front and the finalists, best error first. */
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** The last column holds words, the others figures. */
const WORDS = 'min-width:30rem;text-align:left;white-space:normal';
const SIZE = { widthPx: 760, heightPx: 460 };

/** Writes index.html, and front-cpu and front-memory as .svg and .png, into a folder; returns the page's path. */
export async function writeStudyPage(dir: string, page: StudyPage): Promise<string> {
  const { study } = page;
  const charts: NamedChart[] = [
    {
      name: 'front-cpu',
      title: 'Error against CPU time',
      caption:
        'Lower left is better. Dashed: the thresholds. The line is what error is to be had for what time. At the upper edge: trials without an error, and those above it.',
      option: frontOption(study, 'cpuMs'),
      size: SIZE,
    },
    {
      name: 'front-memory',
      title: 'Error against memory',
      caption: 'Peak of the whole process that makes the estimates.',
      option: frontOption(study, 'memoryMb'),
      size: SIZE,
    },
  ];
  const svgs = await writeDatasetCharts(dir, charts);
  const file = join(dir, 'index.html');
  writeFileAtomically(file, pageMarkup(page, charts, svgs).markup);
  return file;
}

function pageMarkup(
  { study, intro, headings, rows, notes }: StudyPage,
  charts: readonly NamedChart[],
  svgs: readonly string[],
): Markup {
  const cells = (row: readonly string[]) =>
    row.map((cell, i) =>
      i < row.length - 1 ? html`<td>${cell}</td>` : html`<td style="${WORDS}">${cell}</td>`,
    );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="deepawb"><title>${study.name}</title><style>${trusted(STYLE)}</style></head>
<body><main><h1>${study.name}</h1>${intro.map((text) => html`<p>${text}</p>`)}
<div class="charts">${charts.map(({ title, caption }, i) => html`<figure><figcaption><b>${title}</b>${caption}</figcaption>${trusted(withCustomProperties(svgs[i]))}</figure>`)}</div>
<h2>The front and the finalists</h2>
<div class="scroll"><table><thead><tr>${headings.map((h) => html`<th>${h}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table></div>
<footer>${notes.map((note) => html`<p>${note}</p>`)}</footer></main></body></html>
`;
}
