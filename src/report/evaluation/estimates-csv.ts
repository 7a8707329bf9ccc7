/** One row per method and image, for spreadsheets and scripts: RFC 4180, numbers in full precision. */

import type { ThumbnailEntry } from '../../dataset/index.js';
import type { MethodEstimates } from '../../methods/index.js';
import { angularErrors } from '../../metrics/index.js';
import { csvText } from '../../text/index.js';

const COLUMNS = [
  'method',
  'image',
  'true_r',
  'true_b',
  'r',
  'b',
  'recovery_degrees',
  'reproduction_degrees',
];

/** The text of the file. */
export function formatEstimatesCsv(
  methods: readonly MethodEstimates[],
  entries: readonly ThumbnailEntry[],
): string {
  const rows: (string | number)[][] = [COLUMNS];
  for (const { name, estimates } of methods) {
    const { recovery, reproduction } = angularErrors(estimates, entries, name);
    for (const [i, { id, whitePoint }] of entries.entries()) {
      const { r, b } = estimates[i] as { r: number; b: number };
      const { r: trueR, b: trueB } = whitePoint;
      rows.push([name, id, trueR, trueB, r, b, recovery[i] ?? 0, reproduction[i] ?? 0]);
    }
  }
  return csvText(rows);
}
