/** How a search went, as charts: the hypervolume over its trials, and the learning curves. */
import type { ChartOption } from '../charts/chart-option.js';
import { axis, type DrawnOption, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { ChartTip } from '../charts/render.js';

export interface ChartedCurve {
  readonly id: number;
  /** By epoch, from the first; NaN where there was none. */
  readonly errors: readonly number[];
  readonly onFront: boolean;
  readonly chosen: boolean;
}

/** What a study came to by each trial. */
export type VolumeByTrial = readonly { readonly trial: number; readonly value: number }[];

export function volumeOption(volumes: VolumeByTrial): ChartOption {
  return {
    ...frame(false),
    xAxis: { ...axis('trial', 30), min: 'dataMin', max: 'dataMax', minInterval: 1 },
    yAxis: axis('hypervolume, share of the thresholds', 46),
    series: [
      {
        type: 'line',
        step: 'end',
        silent: true,
        showSymbol: volumes.length < 2,
        data: volumes.map(({ trial, value }) => [trial, value]),
        lineStyle: { width: 2, color: seriesColour(0) },
        itemStyle: { color: seriesColour(0) },
      },
    ],
  } satisfies DrawnOption;
}

export function volumeTips(volumes: VolumeByTrial): ChartTip[] {
  return volumes.map(({ trial, value }) => ({
    at: [trial, value],
    text: `after trial ${trial}: ${value.toFixed(4)}`,
  }));
}

/** Errors over epochs, the front and the network to take before all others. */
export function curvesOption(curves: readonly ChartedCurve[], errorAxis: string): ChartOption {
  const rank = ({ onFront, chosen }: ChartedCurve) => (chosen ? 2 : onFront ? 1 : 0);
  const STYLES = [
    { name: 'others', color: CHART_COLOURS.muted.light, width: 1, opacity: 0.35 },
    { name: 'front', color: seriesColour(0), width: 1.5, opacity: 0.9 },
    { name: 'to be taken', color: seriesColour(1), width: 2.5, opacity: 1 },
  ] as const;
  const base = frame(true);
  const used = STYLES.filter((_, i) => curves.some((curve) => rank(curve) === i));
  return {
    ...base,
    legend: { ...base.legend, data: used.map(({ name }) => ({ name })) },
    xAxis: { ...axis('epoch', 30), min: 1, max: 'dataMax', minInterval: 1 },
    yAxis: { ...axis(errorAxis, 44), min: lowest(curves), max: highest(curves) },
    series: curves
      .toSorted((a, b) => rank(a) - rank(b))
      .map((curve) => {
        const { name, color, width, opacity } = STYLES[rank(curve)]!;
        return {
          type: 'line' as const,
          silent: true,
          name,
          symbol: 'none',
          data: curve.errors.flatMap((error, i) => (error > 0 ? [[i + 1, error]] : [])),
          lineStyle: { color, width, opacity },
          itemStyle: { color },
        };
      }),
  } satisfies DrawnOption;
}

/** Below all errors, on a whole tenth or a finer round number. */
function lowest(curves: readonly ChartedCurve[]): number {
  const least = Math.min(...curves.flatMap(({ errors }) => errors.filter((error) => error > 0)));
  if (!Number.isFinite(least)) return 0;
  const step = 10 ** Math.floor(Math.log10(least) - 1);
  return Number((Math.floor(least / step) * step).toPrecision(6));
}

/** Twice the median of last errors, or the highest of them: first epochs would press all else together. */
function highest(curves: readonly ChartedCurve[]): number {
  const last = curves.map(({ errors }) => errors.at(-1) ?? Number.NaN).filter(Number.isFinite);
  const sorted = last.sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 1;
  return Number(Math.max(2 * median, sorted.at(-1) ?? 0).toPrecision(2));
}

/** At the end of each curve. */
export function curveTips(curves: readonly ChartedCurve[]): ChartTip[] {
  return curves.flatMap(({ id, errors }) => {
    const last = errors.at(-1) ?? Number.NaN;
    const text = `trial ${id}: ${last.toPrecision(4)} after ${errors.length} epochs`;
    return last > 0 ? [{ at: [errors.length, last] as const, text }] : [];
  });
}
