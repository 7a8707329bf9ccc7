/** The trials of a search as a picture: error against CPU time, the front, the thresholds, the network to take. */
import { axis, type ChartOption, frame } from '../charts/options.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';

export type ChartedStatus = 'completed' | 'pruned' | 'infeasible' | 'failed';

/** One trial; what is unknown of it is NaN. */
export interface ChartedTrial {
  readonly id: number;
  readonly status: ChartedStatus;
  readonly error: number;
  readonly cpuMs: number;
  readonly memoryMb: number;
  readonly onFront: boolean;
  readonly chosen: boolean;
}

export interface ChartedStudy {
  readonly name: string;
  /** What the error is, with its unit. */
  readonly errorName: string;
  readonly thresholds: {
    readonly error: number;
    readonly cpuMs: number;
    readonly memoryMb: number;
  };
  readonly trials: readonly ChartedTrial[];
}

type Cost = 'cpuMs' | 'memoryMb';
type Series = Extract<NonNullable<ChartOption['series']>, readonly unknown[]>[number];

const COST_NAMES: Record<Cost, string> = {
  cpuMs: 'CPU time of an estimate, ms',
  memoryMb: 'peak memory of the process, MB',
};
const MUTED = CHART_COLOURS.muted.light;
const INK = CHART_COLOURS.ink.light;
/** Errors further above the threshold are drawn at the chart's upper edge. */
const MOST_ABOVE = 1.6;

/** Error against one of the costs. */
export function frontOption(study: ChartedStudy, cost: Cost): ChartOption {
  const { trials, thresholds, errorName } = study;
  const top = thresholds.error * MOST_ABOVE;
  const place = (trial: ChartedTrial): [number, number] => [
    trial[cost],
    Math.min(trial.error, top),
  ];
  const known = trials.filter((t) => Number.isFinite(t[cost]));
  const of = (status: ChartedStatus) =>
    known.filter((t) => t.status === status && !t.onFront && Number.isFinite(t.error)).map(place);
  const front = known.filter((t) => t.onFront);
  const outside = known
    .filter((t) => t.status === 'infeasible')
    .map((t): [number, number] => [t[cost], top]);
  const costs = [...known.map((t) => t[cost]), thresholds[cost]].filter((v) => v > 0);
  const errors = [...known.map((t) => t.error).filter(Number.isFinite), thresholds.error];
  return {
    ...frame(true),
    xAxis: {
      ...axis(COST_NAMES[cost], 30),
      ...(cost === 'cpuMs'
        ? {
            type: 'log' as const,
            min: roundDown(Math.min(...costs)),
            max: roundUp(Math.max(...costs)),
          }
        : {}),
    },
    yAxis: {
      ...axis(errorName, 42),
      max: Number(top.toPrecision(2)),
      min: Math.min(...errors) * 0.9,
    },
    series: [
      ...thresholdLines(study, cost, top, costs),
      scatter('trained', of('completed'), 'circle', 7, MUTED),
      scatter('stopped early', of('pruned'), 'triangle', 7, MUTED, 0.5),
      scatter('beyond the budget, not trained', outside, 'rect', 6, MUTED, 0.35),
      ...(cost === 'cpuMs' ? [frontLine(front.map(place))] : []),
      scatter('front', front.map(place), 'circle', 10, seriesColour(0)),
      ...chosenMark(
        known.filter((t) => t.chosen),
        place,
      ),
    ],
  };
}

function scatter(
  name: string,
  data: [number, number][],
  symbol: string,
  symbolSize: number,
  color: string,
  opacity = 0.8,
): Series {
  return {
    type: 'scatter',
    silent: true,
    name,
    data,
    symbol,
    symbolSize,
    itemStyle: { color, opacity },
  };
}

/** Steps: what error is to be had for what cost. */
function frontLine(points: readonly [number, number][]): Series {
  const sorted = points.toSorted((a, b) => a[0] - b[0]);
  const best: [number, number][] = [];
  for (const [x, y] of sorted) {
    const last = best.at(-1);
    if (last && y >= last[1]) continue;
    if (last) best.push([x, last[1]]);
    best.push([x, y]);
  }
  const color = seriesColour(0);
  return {
    type: 'line',
    silent: true,
    data: best,
    symbol: 'none',
    lineStyle: { color, width: 1.5, opacity: 0.6 },
    itemStyle: { color },
  };
}

function chosenMark(
  trials: readonly ChartedTrial[],
  place: (trial: ChartedTrial) => [number, number],
): Series[] {
  return trials.map((trial) => ({
    type: 'scatter',
    silent: true,
    name: `trial ${trial.id}, to be taken`,
    data: [place(trial)],
    symbol: 'diamond',
    symbolSize: 17,
    itemStyle: { color: seriesColour(1) },
  }));
}

function thresholdLines(
  { thresholds }: ChartedStudy,
  cost: Cost,
  top: number,
  costs: readonly number[],
): Series[] {
  const line = (data: [number, number][]): Series => ({
    type: 'line',
    silent: true,
    symbol: 'none',
    data,
    itemStyle: { color: INK },
    lineStyle: { color: INK, width: 1, type: 'dashed' },
  });
  const low = cost === 'cpuMs' ? roundDown(Math.min(...costs)) : Math.min(...costs);
  return [
    line([
      [thresholds[cost], 0],
      [thresholds[cost], top],
    ]),
    line([
      [low, thresholds.error],
      [thresholds[cost], thresholds.error],
    ]),
  ];
}

/** To one leading digit, for the ends of a logarithmic axis. */
function roundDown(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.floor(value / unit) * unit;
}

function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil((value / unit) * 1.0001) * unit;
}
