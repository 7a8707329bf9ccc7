/**
 * HTTP requests that cannot hang: a timer that every sign of life winds up again aborts the request when
 * nothing has come for `stallMs`. The caller's own signal aborts it too.
 */

export interface StallOptions {
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/** A running watch over one request. */
export interface StallGuard {
  readonly signal: AbortSignal;
  /** Something came: the timer starts again. */
  alive(): void;
  end(): void;
}

/** Aborts `signal` when `alive()` has not been called for `stallMs`. Call `end()` when done. */
export function createStallGuard({ stallMs, signal }: StallOptions): StallGuard {
  const controller = new AbortController();
  const onStall = () => controller.abort(new Error(`nothing received for ${stallMs / 1000} s`));
  const onAbort = () => controller.abort(signal.reason);
  const timer = setTimeout(onStall, stallMs);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    alive: () => void timer.refresh(),
    end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** A whole short request: headers and what `read` does with the answer, within `stallMs`. */
export async function requestWithDeadline<T>(
  url: string,
  options: StallOptions,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const guard = createStallGuard(options);
  try {
    return await read(await fetch(url, { signal: guard.signal }));
  } finally {
    guard.end();
  }
}
