/** White points, gains and the angles between them, without spectra and rendering: what inference needs. */
export { recoveryErrorDegrees, reproductionErrorDegrees } from '../angular-error.js';
export {
  type ColourGains,
  gainsToWhitePoint,
  type WhitePoint,
  whitePointToGains,
} from '../white-point.js';
