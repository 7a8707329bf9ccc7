/** True and estimated lights in the plane of white points. */
import type { WhitePoint } from '../../color/index.js';
import type { ChartOption } from './chart-option.js';
import { axis, type DrawnOption, frame, MUTED } from './frame.js';
import { seriesColour } from './palette.js';

/** True and estimated white points in the plane of r = R/G and b = B/G, each pair joined by its error. Throws RangeError unless there are as many of both. */
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
