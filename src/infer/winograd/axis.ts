/**
 * How two outputs of a convolution along one axis are had by Winograd's minimal filtering: src/engine/assembly/winograd-int16.ts
 * has the equations.
 */

/** One of the numbers that a tile becomes along an axis. */
export interface AxisNumber {
  /** By which it takes each of the kernel's taps. */
  readonly weights: readonly number[];
  /** Pixels that it adds, and that it takes off. */
  readonly added: number;
  readonly subtracted: number;
  /** Whether it is halved on the way back. */
  readonly halved: boolean;
}

export interface WinogradAxis {
  /** Of each piece in its order. */
  readonly numbers: readonly AxisNumber[];
  /** Pixels that a tile reads. */
  readonly pixels: number;
  /** Taps of a piece, each `stride` behind the other, and pixels in front of the first. */
  readonly pieces: readonly { readonly taps: number; readonly offset: number }[];
}

const DIFFERENCE = { added: 1, subtracted: 1, halved: false };
const PIXEL = { added: 1, subtracted: 0, halved: false };
/** By taps; weights are those of the piece's own. */
const NUMBERS: Readonly<Record<1 | 2 | 3, readonly AxisNumber[]>> = {
  1: [
    { weights: [1], ...PIXEL },
    { weights: [1], ...PIXEL },
  ],
  2: [
    { weights: [1, 0], ...DIFFERENCE },
    { weights: [1, 1], ...PIXEL },
    { weights: [0, 1], ...DIFFERENCE },
  ],
  3: [
    { weights: [1, 0, 0], ...DIFFERENCE },
    { weights: [1, 1, 1], added: 2, subtracted: 0, halved: true },
    { weights: [1, -1, 1], added: 1, subtracted: 1, halved: true },
    { weights: [0, 0, 1], ...DIFFERENCE },
  ],
};

export function winogradAxis(kernel: number, stride: number): WinogradAxis {
  const numbers: AxisNumber[] = [];
  const pieces: { taps: number; offset: number }[] = [];
  for (let phase = 0; phase < Math.min(stride, kernel); phase++) {
    let left = Math.ceil((kernel - phase) / stride);
    for (let offset = phase; left > 0; ) {
      const taps = nextPiece(left);
      for (const number of NUMBERS[taps]) {
        const weights = new Array<number>(kernel).fill(0);
        number.weights.forEach((weight, tap) => {
          weights[offset + tap * stride] = weight;
        });
        numbers.push({ ...number, weights });
      }
      pieces.push({ taps, offset });
      offset += taps * stride;
      left -= taps;
    }
  }
  return { numbers, pixels: kernel + stride, pieces };
}

/** Of four taps two are taken twice: as many numbers as three and one make, and nothing to halve. */
function nextPiece(left: number): 1 | 2 | 3 {
  if (left === 4) return 2;
  return left >= 3 ? 3 : (left as 1 | 2);
}
