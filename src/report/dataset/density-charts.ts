/** The density of the training labels and the weights that it gives them. */
import { quantileSorted } from '../../metrics/index.js';
import type { DrawnOption } from '../charts/frame.js';
import { axis, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { DatasetCharts } from './content.js';
import { contourOutlines, samplePlane } from './contours.js';

/** Shares of the training labels inside the contours, the widest first. */
export const CONTOUR_SHARES = [0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1] as const;

const GRID_POINTS = 120;
/** Margin around the labels as a share of their range: room for the outermost contour. */
const MARGIN = 0.2;
const FILL_OPACITY = 0.16;
const DENSITY_COLOUR = seriesColour(0);
const INK = CHART_COLOURS.ink.light;
const MUTED = CHART_COLOURS.muted.light;

type Range = readonly [number, number];

function paddedRange(values: readonly number[]): Range {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const margin = MARGIN * (high - low);
  return [Math.max(0, low - margin), high + margin];
}

/**
 * The density surface seen from above: each filled contour holds that share of the training labels which is where the
 * density is highest [Hyndman1996, Computing and graphing highest density regions].
 */
export function densityOption({
  pictures,
  density,
}: Pick<DatasetCharts, 'pictures' | 'density'>): DrawnOption {
  const train = pictures.filter(({ part }) => part === 'train').map(({ whitePoint }) => whitePoint);
  const x = paddedRange(train.map(({ r }) => r));
  const y = paddedRange(train.map(({ b }) => b));
  const at = density ?? (() => 0);
  const heights = Float64Array.from(train, at).sort();
  const plane = samplePlane((r, b) => at({ r, b }), { x, y }, GRID_POINTS, GRID_POINTS);
  const areas =
    density === null
      ? []
      : CONTOUR_SHARES.map((share) => contourOutlines(plane, quantileSorted(heights, 1 - share)));
  return {
    ...frame(false),
    xAxis: { ...axis('r = R/G', 30), min: x[0], max: x[1], axisLabel: roundedLabels },
    yAxis: { ...axis('b = B/G', 44), min: y[0], max: y[1], axisLabel: roundedLabels },
    series: [
      {
        type: 'custom',
        silent: true,
        data: areas.map((_, i) => [x[0], y[0], i]),
        encode: { x: 0, y: 1 },
        clip: true,
        renderItem: ({ dataIndex }, api) => ({
          type: 'path',
          shape: { pathData: pathOf(areas[dataIndex], (point) => api.coord([...point])) },
          style: {
            fill: DENSITY_COLOUR,
            opacity: FILL_OPACITY,
            stroke: DENSITY_COLOUR,
            lineWidth: 0.75,
          },
        }),
      },
      {
        type: 'scatter',
        silent: true,
        symbolSize: 2.5,
        data: train.map(({ r, b }) => [r, b]),
        itemStyle: { color: INK, opacity: 0.55 },
      },
    ],
  };
}

/** The ends of the axes are the data's, not round numbers: they carry no label. */
const roundedLabels = { color: MUTED, fontSize: 12, showMinLabel: false, showMaxLabel: false };

/** Outlines as one SVG path in pixels. */
function pathOf(
  outlines: readonly (readonly (readonly [number, number])[])[],
  toPixels: (point: readonly [number, number]) => number[],
): string {
  return outlines
    .map((outline) => {
      const points = outline.map((point) =>
        toPixels(point)
          .map((v) => v.toFixed(1))
          .join(' '),
      );
      return `M${points.join('L')}Z`;
    })
    .join('');
}

/** Weight of every training picture against its r, between the bounds that weights are clipped to. */
export function weightOption({
  pictures,
  weightBounds,
}: Pick<DatasetCharts, 'pictures' | 'weightBounds'>): DrawnOption {
  const points = pictures.flatMap(({ whitePoint, weight }) =>
    weight === undefined ? [] : [[whitePoint.r, weight] as [number, number]],
  );
  const r = points.map(([value]) => value);
  const low = Math.floor(20 * r.reduce((a, b) => Math.min(a, b), Infinity)) / 20;
  const high = Math.ceil(20 * r.reduce((a, b) => Math.max(a, b), -Infinity)) / 20;
  return {
    ...frame(false),
    xAxis: { ...axis('r = R/G', 30), min: low, max: high },
    yAxis: { ...axis('weight', 44), type: 'log', min: 0.05, max: 30 },
    series: [
      ...weightBounds.map((bound) => ({
        type: 'line' as const,
        silent: true,
        symbol: 'none',
        data: [
          [low, bound],
          [high, bound],
        ],
        lineStyle: { width: 1, color: MUTED, type: 'dashed' as const },
        endLabel: {
          show: true,
          formatter: String(bound),
          color: MUTED,
          fontSize: 11,
          offset: [-30, -8],
        },
      })),
      {
        type: 'scatter',
        silent: true,
        symbolSize: 5,
        data: points,
        itemStyle: { color: DENSITY_COLOUR, opacity: 0.5 },
      },
    ],
  };
}
