/** The answer of `data inspect` for people: what is in the data set, then what to look at before training on it. */

import type { DatasetInspection, PartReport, Range } from '../../dataset/index.js';
import { formatCount, visibleText } from '../../text/index.js';
import type { ColouredStyle } from '../text/text-table.js';

import type { Finding } from './findings.js';

const SHOWN_ITEMS = 6;
const SHOWN_VALUES = 6;
const SHOWN_LINES = 20;
const LABEL_WIDTH = 18;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function row(label: string, text: string): string {
  return `  ${visibleText(label).padEnd(LABEL_WIDTH)} ${visibleText(text)}`;
}

function rangeText(range: Range, format: (value: number) => string): string {
  if (format(range.min) === format(range.max)) return format(range.min);
  return `${format(range.min)} to ${format(range.max)}, median ${format(range.median)}`;
}

/** The first few of a list, and how many more there are. */
function listText(items: readonly string[], shown: number): string {
  const more = items.length - shown;
  return items.slice(0, shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** `outdoor (710), indoor (167)`, the most frequent first; of many numbers only the range. */
function valuesText(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const numbers = sorted.map(([value]) => Number(value || Number.NaN)).sort((a, b) => a - b);
  if (numbers.length > SHOWN_VALUES && !numbers.some(Number.isNaN)) {
    return `${numbers[0]} to ${numbers.at(-1)}`;
  }
  return listText(
    sorted.map(([value, count]) => `${value || 'empty'} (${count})`),
    SHOWN_VALUES,
  );
}

/** Mean and standard deviation. */
function spreadText({ mean, deviation }: { mean: number; deviation: number }): string {
  return `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}

function partLines(part: PartReport, colours: ColouredStyle): string[] {
  const fixed = (value: number) => value.toFixed(3);
  const sizes = part.sizes.map((s) => `${s.widthPx}x${s.heightPx} (${s.pictures})`);
  const size = part.sizes.length === 1 ? (sizes[0]?.split(' ')[0] ?? '') : listText(sizes, 4);
  const groups = Object.entries(part.groups).map(([name, counts]) =>
    row(name.replaceAll('_', ' '), valuesText(counts)),
  );
  return [
    `${colours.bold(part.part)}: ${formatCount(part.pictures, 'picture')}, ${size}`,
    row('white point r', rangeText(part.r, fixed)),
    row('white point b', rangeText(part.b, fixed)),
    row('masked', rangeText(part.maskedShare, percent)),
    row('clipped', rangeText(part.clippedShare, percent)),
    ...(part.channels ? [row('linear R, G, B', part.channels.map(spreadText).join(', '))] : []),
    ...groups,
  ];
}

/** A finding in one line, its first few items behind it; or with a line for each. */
function findingLines({ title, items, isLong }: Finding): string[] {
  if (items.length === 0) return [title];
  const texts = items.map(({ text }) => text);
  if (!isLong) return [`${title}: ${listText(texts, SHOWN_ITEMS)}`];
  return [`${title}:`, ...firstOf(texts).map((text) => `  ${text}`)];
}

/** The first of a list that has a line for each, and how many more there are. */
function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN_LINES;
  return [...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`... and ${more} more`] : [])];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${visibleText(line)}`)];
}

/** The whole text; `problems` come formatted. */
export function summariseDataset(
  report: Pick<DatasetInspection, 'parts'>,
  findings: readonly Finding[],
  problems: readonly string[],
  colours: ColouredStyle,
): string {
  const notable = findings.flatMap(findingLines);
  const shown = firstOf(problems);
  const clean = notable.length + problems.length === 0 ? ['', 'Nothing looks wrong.'] : [];
  return [
    ...report.parts.flatMap((part, i) => [...(i > 0 ? [''] : []), ...partLines(part, colours)]),
    ...section(colours.yellow('Worth a look'), notable),
    ...section(colours.red(formatCount(problems.length, 'problem')), shown),
    ...clean,
  ].join('\n');
}
