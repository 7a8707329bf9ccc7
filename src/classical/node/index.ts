/** What the classics read from files that a user names: tuning files, shading tables, cases of zone statistics. */
export { type AnswerOptions, answerCases } from './answer-cases.js';
export { readCases } from './case-lines.js';
export { type InputOptions, inputCases } from './input-cases.js';
export { readStatistics } from './statistics-file.js';
export { loadShadingTables, loadTuning, readTuning, type TuningCures } from './tuning-files.js';
