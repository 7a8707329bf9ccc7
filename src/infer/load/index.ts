/** Estimators of single frames, without filters over time: for programs that count every megabyte. */
export { createEstimator } from '../estimator.js';
