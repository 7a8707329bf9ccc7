/** The charts of a report as ECharts option objects: plain data, the same for a page and for SVG. */
import type { WhitePoint } from '../../color/index.js';
import { quantileSorted } from '../../metrics/index.js';
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame, MUTED } from './frame.js';
import { seriesColour } from './palette.js';

/** What one epoch of training left in the log. */
export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number;
  readonly loss: number;
  /** Mean recovery error on the validation part in degrees, where there is one. */
  readonly validationDegrees?: number;
}

/** A named list of recovery errors in degrees, one an image. */
export interface NamedErrors {
  readonly name: string;
  readonly errorsDegrees: ArrayLike<number>;
}

/** One figure of training over the epochs; a loss is drawn on a logarithmic axis where it is positive throughout. */
export function trainingCurveOption(
  epochs: readonly EpochRecord[],
  what: 'loss' | 'validationDegrees',
): ChartOption {
  const points = epochs.flatMap((e) => {
    const value = e[what];
    return value === undefined ? [] : [[e.epoch, value]];
  });
  const isLogarithmic = what === 'loss' && points.every(([, value]) => value > 0);
  const name = what === 'loss' ? 'training loss' : 'validation error (degrees)';
  return {
    ...frame(false),
    xAxis: { ...axis('epoch', 30), min: 'dataMin', max: 'dataMax' },
    yAxis: { ...axis(name, 44), ...(isLogarithmic ? { type: 'log' as const } : {}) },
    series: [
      {
        type: 'line',
        silent: true,
        data: points,
        showSymbol: points.length < 2,
        lineStyle: { width: 2, color: seriesColour(what === 'loss' ? 1 : 0) },
        itemStyle: { color: seriesColour(what === 'loss' ? 1 : 0) },
      },
    ],
  } satisfies DrawnOption;
}

/** True and estimated white points in the plane of r = R/G and b = B/G, each pair joined by its error. */
export function whitePointScatterOption(
  truths: readonly WhitePoint[],
  estimates: readonly WhitePoint[],
): ChartOption {
  if (truths.length !== estimates.length) {
    throw new RangeError(
      `whitePointScatterOption: expected ${truths.length} estimates, got ${estimates.length}`,
    );
  }
  // '-' is ECharts' missing value: it breaks the line, so that one series draws all the pairs.
  const errors = truths.flatMap((truth, i) => [
    [truth.r, truth.b],
    [estimates[i].r, estimates[i].b],
    ['-', '-'],
  ]);
  return {
    ...frame(true),
    xAxis: axis('r = R/G', 30),
    yAxis: axis('b = B/G', 44),
    series: [
      {
        type: 'line',
        silent: true,
        data: errors,
        showSymbol: false,
        lineStyle: { width: 1, color: MUTED, opacity: 0.6 },
      },
      {
        type: 'scatter',
        silent: true,
        name: 'true light',
        symbolSize: 6,
        data: truths.map(({ r, b }) => [r, b]),
        itemStyle: { color: seriesColour(1), opacity: 0.8 },
      },
      {
        type: 'scatter',
        silent: true,
        name: 'estimate',
        symbol: 'diamond',
        symbolSize: 7,
        data: estimates.map(({ r, b }) => [r, b]),
        itemStyle: { color: seriesColour(0), opacity: 0.8 },
      },
    ],
  } satisfies DrawnOption;
}

/** Points drawn of one distribution: every half per cent. */
const DISTRIBUTION_STEPS = 200;

/** The axis of errors ends at so many times the first method's 95th percentile: beyond lie only others' tails. */
const DISTRIBUTION_REACH = 4;

/** Quantiles of ascending errors as points [degrees, per cent], continued at 100 % to the end of the axis. */
function distributionPoints(ascending: Float64Array, end: number): [number, number][] {
  const points: [number, number][] = [];
  for (let step = 0; step <= DISTRIBUTION_STEPS; step++) {
    const share = step / DISTRIBUTION_STEPS;
    points.push([quantileSorted(ascending, share), 100 * share]);
  }
  if (ascending[ascending.length - 1] < end) points.push([end, 100]);
  return points;
}

/** Names that fit into one line above a chart; more go into its empty corner. */
const NAMES_ABOVE = 3;
/** Distributions that can be told apart, by as many colours. */
const MAX_DISTRIBUTIONS = 6;

/** The first method and those of the others that are best in the mean, in their order: as many as have a colour. */
function distinctMethods(methods: readonly NamedErrors[]): readonly NamedErrors[] {
  if (methods.length <= MAX_DISTRIBUTIONS) return methods;
  const mean = ({ errorsDegrees }: NamedErrors): number =>
    Array.from(errorsDegrees).reduce((sum, error) => sum + error, 0) / errorsDegrees.length;
  const [main, ...others] = methods;
  const best = others
    .map((method) => ({ method, error: mean(method) }))
    .sort((a, b) => a.error - b.error)
    .slice(0, MAX_DISTRIBUTIONS - 1)
    .map(({ method }) => method);
  return [main, ...others.filter((method) => best.includes(method))];
}

/** The legend above the chart, or in its lower right corner, where errors that are distributed leave room. */
function distributionFrame(count: number): DrawnOption {
  const above = frame(true);
  if (count <= NAMES_ABOVE) return above;
  const corner = { orient: 'vertical' as const, top: 'auto', right: 26, bottom: 58, itemGap: 6 };
  return { ...above, grid: { ...frame(false).grid }, legend: { ...above.legend, ...corner } };
}

/**
 * What share of the images each method estimates within a given error; the first is what the chart is about. Of more
 * than six methods the first and the five best of the others are drawn.
 */
export function errorDistributionOption(all: readonly NamedErrors[]): ChartOption {
  const methods = distinctMethods(all);
  const sorted = methods.map(({ errorsDegrees }) => Float64Array.from(errorsDegrees).sort());
  const reach = DISTRIBUTION_REACH * quantileSorted(sorted[0], 0.95);
  const longest = Math.max(...sorted.map((errors) => quantileSorted(errors, 0.98)));
  const end = Math.max(1, Math.ceil(Math.min(reach, longest)));
  return {
    ...distributionFrame(methods.length),
    xAxis: { ...axis('recovery error (degrees)', 30), min: 0, max: end },
    yAxis: { ...axis('images within (%)', 44), min: 0, max: 100 },
    series: methods.map(({ name }, index) => ({
      type: 'line',
      silent: true,
      name,
      showSymbol: false,
      data: distributionPoints(sorted[index], end),
      lineStyle: { width: index === 0 ? 3 : 2, color: seriesColour(index) },
      itemStyle: { color: seriesColour(index) },
      clip: true,
    })),
  } satisfies DrawnOption;
}
