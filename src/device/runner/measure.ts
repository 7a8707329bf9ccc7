/**
 * Measures one model in this process: CPU time (user and system) and wall time of calls, timed in batches long enough for
 * the clock, and what memory it takes. Needs nothing but inference.
 */
import { createEstimator } from '../../infer/index.js';
import type { RawImage, ThumbnailSize } from '../../raw/index.js';
import type { MeasureRequest } from '../measure-options.js';
import type { CallCost, ModelMeasurement, TimeStatistics } from '../measurement.js';

/** What the process knows of itself. */
export interface ProcessClock {
  /** CPU time of the process so far, ms. */
  cpuMs(): number;
  wallMs(): number;
  peakBytes(): number;
}

/** A timed batch takes at least this long, so that clocks of a microsecond lose nothing. */
const LEAST_BATCH_MS = 2;
const MOST_CALLS = 4096;

export type MeasuredParts = Omit<ModelMeasurement, 'machine' | 'runner'>;

/** A model that is loaded, as far as a measurement goes. */
export interface MeasuredEstimates {
  readonly inputSize: ThumbnailSize;
  /** What the model adds to the process, where that is known better than by the process's peak. */
  readonly modelBytes?: number;
  estimateThumbnail(pixels: Float32Array): unknown;
  estimate(frame: RawImage): unknown;
}

/** A model file on the package's own kernels, both as bytes. */
export function openEstimator(
  model: Uint8Array,
  kernels: Uint8Array<ArrayBuffer>,
): MeasuredEstimates {
  return createEstimator(model, new WebAssembly.Module(kernels));
}

/** `open` loads what is measured; what memory it takes is counted from there. */
export function measureEstimates(
  open: () => MeasuredEstimates,
  { runs, warmUp, frame }: Omit<MeasureRequest, 'runner'>,
  clock: ProcessClock,
): MeasuredParts {
  const raw = greyFrame(frame);
  const baselineBytes = clock.peakBytes();
  const estimator = open();
  const { heightPx, widthPx } = estimator.inputSize;
  const input = rampThumbnail(heightPx * widthPx);
  const start = clock.wallMs();
  estimator.estimateThumbnail(input);
  const firstCallMs = clock.wallMs() - start;
  for (let i = 0; i < warmUp; i++) estimator.estimateThumbnail(input);
  const network = timeCalls(() => estimator.estimateThumbnail(input), runs, clock);
  for (let i = 0; i < Math.min(3, warmUp); i++) estimator.estimate(raw);
  const whole = timeCalls(() => estimator.estimate(raw), runs, clock);
  const peakBytes = clock.peakBytes();
  return {
    network,
    frame: { ...whole, ...frame },
    firstCallMs,
    memory: {
      peakBytes,
      baselineBytes,
      modelBytes: estimator.modelBytes ?? peakBytes - baselineBytes,
    },
  };
}

function timeCalls(call: () => unknown, runs: number, clock: ProcessClock): CallCost {
  const calls = callsPerBatch(call, clock);
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let run = 0; run < runs; run++) {
    const cpuStart = clock.cpuMs();
    const wallStart = clock.wallMs();
    for (let i = 0; i < calls; i++) call();
    wall.push((clock.wallMs() - wallStart) / calls);
    cpu.push((clock.cpuMs() - cpuStart) / calls);
  }
  return { cpu: statistics(cpu), wall: statistics(wall) };
}

function callsPerBatch(call: () => unknown, clock: ProcessClock): number {
  for (let calls = 1; ; calls *= 2) {
    const start = clock.wallMs();
    for (let i = 0; i < calls; i++) call();
    if (clock.wallMs() - start >= LEAST_BATCH_MS || calls >= MOST_CALLS) return calls;
  }
}

function statistics(values: readonly number[]): TimeStatistics {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { runs: values.length, minimumMs: sorted[0]!, medianMs: median };
}

/** A frame with some of everything: no value is clipped, black or masked. */
function greyFrame({ widthPx, heightPx }: MeasureRequest['frame']): RawImage {
  const rgb = new Uint16Array(widthPx * heightPx * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = 2200 + ((i * 7919) % 12_000);
  return { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16_383 };
}

function rampThumbnail(pixels: number): Float32Array {
  const input = new Float32Array(pixels * 4);
  for (let i = 0; i < pixels; i++) {
    const light = 0.1 + (0.8 * i) / pixels;
    input.set([0.5 * light, light, 0.7 * light, 1], 4 * i);
  }
  return input;
}
