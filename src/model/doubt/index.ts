export { ERROR_NEURONS, ERROR_NODES } from './error-nodes.js';
export {
  blankCalibration,
  countDoubts,
  type ErrorCalibration,
  type Weighted,
  withExpectedError,
  withoutExpectedError,
} from './expected-error.js';
