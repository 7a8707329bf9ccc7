/** Pictures alone, without charts and pages: for programs that count every megabyte. */
export { type BeforeAfterOptions, beforeAfterOfRaw, beforeAfterPng } from './before-after.js';
