export { BadInput } from './bad-input.js';
export { InputError } from './input-error.js';
