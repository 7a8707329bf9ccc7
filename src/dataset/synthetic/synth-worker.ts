/** Worker thread: renders every `stride`-th picture of a synthetic data set, from `first` on. */
import { parentPort, workerData } from 'node:worker_threads';
import { createSynthContext, listTasks, performSynthTask } from './synth-job.js';
import type { SynthShare } from './synth-pool.js';

const { dir, settings, first, stride } = workerData as SynthShare;
const context = createSynthContext(dir, settings);
const tasks = listTasks(settings);
for (let index = first; index < tasks.length; index += stride) {
  parentPort?.postMessage({ index, rows: performSynthTask(context, tasks[index]) });
}
