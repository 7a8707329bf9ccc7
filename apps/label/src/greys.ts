/** The six greys of a chart: R and B over G, with the lines whose slopes are the white point. */
import type { ChartFacts } from 'deepawb/labels/node';
import { svg } from '../../dom.js';

const WIDTH = 340;
const HEIGHT = 190;
const MARGIN = { left: 8, right: 10, top: 10, bottom: 30 };
const MARK = 3.5;
const LINES = [
  { channel: 0, offset: 0, name: 'R', className: 'red' },
  { channel: 2, offset: 1, name: 'B', className: 'blue' },
] as const;

/** Nothing for a chart without a slope. */
export function drawGreys(target: HTMLElement, chart: ChartFacts | null): void {
  const figure = target.closest('figure');
  const slope = chart?.slope ?? null;
  if (figure) figure.hidden = slope === null;
  if (slope === null) {
    target.replaceChildren();
    return;
  }
  const most = Math.max(...slope.greys.map(({ rgb }) => rgb[1]), 1e-9) * 1.06;
  const top = Math.max(...slope.greys.flatMap(({ rgb }) => [rgb[0], rgb[2]]), 1e-9) * 1.1;
  const x = (green: number) => MARGIN.left + (green / most) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  root.append(svg('title', {}, 'R and B of the greys over their G, above black'));
  const floor = y(0);
  root.append(svg('line', { x1: x(0), x2: x(most), y1: floor, y2: floor, class: 'axis' }));
  root.append(svg('line', { x1: x(0), x2: x(0), y1: floor, y2: MARGIN.top, class: 'axis' }));
  for (const { channel, offset, name, className } of LINES) {
    const rise = channel === 0 ? slope.whitePoint.r : slope.whitePoint.b;
    const from = slope.offset[offset];
    root.append(
      svg('polyline', {
        points: `${x(0)},${y(from)} ${x(most)},${y(from + rise * most)}`,
        class: `bins ${className}`,
      }),
    );
    for (const { name: grey, rgb, isUsed } of slope.greys) {
      const isOdd = grey === slope.outlier || !isUsed;
      const mark = svg('circle', {
        cx: x(rgb[1]),
        cy: y(rgb[channel]),
        r: isOdd ? 1.5 * MARK : MARK,
        class: `grey-mark ${className}${isOdd ? ' odd' : ''}`,
      });
      mark.append(svg('title', {}, `${grey}: ${name} ${share(rgb[channel])}, G ${share(rgb[1])}`));
      root.append(mark);
    }
    const beside = { x: x(0.55 * most), y: y(from + 0.55 * rise * most) };
    const place =
      channel === 0
        ? { x: beside.x - 6, y: beside.y - 6, class: 'tick end' }
        : { x: beside.x + 6, y: beside.y + 14, class: 'tick' };
    root.append(svg('text', place, `${name}/G ${rise.toFixed(3)}`));
  }
  root.append(svg('text', { x: x(0), y: HEIGHT - 4, class: 'tick' }, 'over G, above black'));
  for (const { name, rgb } of slope.greys.slice(0, 4)) {
    root.append(svg('text', { x: x(rgb[1]), y: floor + 13, class: 'tick middle' }, name));
  }
  target.replaceChildren(root);
}

const share = (value: number): string => `${(100 * value).toFixed(2)} %`;
