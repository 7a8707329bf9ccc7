/** A preview in linear light, drawn balanced by gains, with full and black pixels painted. */
import { linearToSrgb8, srgbToLinear, type WhitePoint } from 'deepawb/color';

const STEPS = 4096;
/** Linear light of 8-bit codes, and codes of linear light in STEPS. */
const LINEAR = Float32Array.from({ length: 256 }, (_, code) => srgbToLinear(code / 255));
const CODES = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, i) => linearToSrgb8(i / STEPS));
/** Of the map: bits of red, green and blue where a pixel was full, and of pixels near black. */
const ALL_FULL = 7;
const NEAR_BLACK = 8;

export class Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly canvas: OffscreenCanvas;
  private readonly pixels: ImageData;
  private readonly full: ImageData | null;

  constructor(pixels: ImageData, full: ImageData | null) {
    this.pixels = pixels;
    this.full = full;
    this.widthPx = pixels.width;
    this.heightPx = pixels.height;
    this.canvas = new OffscreenCanvas(pixels.width, pixels.height);
  }

  /** Draws into `canvas`; a white point of null leaves colours as the sensor has them. */
  draw(light: WhitePoint | null, paintsClipping: boolean): void {
    const { data } = this.pixels;
    const out = new ImageData(this.widthPx, this.heightPx);
    const gains = [1 / (light?.r ?? 1), 1, 1 / (light?.b ?? 1)].map((gain) => gain * STEPS);
    const [red = 1, green = 1, blue = 1] = gains;
    for (let i = 0; i < data.length; i += 4) {
      out.data[i] = CODES[Math.min(STEPS, Math.round(LINEAR[data[i]!]! * red))]!;
      out.data[i + 1] = CODES[Math.min(STEPS, Math.round(LINEAR[data[i + 1]!]! * green))]!;
      out.data[i + 2] = CODES[Math.min(STEPS, Math.round(LINEAR[data[i + 2]!]! * blue))]!;
      out.data[i + 3] = 255;
    }
    if (paintsClipping) this.paintClipping(out.data);
    this.canvas.getContext('2d')?.putImageData(out, 0, 0);
  }

  /** Stripes: channels that were full in their own colours, all three in magenta, what is near black in blue grey. */
  private paintClipping(out: Uint8ClampedArray): void {
    const { full, widthPx } = this;
    if (full === null) return;
    for (let i = 0; i < out.length; i += 4) {
      const bits = full.data[i]!;
      const pixel = i >> 2;
      if (bits === 0 || (pixel + Math.floor(pixel / widthPx)) % 6 >= 3) continue;
      const isFull = (bits & ALL_FULL) !== 0;
      const all = (bits & ALL_FULL) === ALL_FULL;
      out[i] = isFull ? (bits & 1 ? 255 : 0) : 40;
      out[i + 1] = isFull ? (bits & 2 && !all ? 220 : 0) : bits & NEAR_BLACK ? 55 : 0;
      out[i + 2] = isFull ? (bits & 4 ? 255 : 0) : 90;
    }
  }
}
