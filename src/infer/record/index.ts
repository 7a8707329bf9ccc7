export { type KernelCall, type RecordedPass, recordPass } from './record-pass.js';
