/** Charts of coverage, exposure and levels. */
import { quantileSorted } from '../../metrics/index.js';
import type { DrawnOption } from '../charts/frame.js';
import { axis, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { ChartedCoverage, ChartedCurvePoint, DatasetCharts, PartName } from './content.js';
import { type Bins, countInBins, histogramOutline } from './distribution.js';
import { histogramSeries } from './light-charts.js';

const MUTED = CHART_COLOURS.muted.light;
const GAP_COLOUR = seriesColour(4);
const PARTS: readonly PartName[] = ['train', 'test'];

function bins(low: number, high: number, count: number): Bins {
  const width = (high - low) / count;
  return { edges: Float64Array.from({ length: count + 1 }, (_, i) => low + i * width), width };
}

function percentPerBin(inBins: Bins, values: readonly number[]): Float64Array {
  return countInBins(inBins, values).map((n) => (100 * n) / values.length);
}

/** Share of the pictures of each part along the curve, and the stretches without a training picture. */
export function coverageOption({
  curve,
  trainAlongDegrees,
  testAlongDegrees,
  gaps,
}: ChartedCoverage): DrawnOption {
  const length = curve[curve.length - 1].alongDegrees;
  const inBins = bins(0, length, Math.max(12, Math.min(60, Math.round(length))));
  const shares = [trainAlongDegrees, testAlongDegrees].map((places) =>
    places.length === 0 ? new Float64Array(inBins.edges.length - 1) : percentPerBin(inBins, places),
  );
  const top = Math.ceil(1.05 * Math.max(...shares.flatMap((values) => [...values]), 1));
  const gapArea = gaps.flatMap(({ fromAlongDegrees: from, lengthDegrees }) => [
    [from, 0],
    [from, top],
    [from + lengthDegrees, top],
    [from + lengthDegrees, 0],
  ]);
  const isKnown = curve[0].cctKelvin !== undefined;
  return {
    ...frame(true),
    ...blockLegend(),
    xAxis: {
      ...axis(
        isKnown
          ? 'colour temperature along the CT curve (K)'
          : 'r along the curve of the labels, warm to cool',
        30,
      ),
      min: 0,
      max: length,
      axisLabel: {
        color: MUTED,
        fontSize: 12,
        hideOverlap: true,
        formatter: (along: number) => placeLabel(curve, along),
      },
    },
    yAxis: { ...axis('pictures (%)', 44), min: 0, max: top },
    series: [
      ...(gaps.length > 0 ? [gapSeries(gapArea)] : []),
      ...PARTS.flatMap((part, i) => {
        const places = i === 0 ? trainAlongDegrees : testAlongDegrees;
        if (places.length === 0) return [];
        return [histogramSeries(part, histogramOutline(inBins, shares[i]), part)];
      }),
    ],
  };
}

function gapSeries(data: number[][]) {
  return {
    type: 'line' as const,
    silent: true,
    name: 'no training picture',
    symbol: 'none',
    data,
    itemStyle: { color: GAP_COLOUR },
    lineStyle: { width: 0, color: GAP_COLOUR },
    areaStyle: { color: GAP_COLOUR, opacity: 0.25 },
  };
}

/** r, or the CT in K, at a distance along the curve. */
function placeLabel(curve: readonly ChartedCurvePoint[], along: number): string {
  const found = curve.findIndex(({ alongDegrees }) => alongDegrees >= along);
  const to = curve[found < 0 ? curve.length - 1 : found];
  const from = curve[found < 0 ? curve.length - 1 : Math.max(0, found - 1)];
  const share = (along - from.alongDegrees) / (to.alongDegrees - from.alongDegrees) || 0;
  if (from.cctKelvin === undefined || to.cctKelvin === undefined) {
    return (from.r + share * (to.r - from.r)).toFixed(2);
  }
  const cctKelvin = 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin);
  return String(10 * Math.round(cctKelvin / 10));
}

