/** What `eval` prints: one table below the other. */
import type { JudgedFrame, JudgedMethod } from '../../methods/index.js';
import { formatCurveTable } from '../text/curve-table.js';
import { formatDifferenceTable } from '../text/difference-table.js';
import { formatErrorTable, formatGroupTable } from '../text/error-table.js';
import { formatRiskTable } from '../text/risk-coverage.js';
import { formatFrameTable, formatMiredTable } from '../text/temperature-table.js';
import type { TextStyle } from '../text/text-table.js';

/** Order of the methods: as given, or the best first by a figure of the recovery error. */
export type MethodOrder = 'given' | 'mean' | 'median' | 'worst25';

/** Characters of the group table before its other methods, and of one of them. */
const GROUP_COLUMNS = 66;
const GROUP_COLUMN = 16;

/** `columns` of the terminal; null where there is none, and nothing has to fit. */
export function evaluationTables(
  judged: readonly JudgedMethod[],
  frames: readonly JudgedFrame[] | undefined,
  { sort, columns, style }: { sort: MethodOrder; columns: number | null; style: TextStyle },
): string {
  const inOrder = sorted(judged, sort);
  const compared =
    columns === null
      ? judged.length
      : Math.max(2, Math.floor((columns - GROUP_COLUMNS) / GROUP_COLUMN));
  const tables = [
    formatErrorTable(inOrder, style),
    formatMiredTable(inOrder, style),
    formatCurveTable(inOrder, style),
    formatDifferenceTable(judged, style),
    formatRiskTable(inOrder, style),
    formatGroupTable(judged, style, { compared }),
    frames === undefined ? null : formatFrameTable(frames, style),
  ];
  return tables.filter((table) => table).join('\n\n');
}

function sorted(judged: readonly JudgedMethod[], sort: MethodOrder): readonly JudgedMethod[] {
  if (sort === 'given') return judged;
  return judged.toSorted((a, b) => a.recovery[sort] - b.recovery[sort]);
}
