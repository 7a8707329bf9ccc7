/**
 * What the threads of one training step share besides the kernels' memory: a barrier. Each barrier spins for a
 * little while, because the other side is usually microseconds away, and then sleeps.
 */

/** Meeting point of all threads of a step. */
export interface Sync {
  readonly thread: number;
  readonly threads: number;
  /** Returns when every thread has called it. Throws when another thread failed. */
  barrier(): void;
}

/** The only thread there is. */
export const SINGLE_THREAD: Sync = { thread: 0, threads: 1, barrier: () => {} };

const ARRIVED = 0;
const GENERATION = 1;
const FAILED = 2;
/** Int32 words that a SharedBarrier uses. */
export const BARRIER_WORDS = 3;

const SPINS = 20_000;
const SLEEP_MS = 500;
/** A thread that was killed outright cannot say so; after this long without it the others give up. */
const PATIENCE_MS = 600_000;

/** A barrier on shared memory; `words` is the same Int32Array (BARRIER_WORDS long) in every thread. */
export class SharedBarrier implements Sync {
  readonly thread: number;
  readonly threads: number;
  private readonly words: Int32Array;

  constructor(thread: number, threads: number, words: Int32Array) {
    this.thread = thread;
    this.threads = threads;
    this.words = words;
  }

  barrier(): void {
    const { words } = this;
    // Looked at first: those that gave up waiting still count as arrived, and would let the next one through.
    if (Atomics.load(words, FAILED)) throw otherFailed();
    const generation = Atomics.load(words, GENERATION);
    if (Atomics.add(words, ARRIVED, 1) === this.threads - 1) {
      Atomics.store(words, ARRIVED, 0);
      Atomics.add(words, GENERATION, 1);
      Atomics.notify(words, GENERATION);
      return;
    }
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.load(words, GENERATION) !== generation) return;
    }
    for (let sleptMs = 0; Atomics.load(words, GENERATION) === generation; ) {
      if (Atomics.load(words, FAILED)) throw otherFailed();
      if (sleptMs > PATIENCE_MS) throw missing();
      if (Atomics.wait(words, GENERATION, generation, SLEEP_MS) === 'timed-out')
        sleptMs += SLEEP_MS;
    }
  }

  /** Tells the threads that wait, or will wait, that this one cannot go on. */
  fail(): void {
    Atomics.store(this.words, FAILED, 1);
    Atomics.notify(this.words, GENERATION);
  }
}

function otherFailed(): Error {
  return new Error('another training thread failed');
}

function missing(): Error {
  const minutes = PATIENCE_MS / 60_000;
  return new Error(
    `a training thread has not answered for ${minutes} minutes: it was killed, perhaps for want of memory; use a smaller batch or fewer threads`,
  );
}
