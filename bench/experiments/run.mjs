/** Trainings shared out to worker threads, each of which trains with one thread: results do not depend on how many there are. */
import { Worker } from 'node:worker_threads';

/**
 * Calls `onResult(trial, result)` for every trial, in the order in which they end. Rejects with the first error, or with the
 * signal's reason; all threads are taken down then.
 */
export async function runTrials(trials, { jobs, data, camera, curve, signal, onResult }) {
  const left = [...trials];
  const workers = Array.from({ length: Math.min(jobs, trials.length) }, () =>
    startWorker({ data, camera, curve }),
  );
  try {
    await Promise.all(workers.map((worker) => feed(worker, left, onResult, signal)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const startWorker = (workerData) =>
  new Worker(new URL('./worker.mjs', import.meta.url), { workerData });

/** Hands one trial after the other to a worker. */
function feed(worker, left, onResult, signal) {
  return new Promise((resolve, reject) => {
    let current;
    const next = () => {
      current = left.shift();
      if (current) worker.postMessage(current);
      else resolve();
    };
    worker.on('message', (result) => {
      onResult(current, result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a training thread ended')));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    next();
  });
}
