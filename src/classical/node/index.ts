/** What the classics read from files that a user names: tuning files, shading tables, cases of zone statistics. */
export { type AnswerOptions, answerCases } from './answer-cases.js';

export type { InputOptions } from './input-cases.js';

export { loadTuning, readTuning, type TuningCures } from './tuning-files.js';
