/** The canvas: pan, zoom, and the card or chart drawn on the picture, by mouse, touch, pen and keys. */
import type { CloseUp } from './close-up.js';
import { distance, isInside, middleOf, type Point, rectangle } from './geometry.js';
import type { Picture } from './picture.js';

export type Mode = 'card' | 'chart';

export interface ViewEvents {
  /** The outline has changed; `isDone` where the hand has let go. */
  readonly onChange: (isDone: boolean) => void;
  /** The pointer is over a pixel of the sensor, close enough to see single ones; null where it is not. */
  readonly onPixel: (told: string | null) => void;
}

const HANDLE_PX = 22;
const LARGEST_ZOOM = 40;
/** Pixels of the screen a pixel of the sensor, from which on each is drawn by itself. */
const CLOSE_UP = 6;
/** What the key for single pixels goes to. */
const PIXEL_ZOOM = 16;
/** Smallest side of a card, pixels of the screen. */
const LEAST_CARD_PX = 6;
/** A card from the keyboard, as a share of the picture. */
const KEY_CARD = 0.16;

type Drag =
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'corner'; readonly index: number }
  | { readonly kind: 'move'; last: Point }
  | { readonly kind: 'pan'; last: Point };

export class View {
  mode: Mode = 'card';
  /** Corners in pixels of the sensor; none where nothing is drawn. */
  outline: Point[] = [];
  /** The corner of a chart that keys move. */
  chosenCorner = 0;
  private readonly canvas: HTMLCanvasElement;
  private readonly events: ViewEvents;
  private picture: Picture | null = null;
  private sensor = { widthPx: 1, heightPx: 1 };
  /** From pixels of the sensor to those of the canvas: scale, then shift. */
  private scale = 1;
  private shift: Point = [0, 0];
  private readonly pointers = new Map<number, Point>();
  private drag: Drag | null = null;
  private isQueued = false;
  private closeUp: CloseUp | null = null;

  constructor(canvas: HTMLCanvasElement, events: ViewEvents) {
    this.canvas = canvas;
    this.events = events;
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const type of ['pointerup', 'pointercancel'] as const)
      canvas.addEventListener(type, (event) => this.up(event));
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  show(picture: Picture | null, sensor: { widthPx: number; heightPx: number }): void {
    this.picture = picture;
    this.sensor = sensor;
    this.fit();
  }

  /** The whole picture. */
  fit(): void {
    const { width, height } = this.resized();
    const { widthPx, heightPx } = this.sensor;
    this.scale = Math.min(width / widthPx, height / heightPx);
    this.shift = [(width - widthPx * this.scale) / 2, (height - heightPx * this.scale) / 2];
    this.redraw();
  }

  /** Zooms by a factor about a place of the canvas, its middle unless given. */
  zoom(factor: number, [x, y]: Point = [this.canvas.width / 2, this.canvas.height / 2]): void {
    const least = Math.min(
      this.canvas.width / this.sensor.widthPx,
      this.canvas.height / this.sensor.heightPx,
    );
    const most = LARGEST_ZOOM * (devicePixelRatio || 1);
    const scale = Math.min(most, Math.max(least, this.scale * factor));
    const applied = scale / this.scale;
    this.shift = [x - (x - this.shift[0]) * applied, y - (y - this.shift[1]) * applied];
    this.scale = scale;
    this.redraw();
  }

  /** What draws single pixels of the picture that is shown. */
  setCloseUp(closeUp: CloseUp | null): void {
    this.closeUp = closeUp;
    this.redraw();
  }

  /** To single pixels about the middle of the outline, or of what is shown; back to the whole picture from there. */
  togglePixels(): void {
    if (this.isClose()) {
      this.fit();
      return;
    }
    const { width, height } = this.canvas;
    const [x, y] =
      this.outline.length > 0 ? middleOf(this.outline) : this.toSensor([width / 2, height / 2]);
    this.scale = PIXEL_ZOOM * (devicePixelRatio || 1);
    this.shift = [width / 2 - x * this.scale, height / 2 - y * this.scale];
    this.redraw();
  }

  private isClose(): boolean {
    return this.scale >= CLOSE_UP * (devicePixelRatio || 1);
  }

  /** A card in the middle, for the keyboard. */
  putCard(): void {
    this.mode = 'card';
    const { widthPx, heightPx } = this.sensor;
    const half = (KEY_CARD / 2) * Math.min(widthPx, heightPx);
    this.outline = rectangle(
      [widthPx / 2 - half, heightPx / 2 - half],
      [widthPx / 2 + half, heightPx / 2 + half],
    );
    this.changed(true);
  }

