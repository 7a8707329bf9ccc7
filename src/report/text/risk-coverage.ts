/** How well doubts know errors, for a terminal. */
import type { DoubtJudgement, JudgedMethod } from '../../methods/index.js';
import type { Decile, RiskCoverage } from '../../metrics/index.js';
import { PLAIN, shorten, type TextStyle, tableOf } from './text-table.js';

function decileLines(deciles: readonly Decile[]): string[] {
  const of = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(' ');
  return [
    `  expected by tenths ${of(deciles.map(({ expected }) => expected))}`,
    `  mean error         ${of(deciles.map(({ mean }) => mean))}`,
  ];
}

const HEADINGS = [
  'method',
  'ordered by',
  'area',
  'ideal',
  'random',
  'halves',
  'surest 25%',
  '50%',
  '75%',
];

/** What answers are ordered by, in words. */
export const ORDERED_BY = {
  expectedErrorDegrees: 'expected error',
  confidence: 'confidence',
} as const satisfies Record<DoubtJudgement['by'], string>;

/** One row a method that tells how sure it is; an empty text where none does. Ends without a newline. */
export function formatRiskTable(
  methods: readonly Pick<JudgedMethod, 'name' | 'riskCoverage'>[],
  style: TextStyle = PLAIN,
): string {
  const told = methods.flatMap(({ name, riskCoverage }) =>
    riskCoverage ? [{ name, ...riskCoverage }] : [],
  );
  if (told.length === 0) return '';
  const rows = told.map(({ name, by, aurc, idealAurc, randomAurc, halves, curve }) => [
    shorten(name),
    ORDERED_BY[by],
    style.bold(aurc.toFixed(2)),
    ...[idealAurc, randomAurc].map((value) => value.toFixed(2)),
    halves?.toFixed(2) ?? '-',
    ...[0.25, 0.5, 0.75].map((coverage) => riskAt(curve, coverage).toFixed(2)),
  ]);
  const tenths = told.flatMap(({ name, deciles }) =>
    deciles ? [`${shorten(name)}, from the surest tenth on`, ...decileLines(deciles)] : [],
  );
  const title = `${style.bold('Risk and coverage')}: mean recovery error in degrees of the surest pictures; halves: the surer by the other`;
  return [title, tableOf(HEADINGS, rows, style, 2), ...tenths].join('\n');
}

/** The risk where at least this share is kept. */
function riskAt(curve: RiskCoverage['curve'], coverage: number): number {
  return (curve.find((point) => point.coverage >= coverage - 1e-9) ?? curve.at(-1)!).risk;
}
