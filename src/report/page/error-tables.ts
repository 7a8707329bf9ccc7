/** Tables of a report: both angular errors of every method, and the same by what the images show. */
import type { ErrorSummaryWithIntervals, MethodEvaluation } from '../../metrics/index.js';
import { betterOf, type ComparedWithFirst, signedDegrees } from '../text/difference-table.js';
import { valueWords } from '../text/property-words.js';
import { html, type Markup, NOTHING } from './markup.js';
import { tableBox } from './shell.js';

const WHISKER_WIDTH_PX = 112;

/** A mean and its confidence interval as a dot with whiskers, on an axis from 0 to `end` degrees. */
function whisker({ mean, meanCi95: [low, high] }: ErrorSummaryWithIntervals, end: number): Markup {
  const at = (degrees: number): string => (4 + (degrees / end) * (WHISKER_WIDTH_PX - 8)).toFixed(1);
  return html`<svg width="${WHISKER_WIDTH_PX}" height="16" viewBox="0 0 ${WHISKER_WIDTH_PX} 16" role="img" aria-label="95 % interval ${low.toFixed(2)} to ${high.toFixed(2)} degrees">
<line x1="4" x2="${WHISKER_WIDTH_PX - 4}" y1="8" y2="8" stroke="var(--rule)"/>
<line x1="${at(low)}" x2="${at(high)}" y1="8" y2="8" stroke="var(--accent)" stroke-width="3" stroke-linecap="round" opacity=".55"/>
<circle cx="${at(mean)}" cy="8" r="4" fill="var(--accent)"/></svg>`;
}

function errorRow(
  { name, parameters, ...evaluation }: MethodEvaluation,
  error: 'recovery' | 'reproduction',
  end: number,
  rowClass: string,
): Markup {
  const s = evaluation[error];
  const [low, high] = s.meanCi95;
  const figures = [s.median, s.trimean, s.best25, s.worst25, s.p95, s.max];
  return html`<tr class="${rowClass}" data-method="${name}"><th scope="row">${name}</th><td>${parameters.toLocaleString('en')}</td>
<td>${s.mean.toFixed(2)}</td><td>${low.toFixed(2)} to ${high.toFixed(2)}</td><td class="whisker">${whisker(s, end)}</td>
${figures.map((v) => html`<td>${v.toFixed(2)}</td>`)}</tr>`;
}

/** This column is for wide screens only. */
const WHISKER_HEADING = 'mean and interval';

const ERROR_HEADINGS = [
  'method',
  'parameters',
  'mean',
  '95 % interval',
  WHISKER_HEADING,
  'median',
  'trimean',
  'best 25 %',
  'worst 25 %',
  '95th perc.',
  'max',
];

/** One angular error of every method in degrees; the first method stands out. */
export function errorTable(
  methods: readonly MethodEvaluation[],
  error: 'recovery' | 'reproduction',
): Markup {
  const end = Math.max(...methods.map((m) => m[error].meanCi95[1])) || 1;
  return tableBox(
    `${error === 'recovery' ? 'Recovery' : 'Reproduction'} errors of all methods, degrees`,
    html`<table class="sortable"><thead><tr>${ERROR_HEADINGS.map((h) => html`<th scope="col" class="${h === WHISKER_HEADING ? 'whisker' : ''}">${h}</th>`)}</tr></thead>
<tbody>${methods.map((m, i) => errorRow(m, error, end, i === 0 && methods.length > 1 ? 'first' : ''))}</tbody></table>`,
  );
}

function groupRows(methods: readonly MethodEvaluation[], property: string): Markup {
  const [main, ...others] = methods;
  const values = Object.entries(main.groups[property]);
  return html`<tr class="property"><th colspan="${5 + others.length}" scope="colgroup">${property.replaceAll('_', ' ')}</th></tr>
${values.map(
  ([
    value,
    group,
  ]) => html`<tr><th scope="row">${valueWords(property, value)}</th><td>${group.images}</td>
<td>${group.recovery.mean.toFixed(2)}</td><td>${group.recovery.median.toFixed(2)}</td><td>${group.recovery.worst25.toFixed(2)}</td>
${others.map((m) => html`<td data-method="${m.name}">${m.groups[property]?.[value]?.recovery.mean.toFixed(2) ?? ''}</td>`)}</tr>`,
)}`;
}

/** Mean squared errors in the (r, b) plane, in the two forms in which they are published. */
export function squaredErrorTable(methods: readonly MethodEvaluation[]): Markup {
  return tableBox(
    'Mean squared errors of (r, b)',
    html`<table class="sortable"><thead><tr><th scope="col">method</th><th scope="col">mean of both components</th><th scope="col">sum of both</th></tr></thead>
<tbody>${methods.map(
      ({ name, mse }) =>
        html`<tr data-method="${name}"><th scope="row">${name}</th><td>${mse.mean.toPrecision(3)}</td><td>${mse.sum.toPrecision(3)}</td></tr>`,
    )}</tbody></table>`,
  );
}

/** Recovery errors by property: three statistics of the first method, the means of the others. */
export function groupTable(methods: readonly MethodEvaluation[]): Markup {
  const [main, ...others] = methods;
  const properties = Object.keys(main.groups);
  if (properties.length === 0) return NOTHING;
  const table = html`<table><thead><tr>
<th scope="col">degrees</th><th scope="col">images</th><th scope="col">${main.name}: mean</th><th scope="col">median</th><th scope="col">worst 25 %</th>
${others.map((m) => html`<th scope="col" data-method="${m.name}">${m.name}: mean</th>`)}</tr></thead>
<tbody>${properties.map((p) => groupRows(methods, p))}</tbody></table>`;
  const title = 'Recovery error by what the pictures show';
  return html`<h3>${title}</h3>${tableBox(title, table)}`;
}

/** Differences of mean recovery errors to the first method, paired by image; nothing for one method alone. */
export function differenceTable(methods: readonly ComparedWithFirst[]): Markup {
  const [first] = methods;
  const rows = methods.flatMap(({ name, difference }) => {
    if (difference === null) return [];
    const { meanDifference, interval } = difference;
    return [
      html`<tr data-method="${name}"><th scope="row">${name}</th><td>${signedDegrees(meanDifference)}</td>
<td>${signedDegrees(interval[0])} to ${signedDegrees(interval[1])}</td><td>${betterOf(interval, first.name, name)}</td></tr>`,
    ];
  });
  if (rows.length === 0) return NOTHING;
  return tableBox(
    'Differences of the mean errors, degrees',
    html`<table class="sortable"><thead><tr><th scope="col">method</th><th scope="col">mean error, minus that of ${first.name}</th>
<th scope="col">95 % interval</th><th scope="col">better</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}
