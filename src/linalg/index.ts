export {
  cholesky,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
} from './cholesky.js';
export { type LbfgsOptions, type LbfgsResult, minimiseLbfgs, type Objective } from './lbfgs.js';
export { fitPolynomial, leastSquares } from './least-squares.js';
export { type BoxOptions, type BoxResult, minimiseInBox } from './minimise-in-box.js';
export { solveLower, solveLowerTransposed } from './triangular.js';
export { dot } from './vector.js';
