/** A model's exported WASM module as something that can be measured: what a host without JavaScript would call. */
import type { RawImage } from '../../raw/index.js';
import type { MeasuredEstimates } from './measure.js';

/** The module's C interface (docs/wasm.md). */
interface ExportedFunctions {
  readonly memory: WebAssembly.Memory;
  deepawb_input(): number;
  deepawb_input_height(): number;
  deepawb_input_width(): number;
  deepawb_frame(bytes: number): number;
  deepawb_estimate(): number;
  deepawb_estimate_rgb16(
    width: number,
    height: number,
    rowBytes: number,
    black: number,
    white: number,
  ): number;
}

/** Sections of a module that are none of its code: what a custom section says, and what becomes memory. */
const CUSTOM_SECTION = 0;
const DATA_SECTION = 11;
const HEADER_BYTES = 8;

/**
 * The model's memory is that of the instance before there is a frame (weights, buffers, in pages of 64 kB) and the module's
 * code. Throws Error where the module refuses a frame.
 */
export function openExportedModule(bytes: Uint8Array<ArrayBuffer>): MeasuredEstimates {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const awb = exports as unknown as ExportedFunctions;
  const inputSize = { heightPx: awb.deepawb_input_height(), widthPx: awb.deepawb_input_width() };
  const modelBytes = awb.memory.buffer.byteLength + codeBytes(bytes);
  const inputAt = awb.deepawb_input();
  let held: RawImage | null = null;
  return {
    inputSize,
    modelBytes,
    estimateThumbnail(pixels) {
      new Float32Array(awb.memory.buffer, inputAt, pixels.length).set(pixels);
      expectAnswer(awb.deepawb_estimate());
    },
    estimate(frame) {
      if (held !== frame) hold(awb, frame);
      held = frame;
      const { widthPx, heightPx, blackLevel, whiteLevel } = frame;
      expectAnswer(awb.deepawb_estimate_rgb16(widthPx, heightPx, 0, blackLevel, whiteLevel));
    },
  };
}

/** Puts a frame where a camera would: into the module's own memory, once. */
function hold(awb: ExportedFunctions, { rgb }: RawImage): void {
  const at = awb.deepawb_frame(rgb.byteLength);
  if (at === 0) throw new Error('no memory for the frame');
  new Uint16Array(awb.memory.buffer, at, rgb.length).set(rgb);
}

function expectAnswer(status: number): void {
  if (status < 0) throw new Error(`the module refused the frame with status ${status}`);
}

/** Bytes of all sections that are neither data nor custom ones [WebAssembly core specification, 5.5]. */
export function codeBytes(module: Uint8Array): number {
  let code = 0;
  for (let at = HEADER_BYTES; at < module.length; ) {
    const id = module[at]!;
    const { value, next } = unsignedLeb(module, at + 1);
    if (id !== CUSTOM_SECTION && id !== DATA_SECTION) code += value;
    at = next + value;
  }
  return code;
}

function unsignedLeb(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let at = from, factor = 1; ; at++, factor *= 128) {
    value += (bytes[at]! & 0x7f) * factor;
    if (bytes[at]! < 0x80) return { value, next: at + 1 };
  }
}
