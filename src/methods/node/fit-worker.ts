/** Worker thread: one fit, every step reported. */
import { tuneBayes } from '../../classical/index.js';
import { answerTasks } from '../../threads/index.js';
import { METHODS } from '../index.js';
import type { FitStep, FitTask } from './fit-task.js';
import { isFitted } from './is-fitted.js';

answerTasks<FitTask, unknown, FitStep>((task, report) => {
  switch (task.kind) {
    case 'method': {
      const method = METHODS.get(task.name);
      if (method === undefined || !isFitted(method)) {
        throw new TypeError(`fit: expected a registered method with a fit, got ${task.name}`);
      }
      return method.fit(task.training, (done, total) => report({ done, total }));
    }
    case 'bayes-tuning':
      return tuneBayes(task.training, {
        ...task.tuning,
        onTrial: (trial, done, total) => report({ trial, done, total }),
      });
    default:
      return task satisfies never;
  }
});
