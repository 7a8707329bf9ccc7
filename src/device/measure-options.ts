/** How a model is measured, wherever that is. */

export interface MeasureOptions {
  /** Timed batches; 30 unless given. */
  readonly runs?: number;
  /** Calls before anything is timed; 20 unless given. */
  readonly warmUp?: number;
  /** The decoded frame; 648x432 unless given. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
  /** `c` measures the exported C instead of the WASM; `node` unless given. */
  readonly runner?: 'node' | 'c';
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
  readonly runs: number;
  readonly warmUp: number;
  readonly frame: { readonly widthPx: number; readonly heightPx: number };
}

export function measureRequest({
  runs = 30,
  warmUp = 20,
  frame = DEFAULT_FRAME,
}: MeasureOptions): MeasureRequest {
  return { runs, warmUp, frame };
}

/** The request to the Node runner. */
export function requestOf(options: MeasureOptions): string {
  return JSON.stringify(measureRequest(options));
}
