/** What share of the images each method estimates within an error. */
import { mean, quantileSorted } from '../../metrics/index.js';
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame } from './frame.js';
import { seriesColour } from './palette.js';

/** A named list of recovery errors in degrees, one an image. */
export interface NamedErrors {
  readonly name: string;
  readonly errorsDegrees: ArrayLike<number>;
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
  const [main, ...others] = methods;
  const best = others
    .map((method) => ({ method, error: mean(method.errorsDegrees) }))
    .sort((a, b) => a.error - b.error)
    .slice(0, MAX_DISTRIBUTIONS - 1)
    .map(({ method }) => method);
  return [main, ...others.filter((method) => best.includes(method))];
}

/** What a chart of distributions leaves out, for its caption; empty where all are drawn. */
export function distributionsLeftOut(methods: readonly NamedErrors[]): string {
  const drawn = distinctMethods(methods);
  const left = methods.filter((method) => !drawn.includes(method)).map(({ name }) => name);
  return left.length === 0
    ? ''
    : ` Drawn are the first and the ${drawn.length - 1} best of the others; left out: ${left.join(', ')}.`;
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