/** Brightness of every picture against its share of clipped pixels, with the limits of what is listed. */
export function exposureOption({
  pictures,
  darkLimit,
  clippedLimit,
}: Pick<DatasetCharts, 'pictures' | 'darkLimit' | 'clippedLimit'>): DrawnOption {
  const top = Math.max(clippedLimit, ...pictures.map(({ clippedShare }) => clippedShare));
  const max = Math.min(100, 10 * Math.ceil(10 * top + 0.3));
  const limit = (data: [number, number][]) => ({
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    data,
    lineStyle: { width: 1, color: MUTED, type: 'dashed' as const },
  });
  const smallest = Math.min(darkLimit, ...pictures.map(({ meanGreen }) => meanGreen));
  const min = smallest < 0.01 ? 0.001 : 0.01;
  return {
    ...frame(true),
    xAxis: { ...axis('mean linear green (1 = white level)', 30), type: 'log', min, max: 1 },
    yAxis: { ...axis('clipped pixels (%)', 44), min: 0, max },
    series: [
      limit([
        [darkLimit, 0],
        [darkLimit, max],
      ]),
      limit([
        [min, 100 * clippedLimit],
        [1, 100 * clippedLimit],
      ]),
      ...PARTS.map((part, i) => ({
        type: 'scatter' as const,
        silent: true,
        name: part,
        symbol: i === 0 ? 'circle' : 'diamond',
        symbolSize: i === 0 ? 5 : 7,
        data: pictures
          .filter((p) => p.part === part)
          .map((p) => [Math.max(min, p.meanGreen), 100 * p.clippedShare]),
        itemStyle: { color: seriesColour(i), opacity: 0.6 },
      })).filter(({ data }) => data.length > 0),
    ],
  };
}

/** The darkest raw value of every picture, up to the 98th percentile, with the black level. */
export function darkestValueOption({
  pictures,
  blackLevel,
}: Pick<DatasetCharts, 'pictures' | 'blackLevel'>): DrawnOption {
  const valuesOf = (part: PartName) =>
    pictures.flatMap((p) => (p.part === part && p.smallestValue !== null ? [p.smallestValue] : []));
  const all = Float64Array.from([...valuesOf('train'), ...valuesOf('test')]).sort();
  const low = Math.min(blackLevel, all[0] ?? blackLevel);
  const most = all.length === 0 ? blackLevel : quantileSorted(all, 0.98);
  const high = Math.max(low + 40, blackLevel + 40, most);
  const inBins = bins(low - 0.02 * (high - low), high, 40);
  const series = PARTS.flatMap((part) => {
    const values = valuesOf(part);
    if (values.length === 0) return [];
    const inside = values.filter((v) => v <= high);
    const shares = countInBins(inBins, inside).map((n) => (100 * n) / values.length);
    return [{ ...histogramSeries(part, histogramOutline(inBins, shares), part), shares }];
  });
  const top = Math.max(1, ...series.flatMap(({ shares }) => [...shares]));
  return {
    ...frame(true),
    ...blockLegend(),
    xAxis: {
      ...axis('darkest raw value of a picture', 30),
      min: inBins.edges[0],
      max: high,
      axisLabel: wholeLabels,
    },
    yAxis: { ...axis('pictures (%)', 44), min: 0 },
    series: [
      ...series.map(({ shares: _, ...line }) => line),
      {
        type: 'line',
        silent: true,
        name: `black level ${blackLevel}`,
        symbol: 'none',
        data: [
          [blackLevel, 0],
          [blackLevel, top],
        ],
        itemStyle: { color: MUTED },
        lineStyle: { width: 1.5, color: MUTED, type: 'dashed' },
      },
    ],
  };
}

/** A legend of blocks instead of lines, for areas. */
function blockLegend(): DrawnOption {
  return { legend: { ...frame(true).legend, itemGap: 34, icon: 'roundRect' } };
}

const wholeLabels = {
  color: MUTED,
  fontSize: 12,
  hideOverlap: true,
  showMinLabel: false,
  showMaxLabel: false,
  formatter: (value: number) => String(Math.round(value)),
};