  /** Corners of a chart, or a frame in the middle where none was found. */
  putChart(corners: readonly (readonly [number, number])[] | null): void {
    this.mode = 'chart';
    const { widthPx, heightPx } = this.sensor;
    this.outline = corners
      ? corners.map(([x, y]) => [x, y])
      : rectangle([widthPx * 0.3, heightPx * 0.35], [widthPx * 0.7, heightPx * 0.65]);
    this.changed(true);
  }

  /** Moves by keys: the card, or the chosen corner of a chart. `sizes`: the card grows or shrinks. */
  nudge(dx: number, dy: number, sizes: boolean): void {
    const step = Math.max(1, 0.01 * Math.min(this.sensor.widthPx, this.sensor.heightPx));
    const [x, y] = [dx * step, dy * step];
    if (this.mode === 'chart') {
      const corner = this.outline[this.chosenCorner];
      if (corner) this.outline[this.chosenCorner] = [corner[0] + x, corner[1] + y];
    } else if (sizes) {
      const [cx, cy] = middleOf(this.outline);
      this.outline = this.outline.map(([px, py]) => [
        px + Math.sign(px - cx) * Math.max(x, -Math.abs(px - cx) + 2),
        py + Math.sign(py - cy) * Math.max(y, -Math.abs(py - cy) + 2),
      ]);
    } else this.outline = this.outline.map(([px, py]) => [px + x, py + y]);
    this.changed(true);
  }

  redraw(): void {
    if (this.isQueued) return;
    this.isQueued = true;
    requestAnimationFrame(() => {
      this.isQueued = false;
      this.paint();
    });
  }

  private changed(isDone: boolean): void {
    this.redraw();
    this.events.onChange(isDone);
  }

  private resized(): HTMLCanvasElement {
    const ratio = devicePixelRatio || 1;
    const width = Math.max(1, Math.round(this.canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    return this.canvas;
  }

  private paint(): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (!this.picture) return;
    const { widthPx, heightPx } = this.sensor;
    context.imageSmoothingEnabled = this.scale * (widthPx / this.picture.widthPx) < 3;
    context.drawImage(
      this.picture.canvas,
      this.shift[0],
      this.shift[1],
      widthPx * this.scale,
      heightPx * this.scale,
    );
    if (this.isClose()) this.paintPixels(context);
    else this.events.onPixel(null);
    if (this.outline.length > 0) this.paintOutline(context);
  }

  private paintPixels(context: CanvasRenderingContext2D): void {
    const [left, top] = this.toSensor([0, 0]);
    const [right, bottom] = this.toSensor([this.canvas.width, this.canvas.height]);
    const drawn = this.closeUp?.show({ left, top, width: right - left, height: bottom - top });
    if (!drawn) return;
    const [x, y] = this.toCanvas([drawn.left, drawn.top]);
    context.imageSmoothingEnabled = false;
    const { width, height } = drawn.canvas;
    context.drawImage(drawn.canvas, x, y, width * this.scale, height * this.scale);
  }

  private paintOutline(context: CanvasRenderingContext2D): void {
    const ratio = devicePixelRatio || 1;
    const corners = this.outline.map((corner) => this.toCanvas(corner));
    const trace = (): void => {
      context.beginPath();
      corners.forEach(([x, y], i) => {
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      });
      context.closePath();
    };
    if (this.mode === 'chart') this.paintGrid(context, corners as [Point, Point, Point, Point]);
    for (const [colour, width] of [
      ['rgb(0 0 0 / 0.75)', 4],
      ['#fff', 1.75],
    ] as const) {
      trace();
      context.strokeStyle = colour;
      context.lineWidth = width * ratio;
      context.stroke();
    }
    corners.forEach(([x, y], i) => {
      const isChosen = this.mode === 'chart' && i === this.chosenCorner;
      context.beginPath();
      context.arc(x, y, (isChosen ? 8 : 6) * ratio, 0, 2 * Math.PI);
      context.fillStyle = this.mode === 'chart' && i === 0 ? '#ffd23f' : '#fff';
      context.fill();
      context.lineWidth = 2 * ratio;
      context.strokeStyle = 'rgb(0 0 0 / 0.8)';
      context.stroke();
    });
  }

  /** Lines between the patches, straight between opposite sides: near enough to see whether the corners fit. */
  private paintGrid(
    context: CanvasRenderingContext2D,
    corners: [Point, Point, Point, Point],
  ): void {
    const [a, b, c, d] = corners;
    const between = (p: Point, q: Point, share: number): Point => [
      p[0] + share * (q[0] - p[0]),
      p[1] + share * (q[1] - p[1]),
    ];
    context.beginPath();
    for (let i = 1; i < 6; i++) {
      context.moveTo(...between(a, b, i / 6));
      context.lineTo(...between(d, c, i / 6));
    }
    for (let i = 1; i < 4; i++) {
      context.moveTo(...between(a, d, i / 4));
      context.lineTo(...between(b, c, i / 4));
    }
    context.lineWidth = devicePixelRatio || 1;
    context.strokeStyle = 'rgb(255 255 255 / 0.7)';
    context.stroke();
  }

  private toCanvas([x, y]: Point): Point {
    return [x * this.scale + this.shift[0], y * this.scale + this.shift[1]];
  }

  private toSensor([x, y]: Point): Point {
    return [(x - this.shift[0]) / this.scale, (y - this.shift[1]) / this.scale];
  }

  private placeOf(event: PointerEvent | WheelEvent): Point {
    const ratio = devicePixelRatio || 1;
    const { left, top } = this.canvas.getBoundingClientRect();
    return [(event.clientX - left) * ratio, (event.clientY - top) * ratio];
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoom(1.0018 ** -event.deltaY, this.placeOf(event));
  }

  private down(event: PointerEvent): void {
    if (!this.picture) return;
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    const place = this.placeOf(event);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size > 1) {
      // The second finger zooms; what the first began to draw is dropped.
      if (this.drag?.kind === 'draw') this.outline = [];
      this.drag = null;
      return;
    }
    this.drag = event.button === 0 ? this.dragAt(place) : { kind: 'pan', last: place };
  }

