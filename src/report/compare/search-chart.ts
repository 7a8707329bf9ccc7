/** How a Bayesian search went: the cost along the curve, and at every point that the fine search visited. */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts';
import { axis, type DrawnOption, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { ComparedPicture, SearchPoint, SearchRecord } from './content.js';
import { markerSymbol, TRUTH_MARKER } from './markers.js';

/** Viridis at equal steps, dark to bright; bright is cheap. A picture of its own, the same in both schemes. */
const VIRIDIS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

function viridis(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1);
  const low = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const codes = VIRIDIS[low].map((code, i) =>
    Math.round(code + (at - low) * (VIRIDIS[low + 1][i] - code)),
  );
  return `rgb(${codes.join(',')})`;
}

/** The answer of a search: its cheapest refined point. Throws RangeError for a search without one. */
export function foundPoint({ refined }: SearchRecord): SearchPoint {
  if (refined.length === 0)
    throw new RangeError('foundPoint: expected a finished search, got none');
  return refined.reduce((best, point) => (point.cost < best.cost ? point : best));
}

/** Least and greatest cost among points. */
export function costRange(points: readonly SearchPoint[]): { least: number; most: number } {
  const costs = points.map(({ cost }) => cost);
  return { least: Math.min(...costs), most: Math.max(...costs) };
}

const wholeKelvin = (value: number): string => value.toFixed(0);

/** A place along the curve in words. */
export function placeText(value: number, along: SearchRecord['along']): string {
  return along === 'r' ? `r ${value.toFixed(3)}` : `${wholeKelvin(value)} K`;
}

/** The axis along the curve. */
function alongAxis({ along }: SearchRecord, digits: number) {
  const title = along === 'r' ? 'r = R/G' : 'CT (K)';
  const formatter = along === 'r' ? (value: number) => value.toFixed(digits) : wholeKelvin;
  return { ...axis(title, 30), formatter };
}

function upright(cctKelvin: number, from: number, to: number): LineSeriesOption {
  return {
    type: 'line',
    silent: true,
    showSymbol: false,
    data: [
      [cctKelvin, from],
      [cctKelvin, to],
    ],
  };
}

/** Cost along the curve at the steps of the coarse search; answer (full line) and true light (broken line). */
export function coarseSearchOption(
  search: SearchRecord,
  truth: ComparedPicture['truthOnCurve'],
  methodIndex: number,
): DrawnOption {
  const { least, most } = costRange(search.coarse);
  const room = 0.06 * (most - least) || 1;
  const [low, high] = [least - room, most + room];
  const colour = seriesColour(methodIndex);
  const ccts = search.coarse.map(({ cctKelvin }) => cctKelvin);
  const { formatter, ...cctAxis } = alongAxis(search, 2);
  return {
    ...frame(false),
    xAxis: {
      ...cctAxis,
      min: Math.min(...ccts),
      max: Math.max(...ccts),
      axisLabel: { ...cctAxis.axisLabel, formatter, showMinLabel: true },
    },
    yAxis: { ...axis('cost', 44), min: low, max: high, axisLabel: plainLabels(low, high) },
    series: [
      {
        ...upright(foundPoint(search).cctKelvin, low, high),
        lineStyle: { width: 1.5, color: colour },
      },
      ...(truth === undefined
        ? []
        : [
            {
              ...upright(truth.cctKelvin, low, high),
              lineStyle: { width: 1.5, color: CHART_COLOURS.ink.light, type: [5, 4] },
            },
          ]),
      {
        type: 'line',
        silent: true,
        data: search.coarse.map(({ cctKelvin, cost }) => [cctKelvin, cost]),
        symbol: 'circle',
        symbolSize: 4,
        showAllSymbol: true,
        lineStyle: { width: 1, color: colour, opacity: 0.5 },
        itemStyle: { color: colour },
      },
    ],
  };
}

/** Labels of an axis whose ends are no round figures: the ends have none. */
function plainLabels(low: number, high: number) {
  const digits = Math.max(0, 1 - Math.floor(Math.log10(high - low)));
  const { axisLabel } = axis('', 0);
  const formatter = (value: number) => value.toFixed(digits);
  return { ...axisLabel, formatter, showMinLabel: false, showMaxLabel: false };
}

