/** The renderings: side by side, or two under a slider, moved and enlarged together. */
import { element, make } from '../../dom.js';
import type { MethodAnswer } from './messages.js';

/** Where all pictures are looked at, 0 to 1 across and down. */
const centre = { x: 0.5, y: 0.5 };
const STEP = 0.08;

const panels = element('panels', HTMLElement);
const stage = element('stage', HTMLElement);
const zoom = element('zoom', HTMLInputElement);
const border = element('border', HTMLInputElement);
const pair = stage.querySelector<HTMLElement>('.pair')!;

export interface PanelActions {
  readonly onSave: (answer: MethodAnswer) => void;
}

/** Shows answers side by side. */
export function showGrid(answers: readonly MethodAnswer[], { onSave }: PanelActions): void {
  stage.hidden = true;
  panels.hidden = false;
  panels.replaceChildren(
    ...answers.map((answer) => {
      const figure = make('figure');
      const caption = make('figcaption');
      caption.append(make('strong', answer.method), make('span', captionOf(answer)));
      if (answer.whitePoint) {
        const save = make('button', 'PNG');
        save.type = 'button';
        save.setAttribute('aria-label', `Save the whole picture under ${answer.method} as PNG`);
        save.addEventListener('click', () => onSave(answer));
        caption.append(save);
      }
      figure.append(frameOf(answer), caption);
      return figure;
    }),
  );
  place();
}

/** Shows two answers over each other. */
export function showPair(left: MethodAnswer | undefined, right: MethodAnswer | undefined): void {
  panels.hidden = true;
  stage.hidden = false;
  const layers = [left, right].flatMap((answer) => (answer ? [frameOf(answer)] : []));
  layers[1]?.classList.add('over');
  pair.replaceChildren(...layers);
  place();
}

/** Enlarges and moves all that is shown, and sets the border. */
export function place(): void {
  const scale = zoom.valueAsNumber;
  for (const canvas of document.querySelectorAll<HTMLElement>('.frame canvas')) {
    canvas.style.transformOrigin = `${100 * centre.x}% ${100 * centre.y}%`;
    canvas.style.transform = `scale(${scale})`;
  }
  const over = pair.querySelector<HTMLElement>('.over');
  if (over) over.style.clipPath = `inset(0 0 0 ${border.value}%)`;
}

function captionOf({ gains, fault, errorDegrees }: MethodAnswer): string {
  if (!gains) return fault ?? 'no answer';
  const error = errorDegrees === null ? '' : `, ${errorDegrees.toFixed(2)}° off`;
  return `gains ${gains.red.toFixed(2)}, ${gains.blue.toFixed(2)}${error}`;
}

function frameOf({ method, rgba, widthPx, heightPx, gains }: MethodAnswer): HTMLElement {
  const frame = make('div', '', 'frame');
  const canvas = make('canvas');
  canvas.setAttribute('role', 'img');
  const told = gains
    ? `red times ${gains.red.toFixed(2)}, blue times ${gains.blue.toFixed(2)}`
    : 'no answer';
  canvas.setAttribute('aria-label', `The picture under ${method}: ${told}`);
  if (rgba) {
    canvas.width = widthPx;
    canvas.height = heightPx;
    canvas.getContext('2d')?.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
  }
  frame.append(canvas);
  movable(frame);
  return frame;
}

function movable(frame: HTMLElement): void {
  frame.addEventListener('pointermove', (event) => {
    if (event.buttons === 0 || zoom.valueAsNumber === 1) return;
    const { width, height } = frame.getBoundingClientRect();
    const scale = zoom.valueAsNumber - 1;
    move(-event.movementX / width / scale, -event.movementY / height / scale);
  });
}

function move(x: number, y: number): void {
  centre.x = Math.min(1, Math.max(0, centre.x + x));
  centre.y = Math.min(1, Math.max(0, centre.y + y));
  place();
}

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

document.addEventListener('keydown', (event) => {
  const way = KEYS[event.key];
  const isElsewhere =
    event.target instanceof Element && event.target.closest('input, select, .scroll');
  if (!way || zoom.valueAsNumber === 1 || isElsewhere) return;
  event.preventDefault();
  move(...way);
});
zoom.addEventListener('input', place);
border.addEventListener('input', place);
