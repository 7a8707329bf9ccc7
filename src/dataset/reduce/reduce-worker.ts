/** Worker thread: averages one picture down after the other and writes it. */
import { answerTasks } from '../../threads/index.js';
import type { ReduceTask } from './reduce-job.js';
import { reducePicture } from './reduce-picture.js';

answerTasks((task: ReduceTask, report: (what: 'done') => void) => {
  const result = reducePicture(task);
  if (result.fault === undefined) report('done');
  return result;
});
