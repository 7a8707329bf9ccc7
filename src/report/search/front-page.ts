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
      caption: memoryCaption(study),
      option: frontOption(study, 'memoryMb'),
      size: SIZE,
    },
  ];
  const svgs = await writeCharts(dir, charts);
  const file = join(dir, 'index.html');
  writeFileAtomically(file, studyPageText(page, charts, svgs));
  return file;
}

function memoryCaption({ runner }: ChartedStudy): string {
  if (runner === null) return 'Peak of the whole process that makes the estimates, Node and all.';
  return `What the model adds to the runner ${runner}: weights, buffers and code.`;
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
