/** Charts as a camera sees them: any place, turn, tilt and light, with blur, falling off, shadow, noise and surroundings. */
import { srgbToLinear } from '../../dist/color/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';

export interface RenderedChart {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Float32Array;
  /** First patch, end of its row, last patch, begin of the last row; outlines of the patches. */
  readonly corners: [number, number][];
  /** R/G and B/G of what reflects all alike. */
  readonly whitePoint: { r: number; b: number };
}

export interface RenderOptions {
  readonly seed?: number | string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** Width of the six columns in pixels, before tilt. */
  readonly chartWidthPx?: number;
  readonly turnDegrees?: number;
  readonly isMirrored?: boolean;
  /** Perspective: how much nearer one side is, and how far the whole is tilted. */
  readonly tilt?: number;
  readonly blurPx?: number;
  /** Electrons of a full pixel and read noise in electrons. */
  readonly fullElectrons?: number;
  readonly readElectrons?: number;
  readonly exposure?: number;
  readonly vignetting?: number;
  /** Share of light in a shadow that lies over part of the chart; 1 none. */
  readonly shadow?: number;
  readonly strayLight?: number;
  /** XYZ to camera RGB. */
  readonly xyzToCamera?: readonly number[];
  /** White point of the light. */
  readonly light?: { r: number; b: number };
  /** 24 colours, sRGB in hexadecimal; the ColorChecker's unless given. */
  readonly colours?: string;
  /** Gap between patches as a share of the step. */
  readonly gap?: number;
}

const COLORCHECKER =
  '735244 c29682 627a9d 576c43 8580b1 67bdaa d67e2c 505ba6 c15a63 5e3c6c 9dbc40 e0a32e ' +
  '383d96 469449 af363c e7c71f bb5695 0885a1 f3f3f3 c8c8c8 a0a0a0 7a7a7a 555555 343434';
export const SPYDERCHECKR =
  '704c3c c5917d 57789b 526a3c 7e7dae 62bba6 ee9e19 9dbc36 533a6a c34f5f 3a589f de7620 ' +
  '193787 399240 ba1a33 f5fa00 c04b91 007f9f 2b292b 50504e 7a7674 a19d9a cac6c3 f9f2ee';
const SRGB_TO_XYZ = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505];
/** Canon EOS 550D. */
const XYZ_TO_CAMERA = [0.6941, -0.1164, -0.0857, -0.3849, 1.1413, 0.2769, -0.0441, 0.1215, 0.7024];
const SAMPLES = 3;

const multiply = (m: readonly number[], [x, y, z]: readonly number[]): number[] =>
  [0, 3, 6].map((k) => m[k]! * x! + m[k + 1]! * y! + m[k + 2]! * z!);

function linearOf(hex: string): number[] {
  return [0, 2, 4].map((k) => srgbToLinear(Number.parseInt(hex.slice(k, k + 2), 16) / 255));
}

/** Patterns of 24 patches with their surroundings; 0.9 of full is the white patch at exposure 1. */
export function renderChart(options: RenderOptions = {}): RenderedChart {
  const {
    seed = 1,
    widthPx = 480,
    heightPx = 360,
    chartWidthPx = 200,
    light = { r: 0.5, b: 0.6 },
  } = options;
  const rng = createRng(`chart ${seed}`);
  const camera = cameraColours(options.xyzToCamera ?? XYZ_TO_CAMERA, light);
  const colours = (options.colours ?? COLORCHECKER).split(' ').map((hex) => camera(linearOf(hex)));
  const place = placement(options, widthPx, heightPx, chartWidthPx);
  const scene = surroundings(rng, widthPx, heightPx, camera);
  const gap = options.gap ?? 0.16;
  const rgb = new Float32Array(3 * widthPx * heightPx);
  const frame = camera([0.02, 0.02, 0.021]);
  const shadowAt = 0.8 + 3.4 * rng.uniform();
  const parts = Array.from({ length: SAMPLES }, (_, s) => (s + 0.5) / SAMPLES - 0.5);
  for (let y = 0, o = 0; y < heightPx; y++) {
    const rows = parts.map((part) => ({ sy: y + part, scene: scene(y + part) }));
    for (let x = 0; x < widthPx; x++, o += 3) {
      for (const row of rows) {
        for (const part of parts) {
          const sx = x + part;
          const [u, v] = place.toChart(sx, row.sy);
          const colour = chartAt(u, v, colours, frame, gap) ?? row.scene(sx);
          const lit = u + 0.35 * v > shadowAt ? (options.shadow ?? 1) : 1;
          for (let c = 0; c < 3; c++) rgb[o + c] += (colour[c]! * lit) / (SAMPLES * SAMPLES);
        }
      }
    }
  }
  expose(rgb, widthPx, heightPx, options, rng);
  return { widthPx, heightPx, rgb, corners: place.corners, whitePoint: light };
}

/** Linear sRGB to camera RGB, a grey of 1 to (r, 1, b) of the light. */
function cameraColours(matrix: readonly number[], { r, b }: { r: number; b: number }) {
  const grey = multiply(matrix, multiply(SRGB_TO_XYZ, [1, 1, 1]));
  const target = [r, 1, b];
  return (colour: readonly number[]): number[] =>
    multiply(matrix, multiply(SRGB_TO_XYZ, colour)).map((v, c) =>
      Math.max(0, (v / grey[c]!) * target[c]!),
    );
}

