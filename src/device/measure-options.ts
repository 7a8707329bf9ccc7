/** How a model is measured, wherever that is. */
import type { RunnerName } from './runners.js';

export interface MeasureOptions {
  /** Timed batches; 30 unless given. */
  readonly runs?: number;
  /** Calls before anything is timed; 20 unless given. */
  readonly warmUp?: number;
  /** The decoded frame; 648x432 unless given. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
  /** `wasm` and `c` measure what is exported in that format; `node`, the package's own kernels, unless given. */
  readonly runner?: RunnerName;
  /** C compiler of this machine for the runner `c`; on a device, its own `cc` unless given. */
  readonly compiler?: string;
  /** 60 s unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export const DEFAULT_FRAME = { widthPx: 648, heightPx: 432 } as const;
export const DEFAULT_TIMEOUT_MS = 60_000;

/** What a runner is asked for. */
export interface MeasureRequest {
  readonly runner: RunnerName;
  readonly runs: number;
  readonly warmUp: number;
  readonly frame: { readonly widthPx: number; readonly heightPx: number };
}

/** Most runs and calls; most pixels along a side. */
const MOST_RUNS = 100_000;
const MOST_PIXELS = 16_384;

/** The longest time that Node's timers know. */
const MOST_MS = 2 ** 31 - 1;

/** Throws RangeError for numbers out of range. */
export function measureRequest({
  runner = 'node',
  runs = 30,
  warmUp = 20,
  frame = DEFAULT_FRAME,
}: MeasureOptions): MeasureRequest {
  const { widthPx, heightPx } = frame;
  checkWhole('runs', runs, 1, MOST_RUNS);
  checkWhole('warm-up', warmUp, 0, MOST_RUNS);
  checkWhole('frame width', widthPx, 1, MOST_PIXELS);
  checkWhole('frame height', heightPx, 1, MOST_PIXELS);
  return { runner, runs, warmUp, frame: { widthPx, heightPx } };
}

function checkWhole(what: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`${what}: expected a whole number from ${from} to ${to}, got ${value}`);
}

/** Milliseconds, whole. Throws RangeError for what is no time to wait. */
export function timeoutOf({ timeoutMs = DEFAULT_TIMEOUT_MS }: MeasureOptions): number {
  if (timeoutMs > 0 && timeoutMs <= MOST_MS) return Math.ceil(timeoutMs);
  throw new RangeError(`timeout: expected a number above 0 up to ${MOST_MS} ms, got ${timeoutMs}`);
}

/** The request to what runs in Node. */
export function requestOf(options: MeasureOptions): string {
  return JSON.stringify(measureRequest(options));
}
