/**
 * The plane of white points (r = R/G, b = B/G): CT curve with its bands, the lights it was learned from or a picture's
 * zones, the true light and what the methods say. Bands are 95 % of a normal distribution: the inner one holds the
 * curve itself, the outer one single lights.
 */
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { WhitePoint } from '../../color/index.js';
import { axis, type DrawnOption, frame } from '../charts/frame.js';
import { CHART_COLOURS } from '../charts/palette.js';
import type {
  BandPoint,
  ComparedCurve,
  ComparedPicture,
  CurvePoint,
  KeptCurve,
} from './content.js';
import { edgeOf } from './kept-curve.js';
import { type Marker, markerSymbol, methodMarker, TRUTH_MARKER } from './markers.js';

/** Standard deviations on either side that hold 95 %. */
const BAND_SDS = 1.96;
/** Share of the width from which on labels stand left of their points. */
const MOST_LABELLED_RIGHT = 0.8;

/** CTs that are written at the curve, K. */
const LABELLED_CCTS = [2000, 2500, 3000, 4000, 5000, 6500, 8000, 10_000, 13_000];
/** Least width of the view around a picture's points, in r. */
const LEAST_SPAN = 0.24;
/** Height over width of the plot's inside at the size at which these charts are drawn. */
const PLOT_RATIO = 0.86;
const CURVE_COLOUR = CHART_COLOURS.muted.light;

/** One side of the plane that a plot shows. */
interface View {
  readonly r: readonly [low: number, high: number];
  readonly b: readonly [low: number, high: number];
}

/** A view around points in which r and b have one scale, so that distances are what they look like. */
function viewAround(points: readonly WhitePoint[]): View {
  const [rLow, rHigh] = extent(points.map(({ r }) => r));
  const [bLow, bHigh] = extent(points.map(({ b }) => b));
  const span = Math.max(LEAST_SPAN, 1.35 * (rHigh - rLow), (1.35 * (bHigh - bLow)) / PLOT_RATIO);
  const around = (low: number, high: number, reach: number): readonly [number, number] => {
    const start = Math.floor(50 * ((low + high) / 2 - reach / 2)) / 50;
    return [start, start + reach];
  };
  const rounded = Math.ceil(50 * span) / 50;
  return { r: around(rLow, rHigh, rounded), b: around(bLow, bHigh, rounded * PLOT_RATIO) };
}

/** A view that holds all points, with a little room. */
function viewOfAll(points: readonly WhitePoint[]): View {
  const room = (values: number[]): readonly [number, number] => {
    const [low, high] = extent(values);
    return [Math.floor(20 * (low - 0.01)) / 20, Math.ceil(20 * (high + 0.01)) / 20];
  };
  return { r: room(points.map(({ r }) => r)), b: room(points.map(({ b }) => b)) };
}

function extent(values: readonly number[]): [low: number, high: number] {
  return [Math.min(...values), Math.max(...values)];
}

function holds({ r: [rLow, rHigh], b: [bLow, bHigh] }: View, { r, b }: WhitePoint): boolean {
  return r >= rLow && r <= rHigh && b >= bLow && b <= bHigh;
}

/** The area between mean - sds x sd and mean + sds x sd. */
function bandSeries(
  band: readonly BandPoint[],
  sd: (point: BandPoint) => number,
  opacity: number,
): CustomSeriesOption {
  const edge = (sign: number) =>
    band.map((point) => [point.r, point.mean + sign * BAND_SDS * sd(point)]);
  return area([...edge(1), ...edge(-1).reverse()], CHART_COLOURS.series6.light, opacity);
}

/** A polygon with the outline, in r and b. */
function area(outline: readonly (readonly number[])[], fill: string, opacity: number) {
  return {
    type: 'custom',
    silent: true,
    clip: true,
    data: outline.map((point) => [...point]),
    renderItem: (params, api) =>
      params.dataIndex === 0
        ? {
            type: 'polygon',
            shape: { points: outline.map((point) => api.coord([...point])) },
            style: { fill, opacity },
          }
        : null,
  } satisfies CustomSeriesOption;
}

/** The point of the curve at a CT, between its points as the search goes; undefined beyond its ends. */
function pointAt(points: readonly CurvePoint[], cctKelvin: number): WhitePoint | undefined {
  const next = points.findIndex((point) => point.cctKelvin >= cctKelvin);
  if (next < 0 || (next === 0 && points[0].cctKelvin > cctKelvin)) return undefined;
  const to = points[next];
  const from = points[Math.max(0, next - 1)];
  const share = (cctKelvin - from.cctKelvin) / (to.cctKelvin - from.cctKelvin || 1);
  return { r: from.r + share * (to.r - from.r), b: from.b + share * (to.b - from.b) };
}

