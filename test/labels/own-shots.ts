/** Raw files as a camera's owner has them: DNGs with a grey card under a light, and with a chart. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRng } from '../../dist/random/index.js';
import { renderChart } from '../chart/render-chart.js';
import {
  bayerTags,
  packRows,
  ratio,
  rational,
  type TagValue,
  writeTiff,
} from '../support/dng-writer.js';

export const SHOT = { widthPx: 240, heightPx: 160, black: 256, white: 4095 } as const;
/** Where the card lies, sensor pixels. */
export const CARD = { left: 80, top: 40, right: 160, bottom: 100 } as const;
export const CARD_CORNERS: [number, number][] = [
  [CARD.left + 8, CARD.top + 8],
  [CARD.right - 8, CARD.top + 8],
  [CARD.right - 8, CARD.bottom - 8],
  [CARD.left + 8, CARD.bottom - 8],
];

export interface CardShot {
  /** What a grey reads. */
  readonly light?: { readonly r: number; readonly b: number };
  /** What the camera thought. */
  readonly neutral?: readonly number[];
  readonly seed?: number | string;
  /** Linear green of the card. */
  readonly brightness?: number;
  /** How much redder the right edge of the picture is than the left, as a factor. */
  readonly shading?: number;
  readonly model?: string;
  readonly extra?: Readonly<Record<number, TagValue>>;
  readonly exposure?: number;
}

/** A DNG of RGGB filters: blotches of colour, and a card of grey. */
export function cardDng({
  light = { r: 0.5, b: 0.7 },
  neutral = [0.46, 1, 0.61],
  seed = 'card',
  brightness = 0.5,
  shading = 1,
  model = 'Test Camera',
  extra = {},
  exposure = 0.02,
}: CardShot = {}): Uint8Array {
  const { widthPx, heightPx, black, white } = SHOT;
  const rng = createRng(seed);
  const blotches = Array.from({ length: 48 }, () =>
    [0, 1, 2].map(() => 0.03 + 0.3 * rng.uniform()),
  );
  const values = new Uint16Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const channel = [0, 1, 1, 2][2 * (y % 2) + (x % 2)]!;
      const isCard = x >= CARD.left && x < CARD.right && y >= CARD.top && y < CARD.bottom;
      const blotch = blotches[8 * Math.floor((6 * y) / heightPx) + Math.floor((8 * x) / widthPx)]!;
      const reflected = isCard ? brightness : blotch[channel]!;
      const lens = channel === 0 ? 1 + (shading - 1) * (x / widthPx) : 1;
      const linear = reflected * [light.r, 1, light.b][channel]! * lens;
      const noise = (rng.uniform() + rng.uniform() - 1) * 0.01;
      const value = Math.round(black + (linear + noise) * (white - black));
      values[y * widthPx + x] = Math.min(white, Math.max(0, value));
    }
  }
  return writeTiff({
    tags: {
      ...bayerTags({ widthPx, heightPx, black, white, neutral }),
      50708: { type: 'ascii', text: model },
      33434: rational(ratio(exposure, 1_000_000)),
      ...extra,
    },
    blocks: [packRows(values, widthPx, 16)],
  });
}

/** A DNG with a ColorChecker in it; the picture has two pixels a place of the rendering. */
export function chartDng(light = { r: 0.45, b: 0.6 }): {
  bytes: Uint8Array;
  /** Around from the first patch, sensor pixels. */
  corners: [number, number][];
} {
  const chart = renderChart({ widthPx: 300, heightPx: 220, chartWidthPx: 200, light, seed: 'own' });
  const [widthPx, heightPx] = [2 * chart.widthPx, 2 * chart.heightPx];
  const { black, white } = SHOT;
  const values = new Uint16Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const channel = [0, 1, 1, 2][2 * (y % 2) + (x % 2)]!;
      const linear = chart.rgb[3 * ((y >> 1) * chart.widthPx + (x >> 1)) + channel]!;
      values[y * widthPx + x] = Math.min(
        white,
        Math.max(0, Math.round(black + linear * (white - black))),
      );
    }
  }
  const bytes = writeTiff({
    tags: bayerTags({ widthPx, heightPx, black, white }),
    blocks: [packRows(values, widthPx, 16)],
  });
  return { bytes, corners: chart.corners.map(([x, y]) => [2 * x + 1, 2 * y + 1]) };
}

/** Writes a file and its folders; `minute` sets its time, so that bursts can be told apart. */
export function put(file: string, bytes: Uint8Array | string, minute = 0): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  const seconds = 1_760_000_000 + 60 * minute;
  utimesSync(file, seconds, seconds);
  return file;
}

/** Lights from warm to cool, and the camera's answer to each, a little off. */
export const LIGHTS = [
  { r: 0.85, b: 0.35 },
  { r: 0.7, b: 0.45 },
  { r: 0.58, b: 0.56 },
  { r: 0.5, b: 0.66 },
  { r: 0.44, b: 0.75 },
] as const;

/** A folder of pictures, each under a light of its own, minutes apart. */
export function putShots(folder: string, count = LIGHTS.length): string[] {
  return Array.from({ length: count }, (_, i) => {
    const light = LIGHTS[i % LIGHTS.length]!;
    const neutral = [light.r * 1.03, 1, light.b * 0.98];
    return put(
      join(folder, `shot-${i + 1}.dng`),
      cardDng({ light, neutral, seed: `s${i}` }),
      5 * i,
    );
  });
}
