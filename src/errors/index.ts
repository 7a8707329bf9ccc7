export { BadInput } from './bad-input.js';
