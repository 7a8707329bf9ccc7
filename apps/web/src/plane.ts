/** The r-b plane: the curve of lights with the band in which a Bayesian search looks, and where each method puts the white point. */
import type { WhitePoint } from 'deepawb/color';
import { make, svg } from '../../dom.js';
import type { PictureFacts } from './messages.js';

export interface NamedWhitePoint {
  readonly name: string;
  readonly whitePoint: WhitePoint;
}

const WIDTH = 460;
const HEIGHT = 340;
const MARGIN = { left: 46, right: 14, top: 12, bottom: 42 };
const NAMED_KELVIN = [2000, 3000, 4000, 5500, 8000, 15_000];
const MARK = 6;

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Draws the plane; the marks are told in a list below it, so that nothing hangs on colour alone. */
export function drawPlane(
  target: HTMLElement,
  { curve, curveName, band }: Pick<PictureFacts, 'curve' | 'curveName' | 'band'>,
  points: readonly NamedWhitePoint[],
): void {
  const all = [...curve, ...points.map(({ whitePoint }) => whitePoint)];
  const x = axisOf(
    all.map(({ r }) => r),
    MARGIN.left,
    WIDTH - MARGIN.right,
  );
  const y = axisOf(
    all.map(({ b }) => b),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  const told = points.map(
    ({ name, whitePoint: { r, b } }) => `${name} ${r.toFixed(3)}, ${b.toFixed(3)}`,
  );
  root.append(svg('title', {}, `White points on the r-b plane: ${told.join('; ')}`));
  root.append(...grid(x, y));
  const line = (shift: number) =>
    curve.map((p) => `${x.at(p.r - 0.7 * shift)},${y.at(p.b - 0.7 * shift)}`);
  if (band) {
    // Across the curve, which falls: towards magenta on one side, green on the other.
    const outline = [...line(-band.above), ...line(band.below).reverse()].join(' ');
    root.append(svg('polygon', { points: outline, class: 'band' }));
  }
  root.append(svg('polyline', { points: line(0).join(' '), class: 'curve' }));
  for (const kelvin of NAMED_KELVIN) {
    const near = curve.reduce(
      (a, b) => (Math.abs(b.cctKelvin - kelvin) < Math.abs(a.cctKelvin - kelvin) ? b : a),
      curve[0]!,
    );
    if (!near || Math.abs(near.cctKelvin / kelvin - 1) > 0.1) continue;
    root.append(svg('circle', { cx: x.at(near.r), cy: y.at(near.b), r: 2.5, class: 'kelvin' }));
    root.append(
      svg(
        'text',
        { x: x.at(near.r) - 6, y: y.at(near.b) + 13, class: 'kelvin', 'text-anchor': 'end' },
        `${kelvin} K`,
      ),
    );
  }
  for (const [i, { whitePoint }] of points.entries())
    root.append(markOf(i, x.at(whitePoint.r), y.at(whitePoint.b)));
  target.replaceChildren(root, legend(points, curveName));
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

function legend(points: readonly NamedWhitePoint[], curveName: string): HTMLElement {
  const list = make('ul', '', 'legend');
  for (const [i, { name }] of points.entries()) {
    const item = make('li');
    const sign = svg('svg', { viewBox: '-8 -8 16 16', 'aria-hidden': 'true' });
    sign.append(markOf(i, 0, 0));
    item.append(sign, name);
    list.append(item);
  }
  const item = make('li');
  const sign = svg('svg', { viewBox: '-8 -8 16 16', 'aria-hidden': 'true' });
  sign.append(svg('polyline', { points: '-8,0 8,0', class: 'curve' }));
  item.append(sign, curveName);
  list.append(item);
  return list;
}

function grid(x: Axis, y: Axis): SVGElement[] {
  const [left, right, top, bottom] = [
    MARGIN.left,
    WIDTH - MARGIN.right,
    MARGIN.top,
    HEIGHT - MARGIN.bottom,
  ];
  return [
    ...x.ticks.flatMap((value) => [
      svg('line', { x1: x.at(value), x2: x.at(value), y1: top, y2: bottom, class: 'rule' }),
      svg('text', { x: x.at(value), y: bottom + 16, 'text-anchor': 'middle' }, value.toFixed(1)),
    ]),
    ...y.ticks.flatMap((value) => [
      svg('line', { x1: left, x2: right, y1: y.at(value), y2: y.at(value), class: 'rule' }),
      svg('text', { x: left - 6, y: y.at(value) + 4, 'text-anchor': 'end' }, value.toFixed(1)),
    ]),
    svg('text', { x: right, y: bottom + 34, 'text-anchor': 'end' }, 'r = R/G'),
    svg('text', { x: 4, y: top + 4 }, 'b'),
  ];
}

function axisOf(values: readonly number[], from: number, to: number): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = high - low > 1.2 ? 0.4 : 0.2;
  const [first, last] = [Math.floor(low / step) * step, Math.ceil((high + 1e-9) / step) * step];
  const ticks = Array.from(
    { length: Math.round((last - first) / step) + 1 },
    (_, i) => first + i * step,
  );
  return { at: (value) => from + ((value - first) / (last - first)) * (to - from), ticks };
}
