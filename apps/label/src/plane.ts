/** The r-b plane: the curve of lights, all labels, what is measured now with its uncertainty, and what others say. */
import type { SessionState } from 'deepawb/labels/node';
import { make, svg } from '../../dom.js';

export interface PlanePoint {
  readonly name: string;
  readonly r: number;
  readonly b: number;
  readonly kind: 'now' | 'camera' | 'model' | 'grey-world' | 'grey';
  readonly sigmaR?: number;
  readonly sigmaB?: number;
}

const WIDTH = 340;
const HEIGHT = 270;
const MARGIN = { left: 38, right: 10, top: 8, bottom: 34 };
/** The ellipse shows this many standard errors, and is never smaller than the mark. */
const SIGMAS = 3;
const NAMED_KELVIN = [2500, 3000, 4000, 5000, 6500, 9000];

/** Draws the plane into one element and tells the marks in another. */
export function drawPlane(
  target: HTMLElement,
  legend: HTMLElement,
  state: SessionState | null,
  points: readonly PlanePoint[],
): void {
  const curve = state?.curve ?? [];
  const labels = (state?.pictures ?? []).flatMap(({ image, label }) =>
    label ? [{ image, r: label.r, b: label.b, isWeak: label.how === 'as-shot' }] : [],
  );
  const all = [...curve, ...labels, ...points];
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
  root.append(svg('title', {}, 'White points, r = R/G and b = B/G'));
  root.append(...gridOf(x, y));
  if (curve.length > 1) {
    const line = curve.map(({ r, b }) => `${x.at(r).toFixed(1)},${y.at(b).toFixed(1)}`).join(' ');
    root.append(svg('polyline', { points: line, class: 'curve' }));
    root.append(...kelvinMarks(curve, x, y));
  }
  for (const { r, b, isWeak } of labels) {
    root.append(
      svg('circle', { cx: x.at(r), cy: y.at(b), r: 3, class: isWeak ? 'label weak' : 'label' }),
    );
  }
  for (const point of points) root.append(...markOf(point, x, y));
  target.replaceChildren(root);
  const told = [
    ...points.filter(({ kind }) => kind !== 'grey').map(({ kind, name }) => [kind, name] as const),
    ...(points.some(({ kind }) => kind === 'grey')
      ? [['grey', 'greys of the chart, each alone'] as const]
      : []),
    ...(labels.length > 0
      ? [['label', `${labels.length} label${labels.length === 1 ? '' : 's'}`] as const]
      : []),
    ...(curve.length > 1 ? [['curve', 'curve of lights'] as const] : []),
  ];
  legend.replaceChildren(...told.map(([kind, name]) => keyOf(kind, name)));
}

/** A mark of the plane, as the plane has it, with its name. */
function keyOf(kind: PlanePoint['kind'] | 'label' | 'curve', name: string): HTMLElement {
  const root = svg('svg', { viewBox: '-9 -9 18 18', 'aria-hidden': 'true' });
  if (kind === 'curve') root.append(svg('line', { x1: -8, x2: 8, y1: 0, y2: 0, class: 'curve' }));
  else if (kind === 'label') root.append(svg('circle', { r: 3, class: 'label' }));
  else {
    const middle = { at: () => 0 };
    root.append(...markOf({ kind, name, r: 0, b: 0 }, middle, middle));
  }
  const key = make('span', '', 'key');
  key.dataset.kind = kind;
  key.append(root, name);
  return key;
}

interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

function axisOf(values: readonly number[], from: number, to: number): Axis {
  const low = Math.min(0.35, ...values);
  const high = Math.max(0.75, ...values);
  const room = 0.06 * (high - low);
  const [least, most] = [Math.max(0, low - room), high + room];
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5].find((one) => (most - least) / one <= 6) ?? 10;
  const ticks: number[] = [];
  for (let tick = Math.ceil(least / step) * step; tick <= most; tick += step) ticks.push(tick);
  return { at: (value) => from + ((value - least) / (most - least)) * (to - from), ticks };
}

