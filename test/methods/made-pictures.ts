/** Pictures made for tests of methods: coloured patches under lights of a curve, in memory, with labels and properties. */
import type { TrainingPart } from '../../dist/methods/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';

const SIZE = { heightPx: 24, widthPx: 32 };
type Size = typeof SIZE;

/** A light between a lamp and shade: R/G falls as B/G rises, with some green or magenta beside the curve. */
function madeLight(rng: Rng) {
  const t = rng.uniform();
  const tint = 1 + 0.06 * (rng.uniform() - 0.5);
  return { r: (0.95 - 0.6 * t) * tint, b: (0.3 + 0.6 * t ** 0.8) * tint };
}

/** Patches of random reflectance, mostly near grey, one of them white or clipped; a corner masked. */
export function madePicture(seed: number, { heightPx, widthPx }: Size = SIZE) {
  const rng = createRng(seed).fork('made picture');
  const whitePoint = madeLight(rng);
  const light = [whitePoint.r, 1, whitePoint.b] as const;
  const patches = Array.from({ length: 12 }, () => {
    const grey = 0.05 + 0.5 * rng.uniform();
    return light.map((value) => value * grey * (0.7 + 0.6 * rng.uniform()));
  });
  const brightness = 0.5 + 1.2 * rng.uniform();
  const maskedRows = Math.ceil(heightPx / 4);
  const maskedColumns = Math.ceil(widthPx / 4);
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let y = 0, o = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, o += 4) {
      if (y < maskedRows && x < maskedColumns) continue;
      const patch = patches[3 * Math.floor((4 * y) / heightPx) + Math.floor((3 * x) / widthPx)]!;
      for (let c = 0; c < 3; c++) {
        const noisy = brightness * patch[c]! * (1 + 0.1 * (rng.uniform() - 0.5));
        pixels[o + c] = Math.min(1, Math.max(0, noisy));
      }
      pixels[o + 3] = y === maskedRows && x < maskedColumns ? 0.5 : 1;
    }
  }
  const properties = { camera_r: String(whitePoint.r * 1.1), camera_b: String(whitePoint.b * 0.9) };
  const facts = { id: `made-${seed}`, properties };
  return { picture: { heightPx, widthPx, pixels }, whitePoint, facts };
}

/** Pictures of one seed in one set, with their labels. */
export function madeSet(count: number, seed: number, size: Size = SIZE) {
  const { heightPx, widthPx } = size;
  const floats = heightPx * widthPx * 4;
  const pixels = new Float32Array(count * floats);
  const entries = Array.from({ length: count }, (_, i) => {
    const { picture, whitePoint, facts } = madePicture(1000 * seed + i, size);
    pixels.set(picture.pixels, i * floats);
    return { ...facts, part: 'test' as const, whitePoint };
  });
  return { heightPx, widthPx, pixels, entries };
}

export function trainingPart({ entries, ...pictures }: ReturnType<typeof madeSet>): TrainingPart {
  return { whitePoints: entries.map(({ whitePoint }) => whitePoint), pictures };
}

/** A picture that shows no light. */
export function blankPicture(
  kind: 'masked' | 'clipped' | 'black',
  { heightPx, widthPx }: Size = SIZE,
) {
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let o = 0; o < pixels.length; o += 4) {
    if (kind === 'clipped') pixels.fill(1, o, o + 3);
    if (kind !== 'masked') pixels[o + 3] = 1;
  }
  return { heightPx, widthPx, pixels };
}
