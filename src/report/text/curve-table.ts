/** Errors along the curve of the lights and across it, for a terminal. */
import type { CurveErrors, MethodEvaluation } from '../../metrics/index.js';
import { PLAIN, shorten, type TextStyle, tableOf } from './text-table.js';

/** A method and its errors by the curve, where they are asked for. */
export type JudgedByCurve = Pick<MethodEvaluation, 'name'> & { readonly byCurve?: CurveErrors };

/** One row a method; an empty text where no method has such errors. Ends without a newline. */
export function formatCurveTable(
  methods: readonly JudgedByCurve[],
  style: TextStyle = PLAIN,
): string {
  const rows = methods.flatMap(({ name, byCurve }) => {
    if (!byCurve) return [];
    const { along, across } = byCurve;
    const figures = [along.median, along.worst25, across.mean, across.median, across.worst25];
    return [
      [shorten(name), style.bold(along.mean.toFixed(2)), ...figures.map((v) => v.toFixed(2))],
    ];
  });
  if (rows.length === 0) return '';
  const headings = ['method', 'along', 'median', 'worst25', 'across', 'median', 'worst25'];
  return `${style.bold('By the curve of the lights')}, mean errors along it and across it, degrees\n${tableOf(headings, rows, style)}`;
}
