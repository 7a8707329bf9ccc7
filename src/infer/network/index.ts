/** A model and its answers without what smooths them over time: for programs that count every megabyte. */
export { AwbEstimator, createEstimator } from '../estimator.js';
