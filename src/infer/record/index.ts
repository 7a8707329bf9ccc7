export { MOST_INT16_PRODUCTS, packCodes, roundToInt16 } from '../int16-weights.js';
export { findMixture, type LightMixture } from '../light-mixture.js';
export {
  type KernelCall,
  type RecordedPass,
  type RecordOptions,
  recordPass,
} from './record-pass.js';
