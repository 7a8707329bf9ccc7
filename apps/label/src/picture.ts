/** A preview in linear light, drawn balanced by gains, with full and black pixels painted. */
import { linearToSrgb8, srgbToLinear, type WhitePoint } from 'deepawb/color';

const STEPS = 4096;
/** Linear light of 8-bit codes, and codes of linear light in STEPS. */
const LINEAR = Float32Array.from({ length: 256 }, (_, code) => srgbToLinear(code / 255));
const CODES = Uint8ClampedArray.from({ length: STEPS + 1 }, (_, i) => linearToSrgb8(i / STEPS));
/** Linear light below which a pixel says nothing. */
const NEAR_BLACK_CODE = 8;
/** The picture is brightened until this share of its greens lies below white. */
const BRIGHT_SHARE = 0.985;

export class Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly canvas: OffscreenCanvas;
  private readonly pixels: ImageData;
  private readonly full: ImageData | null;
  private readonly exposure: number;

  constructor(pixels: ImageData, full: ImageData | null) {
    this.pixels = pixels;
    this.full = full;
    this.widthPx = pixels.width;
    this.heightPx = pixels.height;
    this.canvas = new OffscreenCanvas(pixels.width, pixels.height);
    this.exposure = exposureOf(pixels.data);
  }

  /** Draws into `canvas`; a white point of null leaves colours as the sensor has them. */
  draw(light: WhitePoint | null, paintsClipping: boolean): void {
    const { data } = this.pixels;
    const out = new ImageData(this.widthPx, this.heightPx);
    const gains = [1 / (light?.r ?? 1), 1, 1 / (light?.b ?? 1)].map(
      (gain) => gain * this.exposure * STEPS,
    );
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

  /** Channels that were full in their own colours, all three white on magenta; what is near black in blue grey. */
  private paintClipping(out: Uint8ClampedArray): void {
    const { data } = this.pixels;
    for (let i = 0; i < data.length; i += 4) {
      const bits = this.full?.data[i] ?? 0;
      const stripe = ((i >> 2) + Math.floor((i >> 2) / this.widthPx)) % 6 < 3;
      if (bits !== 0 && stripe) {
        const all = bits === 7;
        out[i] = bits & 1 ? 255 : 0;
        out[i + 1] = bits & 2 && !all ? 220 : 0;
        out[i + 2] = bits & 4 ? 255 : 0;
      } else if (
        bits === 0 &&
        stripe &&
        data[i]! < NEAR_BLACK_CODE &&
        data[i + 1]! < NEAR_BLACK_CODE &&
        data[i + 2]! < NEAR_BLACK_CODE
      ) {
        out[i] = 40;
        out[i + 1] = 55;
        out[i + 2] = 90;
      }
    }
  }
}

function exposureOf(data: Uint8ClampedArray): number {
  const counts = new Uint32Array(256);
  for (let i = 1; i < data.length; i += 4) counts[data[i]!]!++;
  let below = 0;
  for (let code = 0; code < 256; code++) {
    below += counts[code]!;
    if (below >= (BRIGHT_SHARE * data.length) / 4)
      return Math.min(64, 0.9 / LINEAR[Math.max(4, code)]!);
  }
  return 1;
}
