/** Charts of the white points of a data set: how they are distributed, and what lies where. */
import type { DrawnOption } from '../charts/frame.js';
import { axis, frame } from '../charts/frame.js';
import { CHART_COLOURS, seriesColour } from '../charts/palette.js';
import type { ChartedPicture, DatasetCharts, PartName } from './content.js';
import { chooseBins, countInBins, densityCurve, histogramOutline } from './distribution.js';

const TRAIN_COLOUR = seriesColour(0);
const TEST_COLOUR = seriesColour(1);
const MUTED = CHART_COLOURS.muted.light;
const INK = CHART_COLOURS.ink.light;
const SHOWN_GROUPS = 5;
const OTHER_GROUP = 'other';
const NO_GROUP = 'not stated';

type LineSeries = Extract<Series, { type?: 'line' }>;
type Series = Extract<NonNullable<DrawnOption['series']>, readonly unknown[]>[number];

/** The look of a part's histogram: the training part filled, the test part an outline. */
export function histogramSeries(
  part: PartName,
  points: [number, number][],
  name?: string,
): LineSeries {
  const isTrain = part === 'train';
  const color = isTrain ? TRAIN_COLOUR : TEST_COLOUR;
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    data: points,
    itemStyle: { color },
    lineStyle: { width: 1, color, opacity: isTrain ? 0.35 : 0.7 },
    ...(name === undefined ? {} : { name }),
    ...(isTrain ? { areaStyle: { color, opacity: 0.22, origin: 'start' } } : {}),
  };
}

/** One component of the white points: histograms and kernel densities of both parts, each of area 1. */
export function histogramOption(
  pictures: readonly ChartedPicture[],
  component: 'r' | 'b',
): DrawnOption {
  const valuesOf = (part: PartName) =>
    pictures.filter((p) => p.part === part).map(({ whitePoint }) => whitePoint[component]);
  const bins = chooseBins(pictures.map(({ whitePoint }) => whitePoint[component]));
  const series = (['train', 'test'] as const).flatMap((part, i): LineSeries[] => {
    const values = valuesOf(part);
    if (values.length === 0) return [];
    const heights = countInBins(bins, values).map((n) => n / (values.length * bins.width));
    const color = seriesColour(i);
    return [
      histogramSeries(part, histogramOutline(bins, heights)),
      {
        type: 'line',
        silent: true,
        name: `${part} (${values.length})`,
        symbol: 'none',
        data: densityCurve(values),
        itemStyle: { color },
        lineStyle: { width: 2, color, type: part === 'train' ? 'solid' : 'dashed' },
      },
    ];
  });
  return {
    ...frame(true),
    xAxis: axis(component === 'r' ? 'r = R/G' : 'b = B/G', 30),
    yAxis: { ...axis('density', 44), min: 0 },
    series,
  };
}

/** The different texts, the most frequent first. */
function byCount(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
}

/** The most frequent groups, the rest under one name. */
function groupsOf(pictures: readonly ChartedPicture[]): (picture: ChartedPicture) => string {
  const sorted = byCount(pictures.map(({ group }) => group));
  const shown = new Set(sorted.length <= SHOWN_GROUPS + 1 ? sorted : sorted.slice(0, SHOWN_GROUPS));
  return ({ group }) => (shown.has(group) ? group || NO_GROUP : OTHER_GROUP);
}

/** Whether any picture says to which group it belongs. */
export const isColoured = (pictures: readonly ChartedPicture[]): boolean =>
  pictures.some(({ group }) => group !== '');

/** Both parts side by side in the plane of r and b, coloured by a property, odd labels ringed and named. */
export function lightScatterOption({
  pictures,
  labelCurve,
  offCurve,
}: Pick<DatasetCharts, 'pictures' | 'labelCurve' | 'offCurve'>): DrawnOption {
  const parts = (['train', 'test'] as const).filter((part) =>
    pictures.some((p) => p.part === part),
  );
  const groupOf = groupsOf(pictures);
  const groups = byCount(pictures.map(groupOf));
  const limits = axisLimits(pictures);
  const width = parts.length === 2 ? '42.5%' : '90%';
  const series = parts.flatMap((part, i): Series[] => {
    const own = pictures.filter((p) => p.part === part);
    const place = { xAxisIndex: i, yAxisIndex: i, silent: true };
    const dots = groups.map(
      (group, g): Series => ({
        ...place,
        type: 'scatter',
        name: group,
        symbolSize: 6,
        data: own.filter((p) => groupOf(p) === group).map(pointOf),
        itemStyle: { color: seriesColour(g), opacity: 0.65 },
      }),
    );
    return [
      ...curveSeries(labelCurve, place),
      ...dots,
      ringSeries(own, offCurve, place, (limits.r.min + limits.r.max) / 2),
    ];
  });
  return {
    ...frame(true),
    legend: { ...frame(true).legend, itemGap: 34, show: isColoured(pictures) },
    grid: parts.map((_, i) => ({
      left: i === 0 ? '6%' : '55.5%',
      width,
      top: 40,
      bottom: 50,
    })),
    xAxis: parts.map((part, gridIndex) => ({
      ...axis(`r = R/G, ${part} part`, 30),
      gridIndex,
      ...limits.r,
    })),
    yAxis: parts.map((_, gridIndex) => ({
      ...axis(gridIndex === 0 ? 'b = B/G' : '', 44),
      gridIndex,
      ...limits.b,
    })),
    series,
  };
}

const pointOf = ({ whitePoint }: ChartedPicture): [number, number] => [whitePoint.r, whitePoint.b];

interface SeriesPlace {
  readonly xAxisIndex: number;
  readonly yAxisIndex: number;
  readonly silent: boolean;
}

function curveSeries(curve: DatasetCharts['labelCurve'], place: SeriesPlace): Series[] {
  if (curve === null) return [];
  return [
    {
      ...place,
      type: 'line',
      name: 'curve of the labels',
      symbol: 'none',
      data: curve.map(({ r, b }) => [r, b]),
      lineStyle: { width: 1.5, color: MUTED },
      itemStyle: { color: MUTED },
      z: 1,
    },
  ];
}

function ringSeries(
  pictures: readonly ChartedPicture[],
  offCurve: ReadonlySet<string>,
  place: SeriesPlace,
  middle: number,
): Series {
  // Names stand towards the middle, where none is cut off.
  const sideOf = ({ whitePoint }: ChartedPicture) => (whitePoint.r > middle ? 'left' : 'right');
  return {
    ...place,
    type: 'scatter',
    symbolSize: 13,
    data: pictures
      .filter(({ part, id }) => offCurve.has(`${part}/${id}`))
      .map((p) => ({ name: p.id, value: pointOf(p), label: { position: sideOf(p) } })),
    itemStyle: { color: 'none', borderColor: INK, borderWidth: 1.3 },
    label: { show: true, formatter: '{b}', position: 'right', color: INK, fontSize: 11 },
    labelLayout: { hideOverlap: true },
  };
}

/** Axis limits that hold all white points, rounded outwards to fifths. */
function axisLimits(pictures: readonly ChartedPicture[]) {
  const limits = (component: 'r' | 'b') => {
    const values = pictures.map(({ whitePoint }) => whitePoint[component]);
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return { min: Math.floor(5 * low) / 5, max: Math.ceil(5 * high) / 5 };
  };
  return { r: limits('r'), b: limits('b') };
}
