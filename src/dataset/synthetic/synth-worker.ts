/** Worker thread: renders pictures of a synthetic data set. */
import { workerData } from 'node:worker_threads';
import { answerTasks } from '../../threads/index.js';
import { createSynthContext, performSynthTask, type SynthTask } from './synth-job.js';
import type { SynthPlace } from './synth-pool.js';

const { dir, settings } = workerData as SynthPlace;
const context = createSynthContext(dir, settings);
answerTasks((task: SynthTask) => performSynthTask(context, task));
