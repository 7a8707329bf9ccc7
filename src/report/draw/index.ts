/** Pictures alone, without charts and pages: for programs that count every megabyte. */
export { type BeforeAfterOptions, beforeAfterPng } from './before-after.js';
