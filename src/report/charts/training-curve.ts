/** Loss or validation error over the epochs of a training. */
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame } from './frame.js';
import { seriesColour } from './palette.js';

/** What one epoch of training left in the log. */
export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number;
  readonly loss: number;
  /** Mean recovery error on the validation part in degrees, where there is one. */
  readonly validationDegrees?: number;
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
    xAxis: { ...axis('epoch', 30), min: 'dataMin', max: 'dataMax', minInterval: 1 },
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
