export {
  angleDegrees,
  DEGREES_PER_RADIAN,
  recoveryErrorDegrees,
  reproductionErrorDegrees,
} from './angular-error.js';
export {
  type ColourGains,
  gainsToWhitePoint,
  rgbToWhitePoint,
  type WhitePoint,
  whitePointToGains,
} from './white-point.js';