/** Patch outlines lie at 0..6 and 0..4; around them the card's black frame. Null outside. */
function chartAt(
  u: number,
  v: number,
  colours: number[][],
  frame: number[],
  gap: number,
): number[] | null {
  if (u < -0.35 || v < -0.35 || u > 6.35 || v > 4.35) return null;
  const [column, row] = [Math.floor(u), Math.floor(v)];
  if (column < 0 || row < 0 || column > 5 || row > 3) return frame;
  const isPatch =
    Math.abs(u - column - 0.5) < 0.5 - gap / 2 && Math.abs(v - row - 0.5) < 0.5 - gap / 2;
  return isPatch ? colours[6 * row + column]! : frame;
}

function placement(
  options: RenderOptions,
  widthPx: number,
  heightPx: number,
  chartWidthPx: number,
) {
  const { turnDegrees = 0, isMirrored = false, tilt = 0 } = options;
  const step = chartWidthPx / 6;
  const [cos, sin] = [
    Math.cos((turnDegrees * Math.PI) / 180),
    Math.sin((turnDegrees * Math.PI) / 180),
  ];
  const toPicture = (u: number, v: number): [number, number] => {
    const [a, b] = [(isMirrored ? 3 - u : u - 3) * step, (v - 2) * step];
    const z = 1 + (tilt * (a + 0.6 * b)) / chartWidthPx;
    const [px, py] = [(a * (1 - 0.3 * Math.abs(tilt))) / z, b / z];
    return [widthPx / 2 + cos * px - sin * py, heightPx / 2 + sin * px + cos * py];
  };
  const toChart = (x: number, y: number): [number, number] => {
    const [dx, dy] = [x - widthPx / 2, y - heightPx / 2];
    const px = (cos * dx + sin * dy) / (1 - 0.3 * Math.abs(tilt));
    const py = cos * dy - sin * dx;
    // px = a/z, py = b/z with z = 1 + t (a + 0.6 b): solve for z.
    const z = 1 / (1 - (tilt * (px + 0.6 * py)) / chartWidthPx);
    const [a, b] = [px * z, py * z];
    return [(isMirrored ? -a : a) / step + 3, b / step + 2];
  };
  const corners = (
    [
      [0, 0],
      [6, 0],
      [6, 4],
      [0, 4],
    ] as const
  ).map(([u, v]) => toPicture(u, v));
  return { toChart, corners };
}

/** Rectangles of many colours before a gradient. */
function surroundings(
  rng: Rng,
  widthPx: number,
  heightPx: number,
  camera: (rgb: number[]) => number[],
) {
  const colourOf = () => camera([0, 1, 2].map(() => 0.03 + 0.7 * rng.uniform() ** 2));
  const boxes = Array.from({ length: 60 }, () => ({
    x: widthPx * rng.uniform(),
    y: heightPx * rng.uniform(),
    w: widthPx * (0.02 + 0.25 * rng.uniform() ** 2),
    h: heightPx * (0.02 + 0.25 * rng.uniform() ** 2),
    colour: colourOf(),
  }));
  const ground = colourOf();
  // Row by row: most boxes do not reach a row.
  return (y: number) => {
    const across = boxes.filter((box) => Math.abs(y - box.y) < box.h);
    const behind = ground.map((value) => value * (0.6 + (0.8 * y) / heightPx));
    return (x: number): number[] => {
      for (const box of across) if (Math.abs(x - box.x) < box.w) return box.colour;
      return behind;
    };
  };
}

function expose(
  rgb: Float32Array,
  widthPx: number,
  heightPx: number,
  options: RenderOptions,
  rng: Rng,
): void {
  const { blurPx = 0, exposure = 1, vignetting = 0, strayLight = 0 } = options;
  const { fullElectrons = Infinity, readElectrons = 0 } = options;
  if (blurPx > 0) blur(rgb, widthPx, heightPx, blurPx);
  for (let y = 0, o = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const far = ((x / widthPx - 0.5) ** 2 + (y / heightPx - 0.5) ** 2) / 0.5;
      for (let c = 0; c < 3; c++, o++) {
        const light =
          exposure * (rgb[o]! * (1 - vignetting * far) + strayLight * (c === 2 ? 1.5 : 1));
        const electrons = fullElectrons * light;
        const noise = Number.isFinite(fullElectrons)
          ? (Math.sqrt(electrons + readElectrons ** 2) / fullElectrons) * rng.normal()
          : 0;
        rgb[o] = Math.min(1, light + noise);
      }
    }
  }
}

function blur(rgb: Float32Array, widthPx: number, heightPx: number, sigma: number): void {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const line = (count: number, length: number, at: (i: number, k: number) => number) => {
    const copy = new Float32Array(length);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < length; k++) copy[k] = rgb[at(i, k)]!;
      for (let k = 0; k < length; k++) {
        let sum = 0;
        for (let d = -reach; d <= reach; d++) {
          sum += kernel[d + reach]! * copy[Math.min(length - 1, Math.max(0, k + d))]!;
        }
        rgb[at(i, k)] = sum / total;
      }
    }
  };
  for (let c = 0; c < 3; c++) {
    line(heightPx, widthPx, (i, k) => 3 * (i * widthPx + k) + c);
    line(widthPx, heightPx, (i, k) => 3 * (k * widthPx + i) + c);
  }
}
