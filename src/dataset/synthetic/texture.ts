/**
 * Fractal noise as one periodic tile: value noise (random values on a grid, smoothed between) summed over octaves
 * whose amplitude falls as f^-0.6: rougher than whole natural scenes (f^-1, [Field1987]), whose coarse part the leaves
 * make. Surfaces look up in it at their own place and scale.
 *
 * [Field1987] Relations between the Statistics of Natural Images and the Response Properties of Cortical Cells,
 * JOSA A 4.
 */
import type { Rng } from '../../random/index.js';

/** Side of the tile, a power of two: wrapping is a bit mask. */
export const TEXTURE_SIDE = 256;

const MASK = TEXTURE_SIDE - 1;
const COARSEST_CELLS = 4;
const FINEST_CELLS = 128;
const ROUGHNESS = 0.6;
/** Standard deviations either side of the mean that fill 0..1; the rest is clipped. */
const SPAN_DEVIATIONS = 2.2;

/** A tile of side 256, row by row, values in 0..1 with mean near 0.5. */
export type Texture = Float32Array;

/** Adds one octave of value noise with `cells` x `cells` random values. */
function addOctave(tile: Texture, cells: number, amplitude: number, rng: Rng): void {
  const values = Float32Array.from({ length: cells * cells }, () => rng.uniform() - 0.5);
  const cellPx = TEXTURE_SIDE / cells;
  for (let y = 0; y < TEXTURE_SIDE; y++) {
    const row = Math.floor(y / cellPx);
    const v = smoothStep(y / cellPx - row);
    const top = row * cells;
    const bottom = ((row + 1) % cells) * cells;
    for (let x = 0; x < TEXTURE_SIDE; x++) {
      const left = Math.floor(x / cellPx);
      const right = (left + 1) % cells;
      const u = smoothStep(x / cellPx - left);
      const above = values[top + left] * (1 - u) + values[top + right] * u;
      const below = values[bottom + left] * (1 - u) + values[bottom + right] * u;
      tile[y * TEXTURE_SIDE + x] += amplitude * (above * (1 - v) + below * v);
    }
  }
}

function smoothStep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** A fractal tile, stretched to fill 0..1. */
export function createTexture(rng: Rng): Texture {
  const tile = new Float32Array(TEXTURE_SIDE * TEXTURE_SIDE);
  for (let cells = COARSEST_CELLS; cells <= FINEST_CELLS; cells *= 2) {
    addOctave(tile, cells, (COARSEST_CELLS / cells) ** ROUGHNESS, rng);
  }
  const mean = tile.reduce((sum, value) => sum + value, 0) / tile.length;
  const variance = tile.reduce((sum, value) => sum + (value - mean) ** 2, 0) / tile.length;
  const scale = 0.5 / (SPAN_DEVIATIONS * Math.sqrt(variance));
  return tile.map((value) => Math.min(Math.max(0.5 + scale * (value - mean), 0), 1));
}

/** The tile at any place (wrapped), bilinear. */
export function sampleTexture(tile: Texture, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const x0 = left & MASK;
  const x1 = (left + 1) & MASK;
  const y0 = (top & MASK) * TEXTURE_SIDE;
  const y1 = ((top + 1) & MASK) * TEXTURE_SIDE;
  const above = tile[y0 + x0] * (1 - u) + tile[y0 + x1] * u;
  const below = tile[y1 + x0] * (1 - u) + tile[y1 + x1] * u;
  return above * (1 - v) + below * v;
}
