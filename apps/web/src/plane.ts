/**
 * The r-b plane: the curve of lights with the band in which a Bayesian search looks, what the search visited there, and where
 * each method puts the white point.
 */
import type { WhitePoint } from 'deepawb/color';
import { make, svg } from '../../dom.js';
import type { SearchTrace, ShownCurve } from './messages.js';

export interface NamedWhitePoint {
  readonly name: string;
  readonly whitePoint: WhitePoint;
}

/** What one method searched on the way to its answer. */
export interface NamedTrace {
  readonly name: string;
  readonly trace: SearchTrace;
}

export interface Plane {
  readonly curve: ShownCurve;
  readonly points: readonly NamedWhitePoint[];
  readonly searched: NamedTrace | null;
  /** Whether the curve's ends and answers far from it are left outside. */
  readonly isNear: boolean;
}

const HEIGHT = 380;
const WIDEST = 720;
const NARROWEST = 260;
const MARGIN = { left: 44, right: 14, top: 26, bottom: 40 };
const NAMED_KELVIN = [2000, 3000, 4000, 5500, 8000, 15_000];
const MARK = 6;

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

let shown: { readonly target: HTMLElement; readonly plane: Plane; readonly width: number } | null =
  null;

// One px of the drawing is one of the screen, so that text keeps its size at any width.
const resized = new ResizeObserver(() => {
  if (shown && shown.width !== widthOf(shown.target)) drawPlane(shown.target, shown.plane);
});

function widthOf(target: HTMLElement): number {
  return Math.max(NARROWEST, Math.min(WIDEST, Math.floor(target.clientWidth)));
}

/** Draws the plane; the marks are told in a list below it, so that nothing hangs on colour alone. */
export function drawPlane(target: HTMLElement, plane: Plane): void {
  const width = widthOf(target);
  if (shown?.target !== target) resized.observe(target);
  shown = { target, plane, width };
  const seen = plane.isNear ? nearby(plane) : everything(plane);
  const box = { x: MARGIN.left, y: MARGIN.top, ...insideOf(width) };
  const x = axisOf(
    seen.map(({ r }) => r),
    box.x,
    box.x + box.width,
  );
  const y = axisOf(
    seen.map(({ b }) => b),
    box.y + box.height,
    box.y,
  );
  const viewBox = `0 0 ${width} ${HEIGHT}`;
  const root = svg('svg', { width, height: HEIGHT, viewBox, role: 'img' });
  // A drawing in a drawing is cut off at its edges.
  const inner = svg('svg', { ...box, viewBox: Object.values(box).join(' ') });
  inner.append(...marksOf(plane, x, y));
  root.append(svg('title', {}, titleOf(plane)), ...grid(x, y, width), inner);
  target.replaceChildren(root, legend(plane));
}

