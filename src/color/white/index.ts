/** White points, gains, the angles between them and matrices between cameras, without spectra and rendering: what inference needs. */
export { recoveryErrorDegrees, reproductionErrorDegrees } from '../angular-error.js';
export { type ColourMatrix, invertMatrix } from '../ccm.js';
export { findMappedWhitePoint, mapPixels } from '../map-colours.js';
export {
  type ColourGains,
  gainsToWhitePoint,
  type WhitePoint,
  whitePointToGains,
} from '../white-point.js';
