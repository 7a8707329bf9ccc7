/** The thread's side of mapInThreads. */
import { parentPort } from 'node:worker_threads';
import type { AnswerMessage, TaskMessage } from './messages.js';

/**
 * Makes this worker thread answer tasks, one after the other, for as long as its pool lives. What `perform` throws ends
 * the whole run; faults that belong to one task are results. `report` says something of the task before it is done.
 */
export function answerTasks<Task, Result, Report = never>(
  perform: (task: Task, report: (what: Report) => void) => Result,
): void {
  const post = (message: AnswerMessage<Result, Report>): void => parentPort?.postMessage(message);
  parentPort?.on('message', ({ index, task }: TaskMessage<Task>) => {
    try {
      post({ index, result: perform(task, (report) => post({ index, report })) });
    } catch (thrown) {
      // As a message, since the thread's error event may overtake the answers that it sent before.
      post({ index, thrown });
    }
  });
}
