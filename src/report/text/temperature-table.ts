/** Errors of colour temperatures in mired, and what a camera's gains are off by frame after frame, for a terminal. */
import type { ErrorSummary, MethodEvaluation } from '../../metrics/index.js';
import { PLAIN, shorten, type TextStyle, tableOf } from './text-table.js';

/** A method and its errors along the cameras' curves, where the pictures have one. */
export type JudgedTemperature = Pick<MethodEvaluation, 'name'> & { readonly mired?: ErrorSummary };

/** One row a method; an empty text where no method has such errors. Ends without a newline. */
export function formatMiredTable(
  methods: readonly JudgedTemperature[],
  style: TextStyle = PLAIN,
): string {
  const rows = methods.flatMap(({ name, mired }) =>
    mired
      ? [
          [
            shorten(name),
            style.bold(mired.mean.toFixed(2)),
            ...[mired.median, mired.best25, mired.worst25, mired.max].map((v) => v.toFixed(2)),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return '';
  const headings = ['method', 'mean', 'median', 'best25', 'worst25', 'max'];
  return `${style.bold('Colour temperature')}, mired (1e6 / K), labels within 2800 to 7600 K\n${tableOf(headings, rows, style)}`;
}

/** Errors of a camera at one frame. */
export interface FrameErrors {
  readonly name: string;
  readonly frame: number;
  readonly after: 'start' | 'change';
  readonly recovery: Pick<ErrorSummary, 'mean'>;
  readonly mired?: Pick<ErrorSummary, 'mean'>;
}

/** One row a frame. Ends without a newline. */
export function formatFrameTable(frames: readonly FrameErrors[], style: TextStyle = PLAIN): string {
  const rows = frames.map(({ name, frame, after, recovery, mired }) => [
    shorten(name),
    after === 'start' ? 'start of the camera' : 'picture before',
    String(frame),
    style.bold(recovery.mean.toFixed(2)),
    mired ? mired.mean.toFixed(2) : '',
  ]);
  const headings = ['method', 'after', 'frame', 'degrees', 'mired'];
  return `${style.bold('Over frames')}, mean recovery error and mean error in mired\n${tableOf(headings, rows, style, 2)}`;
}
