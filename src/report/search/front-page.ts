/** A search as a page, and its charts as SVG and PNG. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { type NamedChart, writeCharts } from '../charts/write-charts.js';
import { html, type Markup, NOTHING } from '../page/markup.js';
import { figure, pageText, tableBox } from '../page/shell.js';
import {
  type ChartedCurve,
  curvesOption,
  curveTips,
  type VolumeByTrial,
  volumeOption,
  volumeTips,
} from './course-charts.js';
import { type ChartedStudy, frontOption, frontTips } from './front-chart.js';

export interface StudyPage {
  readonly study: ChartedStudy;
  readonly course: {
    readonly hypervolume: VolumeByTrial;
    readonly curves: readonly ChartedCurve[];
    /** Share of the variance of log errors that each parameter explains by itself, the largest first. */
    readonly importance: readonly { readonly name: string; readonly share: number }[];
  };
  /** Sentences above the charts. */
  readonly intro: readonly string[];
  readonly headings: readonly string[];
  /** The front and the finalists, best error first. */
  readonly rows: readonly (readonly string[])[];
  /** Choices that all of them share. */
  readonly shared: string;
  readonly notes: readonly string[];
}

const SIZE = { widthPx: 500, heightPx: 380 };

/** Writes index.html, and every chart as .svg and .png (front-cpu, ..., hypervolume, learning-curves), into a folder; returns the page's path. */
export async function writeStudyPage(dir: string, page: StudyPage): Promise<string> {
  const charts = [...frontCharts(page), ...courseCharts(page)];
  const svgs = await writeCharts(dir, charts);
  const file = join(dir, 'index.html');
  writeFileAtomically(file, studyPageText(page, charts, svgs));
  return file;
}

function frontCharts({ study }: StudyPage): NamedChart[] {
  return study.costs.map((cost): NamedChart => {
    const { file: name, title, caption } = cost;
    const tips = frontTips(study, cost);
    return { name, title, caption, option: frontOption(study, cost), size: SIZE, tips };
  });
}

function courseCharts({ study, course: { hypervolume, curves } }: StudyPage): NamedChart[] {
  const charts: NamedChart[] = [];
  if (hypervolume.length > 1) {
    charts.push({
      name: 'hypervolume',
      title: 'Hypervolume over the trials',
      caption:
        'What was found up to each trial. Where it no longer rises, more trials bring little.',
      option: volumeOption(hypervolume),
      size: SIZE,
      tips: volumeTips(hypervolume),
    });
  }
  if (curves.length > 0) {
    charts.push({
      name: 'learning-curves',
      title: 'Learning curves',
      caption:
        'The error after each epoch, as far as the upper edge. Lines that end early were stopped.',
      option: curvesOption(curves, study.error.axis),
      size: SIZE,
      tips: curveTips(curves),
    });
  }
  return charts;
}

function frontTable({ headings, rows, shared }: StudyPage): Markup {
  const cells = ([first = '', ...others]: readonly string[]) =>
    html`<th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}`;
  const table = html`<table class="sortable"><thead><tr>${headings.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>`)}</tbody></table>`;
  const title = 'The front and the finalists';
  return html`<h2>${title}</h2>${tableBox(title, table)}${shared === '' ? NOTHING : html`<p class="muted">All of them: ${shared}.</p>`}`;
}

const BAR_PX = 200;
/** Less is told in a sentence. */
const LEAST_SHARE = 0.005;

function importanceTable({ course: { importance } }: StudyPage): Markup {
  if (importance.length === 0) return NOTHING;
  const some = importance.filter(({ share }) => share >= LEAST_SHARE);
  const others = importance.filter((one) => !some.includes(one)).map(({ name }) => name);
  const rows = some.map(
    ({ name, share }) =>
      html`<tr><th scope="row">${name}</th><td>${(100 * share).toFixed(0)} %</td><td><svg width="${BAR_PX}" height="12" aria-hidden="true"><rect width="${(BAR_PX * share).toFixed(1)}" height="12" fill="var(--accent)"/></svg></td></tr>`,
  );
  const title = 'What the parameters matter';
  const table = html`<table class="sortable"><thead><tr><th scope="col">parameter</th><th scope="col">share of the variance</th><th scope="col">as a bar</th></tr></thead><tbody>${rows}</tbody></table>`;
  return html`<h2>${title}</h2><p class="muted">How much of the differences between log errors of trained trials each parameter explains by itself (omega squared of a
one-way analysis of variance). A search does not try networks at random, so this says by what its trials differ.</p>${tableBox(title, table)}
${others.length === 0 ? NOTHING : html`<p class="muted">None: ${others.join(', ')}.</p>`}`;
}

function studyPageText(
  page: StudyPage,
  charts: readonly NamedChart[],
  svgs: readonly string[],
): string {
  const { study, intro, notes } = page;
  return pageText(
    { title: study.name, intro, notes },
    html`<div class="charts">${charts.map((chart, i) => figure(chart, svgs[i]))}</div>
${frontTable(page)}
${importanceTable(page)}`,
  );
}
