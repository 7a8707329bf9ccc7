export { type BeforeAfterOptions, beforeAfterPng } from './before-after.js';
export { lightSwatch, renderBalancedPanel, renderRawPanel } from './panels.js';
export { encodeRgbPng, pngDataUri, type RgbPicture } from './png.js';
export { resampleLinear } from './resample.js';
