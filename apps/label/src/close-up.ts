/** Single pixels of the sensor, each in the colour of its filter: stored values, loaded for the part that is looked at. */
import { linearToSrgb8 } from 'deepawb/color';
import type { PictureFacts } from 'deepawb/labels/node';
import { readSensor } from './api.js';

/** A part of the picture drawn one to one, and where it lies in pixels of the sensor. */
export interface Drawn {
  readonly canvas: OffscreenCanvas;
  readonly left: number;
  readonly top: number;
}

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Loaded around what is looked at, so that a small move shows at once. */
const MARGIN_PX = 24;
/** The server gives no more at once. */
const MOST_SIDE_PX = 500;
const NAMES = ['red', 'green', 'blue'] as const;
/** A pixel that is full. */
const FULL = [255, 0, 255] as const;

export class CloseUp {
  private readonly facts: PictureFacts;
  private readonly onLoad: () => void;
  private region: Region | null = null;
  private values = new Uint16Array(0);
  private drawn: Drawn | null = null;
  private isLoading = false;

  constructor(facts: PictureFacts, onLoad: () => void) {
    this.facts = facts;
    this.onLoad = onLoad;
  }

  /** What is loaded of a region; asks for it where it is not all there. */
  show(wanted: Region): Drawn | null {
    const { shot } = this.facts;
    const inside = clip(wanted, shot.widthPx, shot.heightPx);
    const { region } = this;
    const isThere =
      region !== null &&
      inside.left >= region.left &&
      inside.top >= region.top &&
      inside.left + inside.width <= region.left + region.width &&
      inside.top + inside.height <= region.top + region.height;
    if (!isThere && inside.width > 0 && inside.height > 0) void this.load(inside);
    return this.drawn;
  }

  /** `green 1034` of the pixel at a place; null where it is not loaded. */
  tell([x, y]: readonly [number, number]): string | null {
    const { region } = this;
    const { sensor } = this.facts;
    if (region === null) return null;
    const [column, row] = [Math.floor(x) - region.left, Math.floor(y) - region.top];
    if (column < 0 || row < 0 || column >= region.width || row >= region.height) return null;
    const at = (row * region.width + column) * sensor.samples;
    const told = Array.from({ length: sensor.samples }, (_, s) => {
      const channel = this.channelAt(region.left + column, region.top + row, s);
      const value = (this.values[at + s] ?? 0) / sensor.scale;
      return `${NAMES[channel]} ${sensor.scale === 1 ? value : value.toFixed(4)}`;
    });
    return `${Math.floor(x)}, ${Math.floor(y)}: ${told.join(', ')}`;
  }

  private channelAt(x: number, y: number, sample: number): 0 | 1 | 2 {
    const { rows, columns, colours, samples } = this.facts.sensor;
    return (samples === 3 ? sample : colours[(y % rows) * columns + (x % columns)]) as 0 | 1 | 2;
  }

  private async load(inside: Region): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    const { shot } = this.facts;
    const region = clip(
      {
        left: inside.left - MARGIN_PX,
        top: inside.top - MARGIN_PX,
        width: Math.min(MOST_SIDE_PX, inside.width + 2 * MARGIN_PX),
        height: Math.min(MOST_SIDE_PX, inside.height + 2 * MARGIN_PX),
      },
      shot.widthPx,
      shot.heightPx,
    );
    try {
      this.values = await readSensor(shot.image, region);
      this.region = region;
      this.drawn = this.draw(region);
    } catch {
      // The preview stays; whoever measures hears of what is wrong.
      return;
    } finally {
      this.isLoading = false;
    }
    this.onLoad();
  }

  /** Brightest of the part as bright as can be, so that dark ones are seen. */
  private draw({ left, top, width, height }: Region): Drawn {
    const { sensor, shot, full } = this.facts;
    const { samples, scale } = sensor;
    const black = shot.black.tag * scale;
    const most = this.values.reduce((a, b) => Math.max(a, b), 0);
    const range = Math.max(1, Math.min(most, Math.max(...full) * scale) - black);
    const canvas = new OffscreenCanvas(width, height);
    const image = new ImageData(width, height);
    for (let i = 0, o = 0; o < image.data.length; i += samples, o += 4) {
      const pixel = o >> 2;
      let isFull = false;
      for (let s = 0; s < samples; s++) {
        const channel = this.channelAt(left + (pixel % width), top + Math.floor(pixel / width), s);
        const value = this.values[i + s] ?? 0;
        isFull ||= value >= (full[channel] ?? 1) * scale;
        image.data[o + channel] = linearToSrgb8(Math.max(0, (value - black) / range));
      }
      if (isFull) image.data.set(FULL, o);
      image.data[o + 3] = 255;
    }
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    return { canvas, left, top };
  }
}

function clip({ left, top, width, height }: Region, widthPx: number, heightPx: number): Region {
  const from = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))] as const;
  return {
    left: from[0],
    top: from[1],
    width: Math.min(widthPx, Math.ceil(left + width)) - from[0],
    height: Math.min(heightPx, Math.ceil(top + height)) - from[1],
  };
}