  private dragAt(place: Point): Drag {
    const near = HANDLE_PX * (devicePixelRatio || 1);
    const distances = this.outline.map((corner) => distance(this.toCanvas(corner), place));
    const index = distances.indexOf(Math.min(...distances));
    if (index >= 0 && (distances[index] ?? near) < near) {
      this.chosenCorner = index;
      return { kind: 'corner', index };
    }
    const at = this.toSensor(place);
    if (isInside(this.outline, at)) return { kind: 'move', last: at };
    return this.mode === 'card' ? { kind: 'draw', from: at } : { kind: 'pan', last: place };
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      this.events.onPixel(
        this.isClose() ? (this.closeUp?.tell(this.toSensor(this.placeOf(event))) ?? null) : null,
      );
      return;
    }
    const place = this.placeOf(event);
    this.pointers.set(event.pointerId, place);
    if (this.pointers.size === 2) this.pinch(event.pointerId, before, place);
    else if (this.drag) this.dragTo(this.drag, place);
  }

  private pinch(id: number, before: Point, now: Point): void {
    const [, other] = [...this.pointers].find(([one]) => one !== id) ?? [];
    if (!other) return;
    const middle: Point = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    this.shift = [
      this.shift[0] + (now[0] - before[0]) / 2,
      this.shift[1] + (now[1] - before[1]) / 2,
    ];
    this.zoom(distance(now, other) / Math.max(1, distance(before, other)), middle);
  }

  private dragTo(drag: Drag, place: Point): void {
    const at = this.toSensor(place);
    switch (drag.kind) {
      case 'pan':
        this.shift = [
          this.shift[0] + place[0] - drag.last[0],
          this.shift[1] + place[1] - drag.last[1],
        ];
        drag.last = place;
        this.redraw();
        return;
      case 'draw':
        this.outline = rectangle(drag.from, at);
        break;
      case 'corner':
        this.outline[drag.index] = at;
        break;
      case 'move': {
        const [dx, dy] = [at[0] - drag.last[0], at[1] - drag.last[1]];
        this.outline = this.outline.map(([x, y]) => [x + dx, y + dy]);
        drag.last = at;
        break;
      }
      default:
        drag satisfies never;
    }
    this.changed(false);
  }

  private up(event: PointerEvent): void {
    this.pointers.delete(event.pointerId);
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.kind === 'pan') return;
    if (drag.kind === 'draw' && this.isSpeck()) this.outline = [];
    this.changed(true);
  }

  /** A click that drew nothing. */
  private isSpeck(): boolean {
    const [first, , third] = this.outline;
    if (!first || !third) return true;
    const least = LEAST_CARD_PX / this.scale;
    return Math.abs(third[0] - first[0]) < least || Math.abs(third[1] - first[1]) < least;
  }
}
