export { heNormal, initialParameters } from './initialise.js';
export { Network, type NetworkOptions, type PassOptions } from './network.js';
export { evaluateReference, type ReferenceOptions } from './reference/evaluate.js';
