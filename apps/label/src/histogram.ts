/** Stored values of red, green and blue, with black (stated and measured), white and where the sensor fills. */
import type { PictureFacts } from 'deepawb/labels/node';
import { svg } from '../../dom.js';

const WIDTH = 340;
const HEIGHT = 142;
const FLOOR = 124;
/** Names of levels stand above the curves, and below the floor. */
const TOP = 22;
/** Between a level and its name, so that neither lies on the other. */
const BESIDE = 3;
const CHANNELS = ['red', 'green', 'blue'] as const;

export function drawHistogram(target: HTMLElement, facts: PictureFacts | null): void {
  if (!facts) {
    target.replaceChildren();
    return;
  }
  const { counts, top } = facts.histogram;
  const { black, white } = facts.shot;
  const root = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
  root.append(svg('title', {}, 'How many pixels have each value, on a logarithmic scale'));
  const x = (value: number) => 4 + (value / top) * (WIDTH - 8);
  const most = Math.log1p(Math.max(1, ...counts.flat()));
  counts.forEach((bins, c) => {
    const line = bins
      .map((count, i) => {
        const px = x(((i + 0.5) / bins.length) * top);
        return `${px.toFixed(1)},${(FLOOR - (Math.log1p(count) / most) * (FLOOR - TOP)).toFixed(1)}`;
      })
      .join(' ');
    root.append(svg('polyline', { points: line, class: `bins ${CHANNELS[c]}` }));
  });
  root.append(svg('line', { x1: 4, x2: WIDTH - 4, y1: FLOOR, y2: FLOOR, class: 'axis' }));
  const full = Math.min(...facts.full);
  const marks: [number, string, string][] = [
    [black.tag, `black ${Math.round(black.tag)}`, 'start'],
    ...(black.masked === null
      ? []
      : [
          [black.masked, `measured ${black.masked.toFixed(0)}`, 'start'] as [
            number,
            string,
            string,
          ],
        ]),
    [white, `white ${Math.round(white)}`, 'end'],
    ...(full < 0.98 * white
      ? [[full, `fills at ${Math.round(full)}`, 'end'] as [number, string, string]]
      : []),
  ];
  marks.forEach(([value, text, anchor], i) => {
    root.append(svg('line', { x1: x(value), x2: x(value), y1: 4, y2: FLOOR + 4, class: 'level' }));
    const isAbove = i % 2 === 1 && marks.length > 2;
    const px = x(value) + (!isAbove ? 0 : anchor === 'end' ? -BESIDE : BESIDE);
    root.append(
      svg('text', { x: px, y: isAbove ? 14 : HEIGHT - 4, class: `tick ${anchor}` }, text),
    );
  });
  target.replaceChildren(root);
}
