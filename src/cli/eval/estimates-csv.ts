/** One row per method and image, for spreadsheets and scripts: RFC 4180, numbers in full precision. */
import type { ThumbnailEntry } from '../../dataset/index.js';
import type { MethodEstimates } from '../../methods/index.js';
import { angularErrors } from '../../metrics/index.js';

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

/** A field in quotes where it needs them. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function formatEstimatesCsv(
  methods: readonly MethodEstimates[],
  entries: readonly ThumbnailEntry[],
): string {
  const lines = [COLUMNS.join(',')];
  for (const { name, estimates } of methods) {
    const { recovery, reproduction } = angularErrors(estimates, entries, name);
    for (const [i, { id, whitePoint }] of entries.entries()) {
      const { r, b } = estimates[i] as { r: number; b: number };
      const { r: trueR, b: trueB } = whitePoint;
      const row = [name, id, trueR, trueB, r, b, recovery[i] ?? 0, reproduction[i] ?? 0];
      lines.push(row.map(csvField).join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}
