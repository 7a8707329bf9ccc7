export { ForwardPass, type ForwardPassOptions } from '../forward-pass.js';
