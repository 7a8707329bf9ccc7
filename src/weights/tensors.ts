/** Named tensors, as files of weights hold them. */
import { describeValue } from '../text/index.js';
import { WeightsError } from './weights-error.js';

export interface WeightTensor {
  readonly name: string;
  /** In the axis order of the file's maker: PyTorch and ONNX have [out, in, ky, kx] and [out, in]. */
  readonly shape: readonly number[];
  /** Row by row. */
  readonly values: Float32Array;
}

/** What a file of weights holds. */
export interface WeightFile {
  readonly tensors: readonly WeightTensor[];
  /** What it says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Element types, by the names that formats have for them. */
export type ElementType = 'F64' | 'F32' | 'F16' | 'BF16';

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
};

const MOST_AXES = 8;
const LONGEST_NAME = 1024;
export const MOST_TENSORS = 4096;
/** Numbers of a tensor: a gigabyte. Cameras have a thousandth of it. */
const MOST_NUMBERS = 2 ** 28;

/** Throws WeightsError for a name or a shape that is none. Returns how many numbers there are. */
export function checkTensor(name: unknown, shape: unknown): number {
  if (typeof name !== 'string' || name.length > LONGEST_NAME) {
    throw new WeightsError(`weights: expected names of tensors, got ${describeValue(name)}`);
  }
  const isShape =
    Array.isArray(shape) &&
    shape.length <= MOST_AXES &&
    shape.every((side) => Number.isSafeInteger(side) && side >= 0);
  if (!isShape) {
    throw new WeightsError(
      `${name}: expected a shape of at most ${MOST_AXES} whole numbers, got ${describeValue(shape)}`,
    );
  }
  const count = (shape as number[]).reduce((a, b) => a * b, 1);
  if (count <= MOST_NUMBERS) return count;
  throw new WeightsError(`${name}: expected at most ${MOST_NUMBERS} numbers, got ${count}`);
}

/** `count` little-endian numbers from a place on, as float32. Throws WeightsError for what float32 cannot hold. */
export function readNumbers(
  name: string,
  view: DataView,
  at: number,
  { type, count }: { readonly type: ElementType; readonly count: number },
): Float32Array {
  const bytes = ELEMENT_BYTES[type];
  if (at < 0 || at + count * bytes > view.byteLength) {
    throw new WeightsError(
      `${name}: expected ${count * bytes} bytes at ${at}, got a file that ends before; copy it again`,
    );
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = readNumber(view, at + i * bytes, type);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new WeightsError(
    `${name}: expected finite numbers of float32, got ${values[bad]} at ${bad}`,
  );
}

function readNumber(view: DataView, at: number, element: ElementType): number {
  switch (element) {
    case 'F64':
      return view.getFloat64(at, true);
    case 'F32':
      return view.getFloat32(at, true);
    case 'F16':
      return halfToNumber(view.getUint16(at, true));
    case 'BF16': {
      // The upper half of a float32.
      const word = new DataView(new ArrayBuffer(4));
      word.setUint32(0, view.getUint16(at, true) * 65_536);
      return word.getFloat32(0);
    }
    default:
      element satisfies never;
      throw new TypeError(`unknown element type '${String(element)}'`);
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
