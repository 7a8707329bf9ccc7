/** A search as a page, and its charts as SVG and PNG. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { type NamedChart, writeCharts } from '../charts/write-charts.js';
import { html } from '../page/markup.js';
import { figure, pageText } from '../page/shell.js';
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

/** Writes index.html, and a chart for each cost as .svg and .png (front-cpu, ...), into a folder; returns the page's path. */
export async function writeStudyPage(dir: string, page: StudyPage): Promise<string> {
  const { study } = page;
  const charts = study.costs.map((cost): NamedChart => {
    const { file: name, title, caption } = cost;
    return { name, title, caption, option: frontOption(study, cost), size: SIZE };
  });
  const svgs = await writeCharts(dir, charts);
  const file = join(dir, 'index.html');
  writeFileAtomically(file, studyPageText(page, charts, svgs));
  return file;
}

function studyPageText(
  { study, intro, headings, rows, notes }: StudyPage,
  charts: readonly NamedChart[],
  svgs: readonly string[],
): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, i) =>
      i < row.length - 1 ? html`<td>${cell}</td>` : html`<td style="${WORDS}">${cell}</td>`,
    );
  return pageText(
    { title: study.name, intro, notes },
    html`<div class="charts">${charts.map((chart, i) => figure(chart, svgs[i]))}</div>
<h2>The front and the finalists</h2>
<div class="scroll"><table><thead><tr>${headings.map((h) => html`<th>${h}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table></div>`,
  );
}
