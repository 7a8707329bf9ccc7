// A thread of map-in-threads.test.ts: doubles numbers, slowest first.
import { threadId, workerData } from 'node:worker_threads';
import { answerTasks } from '../../dist/threads/index.js';

answerTasks((task, report) => {
  if (task === workerData.breaksAt) throw new RangeError(`broke at ${task}`);
  if (task === workerData.endsAt) process.exit(7);
  report(workerData.tellsThread ? `${threadId}` : `at ${task}`);
  return 2 * task;
});
