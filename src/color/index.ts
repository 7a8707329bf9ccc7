export {
  angleDegrees,
  DEGREES_PER_RADIAN,
  recoveryErrorDegrees,
  reproductionErrorDegrees,
} from './angular-error.js';
export {
  CAMERAS,
  type CameraName,
  type CameraParameters,
  type CameraSensitivity,
  cameraSensitivity,
  type SensitivityLobe,
  spectrumToCameraRgb,
  spectrumToWhitePoint,
} from './camera-sensitivity.js';
export {
  CANON_EOS_550D_XYZ_TO_CAMERA,
  type ColourMatrix,
  ccmFromXyzToCamera,
  DEFAULT_CCM,
  IDENTITY_MATRIX,
  invertMatrix,
  multiplyMatrices,
  normaliseRows,
  parseColourMatrix,
  SRGB_TO_XYZ,
} from './ccm.js';
export {
  type Chromaticity,
  type UniformChromaticity,
  uvToXy,
  xyToUv,
} from './chromaticity.js';
export {
  type CorrelatedColourTemperature,
  cctToXy,
  xyToCct,
} from './correlated-colour-temperature.js';
export { type CurveError, errorByCurve, footOnLine, type LineFoot } from './curve.js';
export {
  daylightCctToXy,
  daylightSpectrum,
  daylightSpectrumOfXy,
  xyToDaylightCct,
} from './daylight.js';
export {
  halophosphateSpectrum,
  type LedOptions,
  ledSpectrum,
  sodiumSpectrum,
  tribandSpectrum,
} from './lamps.js';
export { findMappedWhitePoint, mapPixels } from './map-colours.js';
export { RENDER_MATRICES, type RenderMatrix, TONES, type Tone } from './names/index.js';
export { spectrumToXy, spectrumToXyz, type Tristimulus } from './observer.js';
export { planckianSpectrum, planckianXy } from './planckian.js';
export {
  type CodeOptions,
  HATCH_ROWS,
  isMaskedAt,
  type LinearPicture,
  pictureChannels,
  type RenderOptions,
  renderSettings,
  renderToCodes,
  renderToSrgb,
  UNIT_GAINS,
} from './render.js';
export {
  dotSpectra,
  mixSpectra,
  multiplySpectra,
  resampleTable,
  SPECTRUM_SAMPLES,
  type Spectrum,
  sampleSpectrum,
  splitGaussian,
} from './spectrum.js';
export { linearToSrgb, linearToSrgb8, srgbToLinear } from './srgb.js';
export {
  type ColourGains,
  gainsToWhitePoint,
  rgbToWhitePoint,
  type WhitePoint,
  whitePointToGains,
} from './white-point.js';