function curveSeries({ points }: ComparedCurve, view: View): DrawnOption['series'] {
  const labels = LABELLED_CCTS.flatMap((cct) => {
    const at = pointAt(points, cct);
    if (!at || !holds(view, at)) return [];
    // Near the right edge it would be cut off there.
    const isFar = (at.r - view.r[0]) / (view.r[1] - view.r[0]) > MOST_LABELLED_RIGHT;
    const label = { position: isFar ? ('left' as const) : ('right' as const) };
    return [{ name: `${cct} K`, value: [at.r, at.b], label }];
  });
  return [
    {
      type: 'line',
      silent: true,
      data: points.map(({ r, b }) => [r, b]),
      showSymbol: false,
      lineStyle: { width: 2, color: CURVE_COLOUR },
    },
    {
      type: 'scatter',
      silent: true,
      data: labels,
      symbolSize: 7,
      itemStyle: { color: CURVE_COLOUR },
      label: {
        show: true,
        formatter: '{b}',
        position: 'right',
        distance: 6,
        color: CHART_COLOURS.ink.light,
        fontSize: 11,
      },
    },
  ];
}

function cloud(points: readonly WhitePoint[], view: View, opacity: number): ScatterSeriesOption {
  return {
    type: 'scatter',
    silent: true,
    symbolSize: 4,
    data: points.filter((point) => holds(view, point)).map(({ r, b }) => [r, b]),
    itemStyle: { color: CHART_COLOURS.muted.light, opacity },
  };
}

function mark(point: WhitePoint, marker: Marker, size: number): ScatterSeriesOption {
  return {
    type: 'scatter',
    silent: true,
    z: 4,
    symbol: markerSymbol(marker),
    symbolSize: size,
    data: [[point.r, point.b]],
    itemStyle: { color: marker.colour, opacity: 1 },
  };
}

function plane(view: View, series: DrawnOption['series'][]): DrawnOption {
  const [rLow, rHigh] = view.r;
  const [bLow, bHigh] = view.b;
  return {
    ...frame(false),
    xAxis: { ...axis('r = R/G', 30), min: rLow, max: rHigh, axisLabel: labelsOf(view.r) },
    yAxis: { ...axis('b = B/G', 44), min: bLow, max: bHigh, axisLabel: labelsOf(view.b) },
    series: series.flat().filter((one) => one !== undefined),
  };
}

/** Round figures only: the ends of an axis are labelled where they are such. */
function labelsOf([low, high]: readonly [number, number]) {
  const { axisLabel } = axis('', 0);
  const isRound = (value: number) => Math.abs(value * 20 - Math.round(value * 20)) < 1e-6;
  return {
    ...axisLabel,
    showMinLabel: isRound(low),
    showMaxLabel: isRound(high),
    formatter: (value: number) => value.toFixed(2),
  };
}

function bands({ band }: ComparedCurve): CustomSeriesOption[] {
  if (band.length < 2) return [];
  return [bandSeries(band, (p) => p.sampleSd, 0.14), bandSeries(band, (p) => p.curveSd, 0.3)];
}

/** The curve, its bands and all the lights of the train part. */
export function curveOverviewOption(
  curve: ComparedCurve,
  kept: readonly KeptCurve[] = [],
): DrawnOption {
  const view = viewOfAll([
    ...curve.lights,
    ...curve.points,
    ...kept.flatMap(({ points }) => points),
  ]);
  return plane(view, [
    bands(curve),
    cloud(curve.lights, view, 0.45),
    curveSeries(curve, view),
    ...kept.map(keptSeries),
  ]);
}

/** The curves that networks keep to, where there is no other. */
export function keptOverviewOption(kept: readonly KeptCurve[]): DrawnOption {
  const view = viewOfAll(kept.flatMap(({ points }) => points));
  return plane(view, kept.map(keptSeries));
}

/** A line in the method's colour, and the area within the band of it. */
function keptSeries({ method, points, band }: KeptCurve): DrawnOption['series'] {
  const { colour } = methodMarker(method);
  const line: LineSeriesOption = {
    type: 'line',
    silent: true,
    data: points.map(({ r, b }) => [r, b]),
    showSymbol: false,
    lineStyle: { width: 1.5, color: colour },
  };
  if (band === 0) return [line];
  const edge = (sign: number) => edgeOf(points, sign * band);
  return [area([...edge(1), ...edge(-1).reverse()], colour, 0.16), line];
}

/** One picture: its zones, the true light and the methods' estimates, around the curve where there is one. */
export function pictureCurveOption(
  { truth, estimates, zones }: ComparedPicture,
  curve: ComparedCurve | undefined,
  kept: readonly KeptCurve[] = [],
): DrawnOption {
  const lights = truth === undefined ? [] : [truth];
  const view = viewAround([...lights, ...estimates]);
  return plane(view, [
    curve === undefined ? [] : bands(curve),
    ...kept.map(keptSeries),
    cloud(zones, view, 0.5),
    curve === undefined ? [] : curveSeries(curve, view),
    estimates.map((estimate, i) => mark(estimate, methodMarker(i), 12)),
    lights.map((light) => mark(light, TRUTH_MARKER, 14)),
  ]);
}
