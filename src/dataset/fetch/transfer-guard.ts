/**
 * HTTP requests that end: a timer that every sign of life winds up again aborts the request when nothing has come for
 * `stallMs`, and so does a body that drips: over each two of them it must bring `leastBytesPerSecond` on average. The
 * caller's own signal aborts it too.
 */

export interface GuardOptions {
  readonly stallMs: number;
  /** 0 for none. */
  readonly leastBytesPerSecond: number;
  readonly signal: AbortSignal;
}

/** A running watch over one request. */
export interface TransferGuard {
  readonly signal: AbortSignal;
  /** Headers came: the timer starts again, and from now on bytes are counted. */
  answered(): void;
  /** So many bytes of the body came. */
  received(bytes: number): void;
  end(): void;
}

/** Aborts `signal` when nothing, or too little, comes. Call `end()` when done. */
export function createTransferGuard({
  stallMs,
  leastBytesPerSecond,
  signal,
}: GuardOptions): TransferGuard {
  const controller = new AbortController();
  const seconds = stallMs / 1000;
  // Longer than a silence may be, so that whichever happened is named.
  const windowSeconds = 2 * seconds;
  const onStall = () => controller.abort(new Error(`nothing received for ${seconds} s`));
  const onAbort = () => controller.abort(signal.reason);
  const silence = setTimeout(onStall, stallMs);
  let window: NodeJS.Timeout | undefined;
  let bytes = 0;
  const onWindow = () => {
    if (bytes < leastBytesPerSecond * windowSeconds) {
      controller.abort(new Error(`only ${bytes} bytes received in ${windowSeconds} s`));
    }
    bytes = 0;
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    answered() {
      silence.refresh();
      window ??= setInterval(onWindow, 1000 * windowSeconds);
    },
    received(count) {
      silence.refresh();
      bytes += count;
    },
    end() {
      clearTimeout(silence);
      clearInterval(window);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