/** The grid of the fine search: how many CTs, and the steps between neighbours. */
function fineGrid(fine: readonly SearchPoint[]) {
  const ccts = [...new Set(fine.map(({ cctKelvin }) => cctKelvin))];
  const columns = Math.max(1, fine.length / ccts.length);
  const first = fine.slice(0, columns).map(({ offset }) => offset);
  return {
    cctStep: ccts.length > 1 ? ccts[1] - ccts[0] : 1,
    offsetStep: columns > 1 ? (first[columns - 1] - first[0]) / (columns - 1) : 0.01,
    cctEnds: [ccts[0], ccts[ccts.length - 1]],
    offsetEnds: [first[0], first[first.length - 1]],
  };
}

/** One rectangle a visited point, coloured by cost on a square-root scale: what matters is near the least. */
function costTiles(fine: readonly SearchPoint[]): CustomSeriesOption {
  const { cctStep, offsetStep } = fineGrid(fine);
  const { least, most } = costRange(fine);
  const fills = fine.map(({ cost }) =>
    viridis(1 - Math.sqrt((cost - least) / (most - least || 1))),
  );
  const data = fine.map(({ cctKelvin, offset }) => [cctKelvin, offset]);
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data,
    renderItem: ({ dataIndex }, api) => {
      const [cct, offset] = data[dataIndex];
      const [left, top] = api.coord([cct - cctStep / 2, offset + offsetStep / 2]);
      const [right, bottom] = api.coord([cct + cctStep / 2, offset - offsetStep / 2]);
      // Half a pixel more, so that no seam shows between neighbours.
      const shape = { x: left, y: top, width: right - left + 0.5, height: bottom - top + 0.5 };
      return { type: 'rect', shape, style: { fill: fills[dataIndex] } };
    },
  };
}

const OUTLINED = {
  color: '#ffffff',
  borderColor: '#101216',
  borderWidth: 1.2,
  opacity: 1,
} as const;

/**
 * Cost at every point of the fine search, CT by distance from the curve: the best of each CT as a line, the answer as a
 * ring, the true light as a cross where it lies within.
 */
export function fineSearchOption(
  search: SearchRecord,
  truth: ComparedPicture['truthOnCurve'],
): DrawnOption {
  const { fine, refined } = search;
  const { cctStep, offsetStep, cctEnds, offsetEnds } = fineGrid(fine);
  const [low, high] = [offsetEnds[0] - offsetStep / 2, offsetEnds[1] + offsetStep / 2];
  const { formatter: along, ...cctAxis } = alongAxis(search, 3);
  const offsetAxis = axis('off the curve (r, b)', 44);
  const found = foundPoint(search);
  const digits = high - low < 0.05 ? 3 : 2;
  return {
    ...frame(false),
    xAxis: {
      ...cctAxis,
      min: cctEnds[0] - cctStep / 2,
      max: cctEnds[1] + cctStep / 2,
      splitLine: { show: false },
      axisLabel: {
        ...cctAxis.axisLabel,
        formatter: along,
        showMinLabel: false,
        showMaxLabel: false,
      },
    },
    yAxis: {
      ...offsetAxis,
      min: low,
      max: high,
      splitLine: { show: false },
      axisLabel: {
        ...offsetAxis.axisLabel,
        formatter: (value: number) => value.toFixed(digits),
        showMinLabel: false,
        showMaxLabel: false,
      },
    },
    series: [
      costTiles(fine),
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        data: refined.map(({ cctKelvin, offset }) => [cctKelvin, offset]),
        lineStyle: { width: 1.5, color: '#ffffff', opacity: 0.75 },
      },
      {
        type: 'scatter',
        silent: true,
        z: 4,
        symbol: 'circle',
        symbolSize: 11,
        data: [[found.cctKelvin, found.offset]],
        itemStyle: {
          ...OUTLINED,
          color: 'rgba(0,0,0,0)',
          borderColor: '#ffffff',
          borderWidth: 2.5,
        },
      },
      {
        type: 'scatter',
        silent: true,
        z: 5,
        symbol: markerSymbol(TRUTH_MARKER),
        symbolSize: 14,
        data: truth === undefined ? [] : [[truth.cctKelvin, truth.offset]],
        itemStyle: OUTLINED,
      },
    ],
  };
}
