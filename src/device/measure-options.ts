/** How a model is measured, wherever that is. */

export interface MeasureOptions {
  /** Timed batches; 30 unless given. */
  readonly runs?: number;
  /** Calls before anything is timed; 20 unless given. */
  readonly warmUp?: number;
  /** The decoded frame; 648x432 unless given. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
  /** 60 s unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export const DEFAULT_FRAME = { widthPx: 648, heightPx: 432 } as const;
export const DEFAULT_TIMEOUT_MS = 60_000;

/** The runner's request. */
export function requestOf({
  runs = 30,
  warmUp = 20,
  frame = DEFAULT_FRAME,
}: MeasureOptions): string {
  return JSON.stringify({ runs, warmUp, frame });
}
