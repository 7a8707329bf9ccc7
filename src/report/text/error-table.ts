/**
 * The results of `eval` as tables for a terminal of 100 columns: both angular errors with the confidence interval of
 * the mean, the squared error, and the breakdown by property. Colour is the caller's: it passes the functions that
 * make text bold or dim, or none.
 */
import type { MethodEvaluation } from '../../metrics/index.js';
import { valueWords } from './property-words.js';
import { MAX_INNER_NAME, PLAIN, shorten, type TextStyle, tableOf } from './text-table.js';

const ERROR_HEADINGS = [
  'mean',
  '95% interval',
  'median',
  'trimean',
  'best25',
  'worst25',
  'p95',
  'max',
];

function errorRow(
  evaluation: MethodEvaluation,
  error: 'recovery' | 'reproduction',
  style: TextStyle,
): string[] {
  const s = evaluation[error];
  const [low, high] = s.meanCi95;
  const figures = [s.median, s.trimean, s.best25, s.worst25, s.p95, s.max];
  return [
    shorten(evaluation.name),
    evaluation.parameters.toLocaleString('en'),
    style.bold(s.mean.toFixed(2)),
    style.dim(`${low.toFixed(2)}–${high.toFixed(2)}`),
    ...figures.map((v) => v.toFixed(2)),
  ];
}

function squaredErrorTable(methods: readonly MethodEvaluation[], style: TextStyle): string {
  const rows = methods.map(({ name, mse }) => [
    shorten(name),
    mse.mean.toPrecision(3),
    mse.sum.toPrecision(3),
  ]);
  const table = tableOf(['method', 'mean of both', 'sum of both'], rows, style);
  return `${style.bold('Mean squared error')} of r and b\n${table}`;
}

/**
 * Errors in degrees, two decimals, one row a method: recovery, then reproduction, then the squared error of (r, b).
 * Ends without a newline. Throws RangeError without a method.
 */
export function formatErrorTable(
  methods: readonly MethodEvaluation[],
  style: TextStyle = PLAIN,
): string {
  if (methods.length === 0) {
    throw new RangeError('formatErrorTable: expected at least one method, got none');
  }
  const blocks = (['recovery', 'reproduction'] as const).map((error) => {
    const headings = ['method', 'params', ...ERROR_HEADINGS];
    const rows = methods.map((m) => errorRow(m, error, style));
    return `${style.bold(`${error === 'recovery' ? 'Recovery' : 'Reproduction'} error`)}, degrees, ${methods[0].images} images\n${tableOf(headings, rows, style)}`;
  });
  return [...blocks, squaredErrorTable(methods, style)].join('\n\n');
}

/**
 * The recovery errors alone with the statistics that need no explanation, one row a method: a table for 80 columns.
 * Ends without a newline. Throws RangeError without a method.
 */
export function formatShortErrorTable(
  methods: readonly MethodEvaluation[],
  style: TextStyle = PLAIN,
): string {
  if (methods.length === 0) {
    throw new RangeError('formatShortErrorTable: expected at least one method, got none');
  }
  const rows = methods.map(({ name, recovery: s }) => {
    const [low, high] = s.meanCi95;
    return [
      shorten(name),
      style.bold(s.mean.toFixed(2)),
      style.dim(`${low.toFixed(2)}–${high.toFixed(2)}`),
      ...[s.median, s.best25, s.worst25, s.max].map((v) => v.toFixed(2)),
    ];
  });
  const headings = ['method', 'mean', '95% interval', 'median', 'best25', 'worst25', 'max'];
  return `${style.bold('Error of the estimated light')}, degrees, ${methods[0].images} images\n${tableOf(headings, rows, style)}`;
}

/** Methods whose means fit beside each other in the table of groups. */
const MAX_COMPARED = 2;

/**
 * Recovery errors by what the data says about the images: three statistics of the first method and the mean of so many
 * others (`compared`, two unless told otherwise). Names those left out. An empty text where there are no groups.
 * Throws RangeError without a method.
 */
export function formatGroupTable(
  methods: readonly MethodEvaluation[],
  style: TextStyle = PLAIN,
  { compared = MAX_COMPARED }: { readonly compared?: number } = {},
): string {
  if (methods.length === 0) {
    throw new RangeError('formatGroupTable: expected at least one method, got none');
  }
  const [main, ...rest] = methods;
  const others = rest.slice(0, compared);
  const rows = Object.entries(main.groups).flatMap(([property, values]) =>
    Object.entries(values).map(([value, { images, recovery }], i) => [
      i === 0 ? shorten(property.replaceAll('_', ' ')) : '',
      shorten(valueWords(property, value), MAX_INNER_NAME),
      String(images),
      style.bold(recovery.mean.toFixed(2)),
      recovery.median.toFixed(2),
      recovery.worst25.toFixed(2),
      ...others.map((m) => m.groups[property]?.[value]?.recovery.mean.toFixed(2) ?? ''),
    ]),
  );
  if (rows.length === 0) return '';
  const headings = ['by', 'value', 'images', 'mean', 'median', 'worst25'];
  const allHeadings = [...headings, ...others.map((m) => shorten(m.name, MAX_INNER_NAME))];
  const table = tableOf(allHeadings, rows, style, 2);
  const scope =
    others.length > 0 ? `${shorten(main.name)}; means of the others` : shorten(main.name);
  const left = rest.slice(compared).map(({ name }) => shorten(name));
  const note = left.length > 0 ? `\nNot shown here: ${left.join(', ')}` : '';
  return `${style.bold('Recovery error by group')}, degrees, ${scope}\n${table}${note}`;
}
