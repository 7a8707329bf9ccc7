/** The line filters of PNG undone by a kernel of our own (engine/assembly/unfilter.ts), a band of lines at a time. */
import { UNFILTER_WASM } from './unfilter.generated.js';

/** Bytes of lines that go through the kernel at once: little enough for a core's cache. */
const BAND_BYTES = 65_536;
/** The kernel reads whole vectors, up to this far beyond a line. */
const SLACK_BYTES = 16;
const PAGE_BYTES = 65_536;

interface UnfilterKernel {
  readonly memory: WebAssembly.Memory;
  readonly unfilterLines: (
    at: number,
    lines: number,
    lineBytes: number,
    above: number,
    out: number,
  ) => number;
}

/** Null where WebAssembly is not to be had, as in pages whose policy forbids it. */
let kernel: UnfilterKernel | null | undefined;

function startKernel(): UnfilterKernel | null {
  try {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const module = new WebAssembly.Module(bytesOf(UNFILTER_WASM));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { memory, unfilterLines: exports.unfilterLines as UnfilterKernel['unfilterLines'] };
  } catch {
    return null;
  }
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64, here since neither Node's nor the browser's decoder is part of the language. */
function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  for (let i = 0, o = 0, bits = 0, held = 0; i < digits.length; i++) {
    held = ((held << 6) | DIGITS.indexOf(digits[i] ?? '')) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[o++] = (held >> bits) & 255;
  }
  return bytes;
}

/** Undoes the filters of a band of lines and goes on with the next one. */
export interface LineUnfilter {
  /**
   * @param lines whole lines of 1 + 6 x widthPx bytes
   * @param out their values
   * @returns number of the first line, in this call, whose filter is unknown, or -1
   */
  take(lines: Uint8Array, out: Uint16Array): number;
}

/** For lines of a picture from its top down; null where WebAssembly is not to be had. */
export function kernelUnfilter(lineBytes: number): LineUnfilter | null {
  if (kernel === undefined) kernel = startKernel();
  if (kernel === null) return null;
  const { memory, unfilterLines } = kernel;
  const most = Math.max(1, Math.floor(BAND_BYTES / (lineBytes + 1)));
  const at = align(lineBytes + SLACK_BYTES);
  const outAt = at + align(most * (lineBytes + 1) + SLACK_BYTES);
  reserve(memory, outAt + most * lineBytes + SLACK_BYTES);
  // Several pictures may be under way: each keeps the line above its next one.
  const above = new Uint8Array(lineBytes);
  return {
    take(lines, out) {
      const count = lines.length / (lineBytes + 1);
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(above);
      for (let first = 0; first < count; first += most) {
        const rows = Math.min(most, count - first);
        const from = first * (lineBytes + 1);
        bytes.set(lines.subarray(from, from + rows * (lineBytes + 1)), at);
        const bad = unfilterLines(at, rows, lineBytes, 0, outAt);
        if (bad >= 0) return first + bad;
        const values = new Uint16Array(memory.buffer, outAt, (rows * lineBytes) / 2);
        out.set(values, (first * lineBytes) / 2);
      }
      above.set(bytes.subarray(0, lineBytes));
      return -1;
    },
  };
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}
