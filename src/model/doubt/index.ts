export { ERROR_NEURONS, ERROR_NODES, ERROR_RANGE_DEGREES } from './error-nodes.js';
export {
  blankCalibration,
  countDoubts,
  type ErrorCalibration,
  type Weighted,
  withExpectedError,
  withoutExpectedError,
} from './expected-error.js';
