/** Exported modules as hosts see them. */

export interface AwbModule {
  readonly memory: WebAssembly.Memory;
  deepawb_input(): number;
  deepawb_input_height(): number;
  deepawb_input_width(): number;
  deepawb_result(): number;
  deepawb_frame(bytes: number): number;
  deepawb_estimate(): number;
  deepawb_estimate_rgb16(
    width: number,
    height: number,
    rowBytes: number,
    black: number,
    white: number,
  ): number;
  deepawb_estimate_bayer16(
    width: number,
    height: number,
    pattern: number,
    rowBytes: number,
    black: number,
    white: number,
  ): number;
}

export function instantiate(bytes: Uint8Array): AwbModule {
  const module = new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>);
  return new WebAssembly.Instance(module).exports as unknown as AwbModule;
}

export interface Answer {
  readonly status: number;
  readonly r: number;
  readonly b: number;
  readonly red: number;
  readonly blue: number;
  readonly confidence: number;
  readonly expectedError: number;
}

/** What stands in the result after an estimate that returned `status`. */
export function answerOf(awb: AwbModule, status: number): Answer {
  const [r, b, red, blue, confidence, expectedError] = new Float32Array(
    awb.memory.buffer,
    awb.deepawb_result(),
    6,
  ) as unknown as [number, number, number, number, number, number];
  return { status, r, b, red, blue, confidence, expectedError };
}

export function estimateThumbnail(awb: AwbModule, pixels: Float32Array): Answer {
  new Float32Array(awb.memory.buffer, awb.deepawb_input(), pixels.length).set(pixels);
  return answerOf(awb, awb.deepawb_estimate());
}

/** Says what is known beside the frames to come. */
export function setReading(awb: AwbModule, name: string, value: number): void {
  const addressOf = (awb as unknown as Record<string, () => number>)[`deepawb_${name}`]!;
  new Float32Array(awb.memory.buffer, addressOf(), 1)[0] = value;
}

/** Copies a frame to where the module wants it. */
export function writeFrame(awb: AwbModule, values: Uint16Array): void {
  const at = awb.deepawb_frame(values.byteLength);
  if (at === 0) throw new RangeError('no memory for the frame');
  new Uint16Array(awb.memory.buffer, at, values.length).set(values);
}
