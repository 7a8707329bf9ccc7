import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { BARRIER_WORDS, SharedBarrier, SINGLE_THREAD } from '../../dist/engine/index.js';

const sharedWords = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));

/** A thread that counts `rounds` times between two barriers each, then fails where `fails` is set. */
function startCounter(workerData: object): Promise<Worker> {
  const worker = new Worker(new URL('./counting-thread.mjs', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    worker.once('error', reject);
  });
}

describe('SharedBarrier', () => {
  it('lets nobody on before everybody has come, round after round', async () => {
    const threads = 3;
    const rounds = 300;
    const words = sharedWords(BARRIER_WORDS);
    const counts = sharedWords(threads);
    const workers = await Promise.all(
      [1, 2].map((thread) => startCounter({ thread, threads, words, counts, rounds })),
    );
    const barrier = new SharedBarrier(0, threads, words);
    for (let round = 1; round <= rounds; round++) {
      Atomics.add(counts, 0, 1);
      barrier.barrier();
      expect([...counts]).toEqual([round, round, round]);
      barrier.barrier();
    }
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  it('throws in the thread that waits when another one fails', async () => {
    const words = sharedWords(BARRIER_WORDS);
    const counts = sharedWords(2);
    const worker = await startCounter({
      thread: 1,
      threads: 2,
      words,
      counts,
      rounds: 0,
      fails: true,
    });
    const barrier = new SharedBarrier(0, 2, words);
    expect(() => barrier.barrier()).toThrow('another training thread failed');
    await worker.terminate();
  });

  it('goes on throwing once a thread has failed, however many arrive', () => {
    const words = sharedWords(BARRIER_WORDS);
    const barrier = new SharedBarrier(0, 2, words);
    new SharedBarrier(1, 2, words).fail();
    for (let call = 0; call < 4; call++) {
      expect(() => barrier.barrier()).toThrow('another training thread failed');
    }
  });

  it('holds up nobody where there is one thread', () => {
    SINGLE_THREAD.barrier();
    new SharedBarrier(0, 1, sharedWords(BARRIER_WORDS)).barrier();
    expect(SINGLE_THREAD).toMatchObject({ thread: 0, threads: 1 });
  });
});