function insideOf(width: number): { readonly width: number; readonly height: number } {
  return {
    width: width - MARGIN.left - MARGIN.right,
    height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
}

function marksOf({ curve, points, searched }: Plane, x: Axis, y: Axis): SVGElement[] {
  return [
    ...curveMarks(curve, x, y),
    ...(searched ? traceMarks(searched.trace, x, y) : []),
    ...points.map(({ whitePoint: { r, b } }, i) => markOf(i, x.at(r), y.at(b))),
  ];
}

function everything({ curve, points }: Plane): WhitePoint[] {
  return [...curve.points, ...points.map(({ whitePoint }) => whitePoint)];
}

/** What was looked at around the best, and the answers within a few times that of their middle. */
function nearby({ points, searched }: Plane): WhitePoint[] {
  const lights = points.map(({ whitePoint }) => whitePoint);
  const middle = { r: median(lights.map(({ r }) => r)), b: median(lights.map(({ b }) => b)) };
  const distance = ({ r, b }: WhitePoint) => Math.hypot(r - middle.r, b - middle.b);
  const reach = Math.max(0.02, 3 * median(lights.map(distance)));
  const fine = searched?.trace.fine ?? new Float32Array(0);
  const visited = Array.from({ length: fine.length / 2 }, (_, i) => ({
    r: fine[2 * i]!,
    b: fine[2 * i + 1]!,
  }));
  return [...visited, middle, ...lights.filter((light) => distance(light) <= reach)];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function titleOf({ points, searched }: Plane): string {
  const told = points.map(
    ({ name, whitePoint: { r, b } }) => `${name} ${r.toFixed(3)}, ${b.toFixed(3)}`,
  );
  const looked = searched
    ? `; ${searched.name} looked at ${searched.trace.coarse.length / 2} points along its curve and ${searched.trace.fine.length / 2} around the best`
    : '';
  return `White points on the r-b plane: ${told.join('; ')}${looked}`;
}

function curveMarks({ points, band, along }: ShownCurve, x: Axis, y: Axis): SVGElement[] {
  const line = (all: readonly WhitePoint[]) => all.map(({ r, b }) => `${x.at(r)},${y.at(b)}`);
  const outline = [...line(band.above), ...line(band.below).reverse()].join(' ');
  const marks = [
    svg('polygon', { points: outline, class: 'band' }),
    svg('polyline', { points: line(points).join(' '), class: 'curve' }),
  ];
  if (along) return marks;
  for (const kelvin of NAMED_KELVIN) {
    const near = points.reduce(
      (a, b) => (Math.abs(b.cctKelvin - kelvin) < Math.abs(a.cctKelvin - kelvin) ? b : a),
      points[0]!,
    );
    if (!near || Math.abs(near.cctKelvin / kelvin - 1) > 0.1) continue;
    const at = { x: x.at(near.r) - 6, y: y.at(near.b) + 14 };
    marks.push(
      svg('circle', { cx: x.at(near.r), cy: y.at(near.b), r: 2.5, class: 'kelvin' }),
      svg('text', { ...at, class: 'kelvin', 'text-anchor': 'end' }, `${kelvin} K`),
    );
  }
  return marks;
}

/** One path a stage: hundreds of points of no length, which round caps make visible. */
function traceMarks({ coarse, fine }: SearchTrace, x: Axis, y: Axis): SVGElement[] {
  const dots = (pairs: Float32Array) =>
    Array.from(
      { length: pairs.length / 2 },
      (_, i) => `M${x.at(pairs[2 * i]!).toFixed(1)} ${y.at(pairs[2 * i + 1]!).toFixed(1)}h0`,
    ).join('');
  return [
    svg('path', { d: dots(coarse), class: 'trace coarse' }),
    svg('path', { d: dots(fine), class: 'trace fine' }),
  ];
}

/** Shapes and colours take turns at different paces, so that 35 marks differ. */
function markOf(i: number, cx: number, cy: number): SVGElement {
  const s = MARK;
  const shapes = [
    `M${cx - s},${cy}a${s},${s} 0 1,0 ${2 * s},0a${s},${s} 0 1,0 ${-2 * s},0`,
    `M${cx},${cy - s}L${cx + s},${cy}L${cx},${cy + s}L${cx - s},${cy}Z`,
    `M${cx},${cy - s}L${cx + s},${cy + s}L${cx - s},${cy + s}Z`,
    `M${cx - s},${cy - s}H${cx + s}V${cy + s}H${cx - s}Z`,
    `M${cx},${cy + s}L${cx + s},${cy - s}L${cx - s},${cy - s}Z`,
  ];
  return svg('path', { d: shapes[i % shapes.length]!, class: `mark mark-${i % 7}` });
}

function legend({ points, curve, searched }: Plane): HTMLElement {
  const list = make('ul', '', 'legend');
  const entry = (text: string, ...marks: SVGElement[]) => {
    const item = make('li');
    const sign = svg('svg', { viewBox: '-8 -8 16 16', 'aria-hidden': 'true' });
    sign.append(...marks);
    item.append(sign, make('span', text));
    list.append(item);
  };
  for (const [i, { name }] of points.entries()) entry(name, markOf(i, 0, 0));
  entry(
    curve.name,
    svg('rect', { x: -8, y: -5, width: 16, height: 10, class: 'band' }),
    svg('polyline', { points: '-8,0 8,0', class: 'curve' }),
  );
  if (!searched) return list;
  const { name, trace } = searched;
  const count = (pairs: Float32Array) => pairs.length / 2;
  entry(`${name}: ${count(trace.coarse)} points along the curve`, dotOf('coarse'));
  entry(`${name}: ${count(trace.fine)} points around the best`, dotOf('fine'));
  return list;
}

function dotOf(stage: string): SVGElement {
  return svg('path', { d: 'M-4 0h0M0 0h0M4 0h0', class: `trace ${stage}` });
}

function grid(x: Axis, y: Axis, width: number): SVGElement[] {
  const [left, right, top, bottom] = [
    MARGIN.left,
    width - MARGIN.right,
    MARGIN.top,
    HEIGHT - MARGIN.bottom,
  ];
  return [
    ...x.ticks.flatMap(({ value, text }) => [
      svg('line', { x1: x.at(value), x2: x.at(value), y1: top, y2: bottom, class: 'rule' }),
      svg('text', { x: x.at(value), y: bottom + 16, 'text-anchor': 'middle' }, text),
    ]),
    ...y.ticks.flatMap(({ value, text }) => [
      svg('line', { x1: left, x2: right, y1: y.at(value), y2: y.at(value), class: 'rule' }),
      svg('text', { x: left - 6, y: y.at(value) + 4, 'text-anchor': 'end' }, text),
    ]),
    svg('text', { x: right, y: bottom + 34, 'text-anchor': 'end' }, 'r = R/G'),
    svg('text', { x: 2, y: 13 }, 'b = B/G'),
  ];
}

/** Distances between ticks. */
const STEPS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const MOST_TICKS = 7;

function axisOf(values: readonly number[], from: number, to: number): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = STEPS.find((size) => (high - low) / size <= MOST_TICKS - 2) ?? high - low;
  const [first, last] = [Math.floor(low / step) * step, Math.ceil((high + 1e-9) / step) * step];
  const digits = Math.max(1, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: Math.round((last - first) / step) + 1 }, (_, i) => {
    const value = first + i * step;
    return { value, text: value.toFixed(digits) };
  });
  return { at: (value) => from + ((value - first) / (last - first)) * (to - from), ticks };
}
