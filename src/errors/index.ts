export { BadInput } from './bad-input.js';
export { InputError } from './input-error.js';
export { inOption, inOptionLater, UsageError } from './usage-error.js';