function gridOf(x: Axis, y: Axis): SVGElement[] {
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [top, bottom] = [MARGIN.top, HEIGHT - MARGIN.bottom];
  return [
    ...x.ticks.flatMap((tick) => [
      svg('line', { x1: x.at(tick), x2: x.at(tick), y1: top, y2: bottom, class: 'grid' }),
      svg('text', { x: x.at(tick), y: bottom + 13, class: 'tick middle' }, tick.toFixed(1)),
    ]),
    ...y.ticks.flatMap((tick) => [
      svg('line', { x1: left, x2: right, y1: y.at(tick), y2: y.at(tick), class: 'grid' }),
      svg('text', { x: left - 5, y: y.at(tick) + 4, class: 'tick end' }, tick.toFixed(1)),
    ]),
    svg('text', { x: right, y: HEIGHT - 4, class: 'tick end' }, 'r = R/G'),
    svg('text', { x: 3, y: top + 8, class: 'tick' }, 'b'),
  ];
}

function kelvinMarks(
  curve: readonly { readonly cctKelvin?: number; readonly r: number; readonly b: number }[],
  x: Axis,
  y: Axis,
): SVGElement[] {
  const sorted = curve.flatMap((point) =>
    point.cctKelvin === undefined ? [] : [{ ...point, inverse: 1 / point.cctKelvin }],
  );
  sorted.sort((p, q) => p.inverse - q.inverse);
  return NAMED_KELVIN.flatMap((kelvin) => {
    const above = sorted.findIndex(({ inverse }) => inverse >= 1 / kelvin);
    const [from, to] = [sorted[above - 1], sorted[above]];
    if (!from || !to) return [];
    const share = (1 / kelvin - from.inverse) / (to.inverse - from.inverse);
    const px = x.at(from.r + share * (to.r - from.r));
    const py = y.at(from.b + share * (to.b - from.b));
    return [
      svg('circle', { cx: px, cy: py, r: 2, class: 'kelvin' }),
      svg('text', { x: px - 6, y: py + 11, class: 'tick end' }, `${kelvin} K`),
    ];
  });
}

function markOf(
  { kind, r, b, name, sigmaR = 0, sigmaB = 0 }: PlanePoint,
  x: Pick<Axis, 'at'>,
  y: Pick<Axis, 'at'>,
): SVGElement[] {
  const [cx, cy] = [x.at(r), y.at(b)];
  const transform = `translate(${cx} ${cy})`;
  const title = svg('title', {}, `${name}: ${r.toFixed(4)}, ${b.toFixed(4)}`);
  const marked = (mark: SVGElement) => {
    mark.append(title);
    return mark;
  };
  switch (kind) {
    case 'now': {
      const rx = Math.abs(x.at(r + SIGMAS * sigmaR) - cx);
      const ry = Math.abs(y.at(b + SIGMAS * sigmaB) - cy);
      return [
        svg('ellipse', { cx, cy, rx: Math.max(7, rx), ry: Math.max(7, ry), class: 'ellipse' }),
        marked(svg('circle', { cx, cy, r: 3.5, class: 'now' })),
      ];
    }
    case 'camera':
      return [marked(svg('path', { d: 'M0 -7l6 7l-6 7l-6 -7z', transform, class: 'camera' }))];
    case 'model':
      return [marked(svg('path', { d: 'M0 -6l7 11h-14z', transform, class: 'model' }))];
    case 'grey-world':
      return [marked(svg('path', { d: 'M-4 -4l8 8m0 -8l-8 8', transform, class: 'grey-world' }))];
    case 'grey':
      return [
        marked(svg('rect', { x: cx - 2.5, y: cy - 2.5, width: 5, height: 5, class: 'grey' })),
      ];
    default:
      return kind satisfies never;
  }
}
