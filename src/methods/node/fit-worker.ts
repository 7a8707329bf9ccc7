/** Worker thread: one fit, every step reported. */
import { parentPort, workerData } from 'node:worker_threads';
import { tuneBayes } from '../../classical/index.js';
import { METHODS } from '../index.js';
import type { FitMessage, FitTask } from './fit-task.js';
import { isFitted } from './is-fitted.js';

const say = (message: FitMessage): void => parentPort?.postMessage(message);

function run(task: FitTask): unknown {
  switch (task.kind) {
    case 'method': {
      const method = METHODS.get(task.name);
      if (method === undefined || !isFitted(method)) {
        throw new TypeError(`fit: expected a registered method with a fit, got ${task.name}`);
      }
      return method.fit(task.training, (done, total) => say({ done, total }));
    }
    case 'bayes-tuning':
      return tuneBayes(task.training, {
        ...task.tuning,
        onTrial: (trial, done, total) => say({ trial, done, total }),
      });
    default:
      return task satisfies never;
  }
}

say({ result: run(workerData as FitTask) });
