export { beginAhead } from './ahead.js';
export { answerTasks } from './answer-tasks.js';
export { type MapInThreadsOptions, mapInThreads } from './map-in-threads.js';
export { processorMs } from './processor-clock.js';
export { threadsWorth } from './threads-worth.js';
