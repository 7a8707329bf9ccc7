/**
 * The reference's comparison beside ours, on one scale. It stated its network by the MEAN over r and b of the squared error and
 * its baseline by their SUM; here both stand for everybody. What was not run is blank.
 */
import type { MethodEvaluation } from '../../metrics/index.js';
import { type TextStyle, tableOf } from './text-table.js';

/** What the reference published, on the 462 pictures of the test part of SimpleCube++. */
export const REFERENCE_PUBLISHED = {
  /** Its Bayesian baseline: its notebook of hyperparameters, last cell. */
  bayes: { sum: 0.014168253541418936 },
  /** Its network; a figure of its README, and not of the weights that it released. */
  network: { mean: 0.0005 },
  /** Least of the twelve figures of its grid search, on the train part, at a green limit of 0.005 and a cap of 0.1. */
  grid: { sum: 0.01175 },
} as const;

/** SimpleCube++ as it is published. */
export const SIMPLECUBE_PICTURES = { train: 1772, test: 462 } as const;

export interface BenchmarkRow {
  readonly title: string;
  /** Null for what was not run. */
  readonly figures: Pick<MethodEvaluation, 'recovery' | 'mse'> | null;
  readonly published?: { readonly mean?: number; readonly sum?: number };
}

/** The four rows, in their order; null for what was not run. */
export function referenceRows(run: {
  readonly referenceNetwork: BenchmarkRow['figures'];
  readonly referenceBayes: BenchmarkRow['figures'];
  readonly network: BenchmarkRow['figures'];
  readonly bayes: BenchmarkRow['figures'];
}): BenchmarkRow[] {
  const { bayes, network } = REFERENCE_PUBLISHED;
  return [
    { title: "reference's network", figures: run.referenceNetwork, published: network },
    { title: 'bayes-reference', figures: run.referenceBayes, published: bayes },
    { title: 'our network', figures: run.network },
    { title: 'bayes-tuned', figures: run.bayes },
  ];
}

function formatReferenceBenchmark(
  rows: readonly BenchmarkRow[],
  testPictures: number,
  style: TextStyle,
): string {
  const headings = [
    '',
    'mean °',
    'median °',
    'worst 25 %',
    'mean of both',
    'sum of both',
    'published',
  ];
  const cells = rows.map(({ title, figures, published }) => [
    title,
    ...(figures
      ? [
          figures.recovery.mean.toFixed(2),
          figures.recovery.median.toFixed(2),
          figures.recovery.worst25.toFixed(2),
          figures.mse.mean.toPrecision(3),
          figures.mse.sum.toPrecision(3),
        ]
      : ['', '', '', '', '']),
    publishedText(published),
  ]);
  const note =
    testPictures === SIMPLECUBE_PICTURES.test
      ? ''
      : `\nThese are ${testPictures} pictures, not the ${SIMPLECUBE_PICTURES.test} of SimpleCube++ that the published figures are of.`;
  return tableOf(headings, cells, style) + note;
}

/** Both tables, as the command prints them. */
export function describeReference(
  rows: readonly BenchmarkRow[],
  {
    pictures,
    grid,
  }: { readonly pictures: number; readonly grid: Parameters<typeof formatGrid>[0] },
  style: TextStyle,
): string {
  const { sum } = REFERENCE_PUBLISHED.grid;
  return `${formatReferenceBenchmark(rows, pictures, style)}\n\nGrid search of bayes-reference (published: ${sum} at best):\n${formatGrid(grid, style)}`;
}

/** The grid search of the baseline on the train part: mean over pictures of the SUM of both squared errors. */
function formatGrid(
  tried: readonly {
    readonly deltaLimit: number;
    readonly minGreen: number;
    readonly squaredErrorSum: number;
  }[],
  style: TextStyle,
): string {
  const greens = [...new Set(tried.map(({ minGreen }) => minGreen))].sort((a, b) => a - b);
  const limits = [...new Set(tried.map(({ deltaLimit }) => deltaLimit))].sort((a, b) => a - b);
  const rows = greens.map((green) => [
    `green from ${green}`,
    ...limits.map((limit) => {
      const trial = tried.find((t) => t.minGreen === green && t.deltaLimit === limit);
      return trial ? trial.squaredErrorSum.toFixed(6) : '';
    }),
  ]);
  return tableOf(['sum of both, train', ...limits.map((limit) => `cap ${limit}`)], rows, style);
}

function publishedText({ mean, sum }: NonNullable<BenchmarkRow['published']> = {}): string {
  if (mean !== undefined) return `mean ${mean}`;
  return sum === undefined ? '' : `sum ${sum.toPrecision(4)}`;
}
