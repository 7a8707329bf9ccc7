/** The trials of a search as a picture: error against a cost, the front, the thresholds, the network to take. */
import type { ChartOption } from '../charts/chart-option.js';
import { axis, type DrawnOption, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { ChartTip } from '../charts/render.js';

export type ChartedStatus = 'completed' | 'pruned' | 'infeasible' | 'failed';

/** One trial; what is unknown of it is NaN. */
export interface ChartedTrial {
  readonly id: number;
  readonly status: ChartedStatus;
  readonly error: number;
  /** By the cost's name. */
  readonly costs: Readonly<Record<string, number>>;
  readonly onFront: boolean;
  readonly chosen: boolean;
}

/** A cost that a study weighs, whatever it is. */
export interface ChartedCost {
  readonly name: string;
  readonly threshold: number;
  /** Of the chart's files. */
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  /** What the axis says, with the unit. */
  readonly axis: string;
  readonly isLogarithmic: boolean;
  /** A line of what error is to be had for what cost. */
  readonly hasSteps: boolean;
}

export interface ChartedStudy {
  readonly name: string;
  readonly error: {
    /** What it is, with its unit. */
    readonly axis: string;
    readonly threshold: number;
  };
  readonly costs: readonly ChartedCost[];
  readonly trials: readonly ChartedTrial[];
}

type Series = Extract<NonNullable<DrawnOption['series']>, readonly unknown[]>[number];

const MUTED = CHART_COLOURS.muted.light;
const INK = CHART_COLOURS.ink.light;
/** Errors further above the threshold are drawn at the chart's upper edge. */
const MOST_ABOVE = 1.6;
/** Least space above the threshold, as a share of it. */
const LEAST_ABOVE = 1.15;
const CROSS = 'path://M2,0L5,3L8,0L10,2L7,5L10,8L8,10L5,7L2,10L0,8L3,5L0,2Z';

const THRESHOLDS = 'thresholds';
const DASHES = 'path://M0,0H5V1.4H0ZM8,0H13V1.4H8ZM16,0H21V1.4H16Z';

/** Ends of an axis. */
interface Range {
  readonly min: number;
  readonly max: number;
}

/** What is told of each trial in a chart of the front. */
export function frontTips(study: ChartedStudy, cost: ChartedCost): ChartTip[] {
  const { trials, place, costOf } = placed(study, cost);
  return trials.map((trial) => {
    const figure = Number.isFinite(trial.error) ? trial.error.toPrecision(4) : 'none';
    const marks = [trial.chosen ? 'to be taken' : '', trial.onFront ? 'front' : ''].filter(Boolean);
    const words = [STATUS_WORDS[trial.status], ...marks].join(', ');
    const costText = `${cost.axis}: ${costOf(trial).toPrecision(4)}`;
    return {
      at: place(trial),
      text: `trial ${trial.id}, ${words}; ${study.error.axis}: ${figure}; ${costText}`,
    };
  });
}

const STATUS_WORDS: Readonly<Record<ChartedStatus, string>> = {
  completed: 'trained',
  pruned: 'stopped early',
  infeasible: 'beyond budget',
  failed: 'failed',
};

/** The trials that a chart has, and where they stand. */
function placed(study: ChartedStudy, cost: ChartedCost) {
  const costOf = ({ costs: all }: ChartedTrial): number => all[cost.name] ?? Number.NaN;
  const trials = study.trials.filter((t) => Number.isFinite(costOf(t)));
  const errors = errorRange(study, trials);
  const place = (trial: ChartedTrial): [number, number] => [
    costOf(trial),
    Number.isFinite(trial.error) ? Math.min(trial.error, errors.max) : errors.max,
  ];
  return { costOf, trials, errors, place };
}

/**
 * Error against one of the costs. Trials without an error (not trained, failed) stand at the upper edge, at their cost;
 * those of unknown cost are left out.
 */
export function frontOption(study: ChartedStudy, cost: ChartedCost): ChartOption {
  const { costOf, trials, errors, place } = placed(study, cost);
  const costs = costAxis(cost, trials.map(costOf));
  const of = (status: ChartedStatus) =>
    trials.filter((t) => t.status === status && !t.onFront).map(place);
  const front = trials.filter((t) => t.onFront);
  const base = frame(true);
  const series = [
    ...thresholdLines(study, cost, costs, errors),
    scatter('trained', of('completed'), 'circle', 7, MUTED),
    scatter('stopped early', of('pruned'), 'triangle', 7, MUTED, 0.5),
    scatter('beyond budget', of('infeasible'), 'rect', 6, MUTED, 0.35),
    scatter('failed', of('failed'), CROSS, 8, INK, 0.7),
    ...(cost.hasSteps ? [frontLine(front.map(place))] : []),
    numbered(front, place),
    ...chosenMark(
      trials.filter((t) => t.chosen),
      place,
    ),
  ].filter(hasPoints);
  return {
    ...base,
    // Its names take two lines.
    grid: { ...base.grid, top: 62 },
    legend: { ...base.legend, data: legendOf(series) },
    xAxis: {
      ...axis(cost.axis, 30),
      ...(cost.isLogarithmic ? { type: 'log' as const } : {}),
      ...costs,
    },
    yAxis: { ...axis(study.error.axis, 42), ...errors },
    series,
  } satisfies DrawnOption;
}

/** The thresholds first, as dashes, and what is drawn in its order: the longest name comes last and may be wider than is thought. */
function legendOf(series: readonly Series[]): { name: string; icon?: string }[] {
  const names = new Set(series.flatMap(({ name }) => (name === undefined ? [] : String(name))));
  names.delete(THRESHOLDS);
  return [{ name: THRESHOLDS, icon: DASHES }, ...[...names].map((name) => ({ name }))];
}

/** What no trial came to needs no place in the legend. */
function hasPoints({ data }: Series): boolean {
  return Array.isArray(data) && data.length > 0;
}

/** Room for all costs and the threshold. */
function costAxis({ threshold, isLogarithmic }: ChartedCost, costs: readonly number[]): Range {
  const all = [...costs, threshold].filter((v) => v > 0);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (!isLogarithmic) return { min: Math.floor(low) - 1, max: Math.ceil(high) + 1 };
  return { min: roundDown(low), max: roundUp(high) };
}

/** From below the lowest error to above the threshold, between round numbers. */
function errorRange(
  { error: { threshold } }: ChartedStudy,
  trials: readonly ChartedTrial[],
): Range {
  const all = [...trials.map((t) => t.error).filter(Number.isFinite), threshold];
  const high = Math.max(...all, threshold * LEAST_ABOVE);
  const top = Math.min(high, threshold * MOST_ABOVE);
  const bottom = Math.min(...all) * 0.95;
  const step = 10 ** Math.floor(Math.log10(top - bottom)) / 2;
  const round = (value: number) => Number(value.toPrecision(6));
  return {
    min: round(Math.floor(bottom / step) * step),
    max: round(Math.ceil(top / step) * step),
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

/** The front, each with the number of its trial. */
function numbered(
  front: readonly ChartedTrial[],
  place: (trial: ChartedTrial) => [number, number],
): Series {
  return {
    type: 'scatter',
    silent: true,
    name: 'front',
    data: front.map((trial) => ({ name: String(trial.id), value: place(trial) })),
    symbol: 'circle',
    symbolSize: 10,
    itemStyle: { color: seriesColour(0), opacity: 0.8 },
    label: {
      show: true,
      formatter: '{b}',
      position: 'top',
      distance: 4,
      color: INK,
      fontSize: 12,
    },
    labelLayout: { hideOverlap: true },
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
  { error }: ChartedStudy,
  cost: ChartedCost,
  costs: Range,
  errors: Range,
): Series[] {
  const line = (data: [number, number][]): Series => ({
    type: 'line',
    silent: true,
    name: THRESHOLDS,
    symbol: 'none',
    data,
    itemStyle: { color: INK },
    lineStyle: { color: INK, width: 1, type: 'dashed' },
  });
  return [
    line([
      [cost.threshold, errors.min],
      [cost.threshold, errors.max],
    ]),
    line([
      [costs.min, error.threshold],
      [cost.threshold, error.threshold],
    ]),
  ];
}

/** To one leading digit, for the ends of a logarithmic axis. */
function roundDown(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Number((Math.floor(value / unit) * unit).toPrecision(2));
}

function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil((value / unit) * 1.0001) * unit).toPrecision(2));
}
