/** Errors of a cross-validation, seed by seed, for a terminal. */
import {
  type CurveErrors,
  type ErrorSummary,
  mean,
  standardDeviation,
} from '../../metrics/index.js';
import { visibleText } from '../../text/index.js';
import { PLAIN, shorten, tableOf } from './text-table.js';

/** Errors in degrees on the pictures that one fold held back. */
export interface FoldErrorRow extends Pick<ErrorSummary, 'mean' | 'median' | 'worst25'> {
  /** From 1. */
  readonly fold: number;
  /** Groups that it held back; absent where folds are not made of groups. */
  readonly groups?: readonly string[];
  readonly pictures: number;
}

/** Of the networks of one seed, on the pictures that each had not seen. */
export interface CrossValidatedErrors {
  readonly seed: number;
  readonly all: ErrorSummary;
  /** The same folds for every seed. */
  readonly folds: readonly FoldErrorRow[];
  /** Of pictures under one light alone, where the data set tells them apart. */
  readonly singleIlluminant?: ErrorSummary | null | undefined;
  /** Of what the teachers say together, where networks were distilled. */
  readonly teachers?: ErrorSummary | undefined;
  /** Errors in mired, where the pictures have colour temperatures: over all, and by sensor. */
  readonly mired?: ErrorSummary | undefined;
  readonly miredBySensor?:
    | Readonly<Record<string, ErrorSummary & { readonly images: number }>>
    | undefined;
  /** Where answers keep to a curve: errors along the curve of the labels and across it. */
  readonly byCurve?: CurveErrors | undefined;
}

/** A line a seed, and one for all where there are several. `kind`: how pictures were dealt to folds. */
export function formatCrossValidation(
  results: readonly CrossValidatedErrors[],
  { folds, kind }: { readonly folds: number; readonly kind: string },
): string {
  const lines = results.flatMap(({ seed, all, singleIlluminant, teachers }) => {
    const single = singleIlluminant ? `   single-illuminant ${figures(singleIlluminant)}` : '';
    return [
      `  seed ${seed}   all ${figures(all)}${single}`,
      ...(teachers ? [`    its teachers together ${figures(teachers)}`] : []),
    ];
  });
  return [
    `${folds}-fold cross-validation, ${describeKind(kind)}`,
    'Recovery error in degrees: mean / median / best 25 % / worst 25 %',
    ...lines,
    ...(results.length > 1 ? [`  ${spread(results)}`] : []),
    ...miredLines(results),
    ...curveLines(results),
    ...foldLines(results),
  ].join('\n');
}

/** Errors of each fold, averaged over the seeds. */
export function averageFolds(results: readonly CrossValidatedErrors[]): FoldErrorRow[] {
  return (results[0]?.folds ?? []).map((row, i) => {
    const over = (key: 'mean' | 'median' | 'worst25') =>
      mean(results.map(({ folds }) => folds[i]![key]));
    return { ...row, mean: over('mean'), median: over('median'), worst25: over('worst25') };
  });
}

/** `3`, or `3: session 12, session 14`. */
export function foldName({ fold, groups }: FoldErrorRow): string {
  return groups ? `${fold}: ${groups.join(', ')}` : String(fold);
}

function foldLines(results: readonly CrossValidatedErrors[]): string[] {
  const rows = averageFolds(results).map((row) => [
    shorten(visibleText(foldName(row))),
    String(row.pictures),
    ...[row.mean, row.median, row.worst25].map((v) => v.toFixed(2)),
  ]);
  if (rows.length === 0) return [];
  const seeds = results.length > 1 ? `, mean over ${results.length} seeds` : '';
  return [
    '',
    `By fold, degrees${seeds}`,
    tableOf(['fold', 'pictures', 'mean', 'median', 'worst25'], rows, PLAIN),
  ];
}

function miredLines(results: readonly CrossValidatedErrors[]): string[] {
  if (results.some(({ mired }) => mired === undefined)) return [];
  return [
    'Error in mired: mean / median / best 25 % / worst 25 %',
    ...results.flatMap(({ seed, mired, miredBySensor = {} }) => [
      `  seed ${seed}   all ${figures(mired!)}`,
      ...Object.entries(miredBySensor).map(
        ([sensor, { images, ...errors }]) =>
          `    ${visibleText(sensor)} (${images}) ${figures(errors)}`,
      ),
    ]),
  ];
}

function curveLines(results: readonly CrossValidatedErrors[]): string[] {
  const lines = results.flatMap(({ seed, byCurve }) =>
    byCurve
      ? [`  seed ${seed}   along ${figures(byCurve.along)}   across ${figures(byCurve.across)}`]
      : [],
  );
  if (lines.length === 0) return [];
  return [
    'Along the curve of the labels and across it, degrees: mean / median / best 25 % / worst 25 %',
    ...lines,
  ];
}

function describeKind(kind: string): string {
  if (kind === 'random') return 'single pictures';
  return kind === 'runs' ? 'runs of neighbouring ids' : `pictures of one ${kind} together`;
}

function figures({ mean, median, best25, worst25 }: ErrorSummary): string {
  return [mean, median, best25, worst25].map((v) => v.toFixed(2)).join(' / ');
}

/** Mean over seeds and standard deviation of the mean errors. */
function spread(errors: readonly CrossValidatedErrors[]): string {
  const of = (values: readonly number[]) =>
    `${mean(values).toFixed(3)} ± ${standardDeviation(values).toFixed(3)}`;
  const single = errors.flatMap((e) => (e.singleIlluminant ? [e.singleIlluminant.mean] : []));
  const all = `mean over seeds ± standard deviation: all ${of(errors.map((e) => e.all.mean))}`;
  return single.length > 1 ? `${all}, single-illuminant ${of(single)}` : all;
}
